package dev.lockstep.run;

import dev.lockstep.account.SetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Two runs never act at the same time on one ledger. The lock is the kernel's, on a file beside the ledger, so that a killed process leaves none behind. */
public final class RunLock implements AutoCloseable {

    private static final String NAME = "lockstep.lock";
    private static final long PAUSE_NANOS = 200_000_000;

    /** POSIX locks are the process's: closing any other channel of the file would give ours back, so a second one is never opened. */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private RunLock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock of a folder.
     *
     * @param holder who takes it, for whoever comes second
     * @throws RunLockedException when another run holds it
     */
    public static RunLock take(Path folder, String holder) {
        Path file = folder.toAbsolutePath().normalize().resolve(NAME);
        String holding = holder + ", process " + ProcessHandle.current().pid() + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String before = HELD.putIfAbsent(file, holding);
        if (before != null) {
            throw locked(before);
        }
        RunLock taken = null;
        try {
            taken = fromKernel(file, holding);
            return taken;
        } finally {
            if (taken == null) {
                HELD.remove(file);
            }
        }
    }

    /**
     * Takes the lock, and waits as long as another run holds it.
     *
     * @throws RunLockedException when the thread is interrupted meanwhile
     */
    public static RunLock await(Path folder, String holder) {
        while (true) {
            try {
                return take(folder, holder);
            } catch (RunLockedException e) {
                LockSupport.parkNanos(PAUSE_NANOS);
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private static RunLock fromKernel(Path file, String holding) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            RunLock taken = null;
            try {
                taken = lock(file, channel, holding);
                return taken;
            } finally {
                // A channel that is left open keeps the lock as long as the process lives.
                if (taken == null) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw new SetupException("The run lock '" + file + "' can't be taken (" + e.getMessage() + "). Nothing was changed. Is the disk full, or the folder read-only for this user?"
                    + " lockstep.state-dir names another.", e);
        }
    }

    private static RunLock lock(Path file, FileChannel channel, String holding) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            throw locked(read(channel));
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holding.getBytes(StandardCharsets.UTF_8)), 0);
        return new RunLock(file, channel, lock);
    }

    private static RunLockedException locked(String holder) {
        return new RunLockedException("Another run is at work" + (holder.isEmpty() ? "" : ": " + holder) + ". Nothing was changed. Wait until it has ended.");
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD.remove(file);
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(500);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }
}

package dev.lockstep.run;

import dev.lockstep.account.SetupException;
import dev.lockstep.ledger.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Two runs never act at the same time on one ledger. The lock is the kernel's, on a file beside the ledger, so that a killed process leaves none behind. Whoever removes that file lets a second run take
 * another one: so the file is compared with the one that was locked, before and during a run.
 */
public final class RunLock implements AutoCloseable {

    private static final String NAME = "lockstep.lock";
    private static final long PAUSE_NANOS = 200_000_000;
    /** How often somebody may replace the file just when it is being locked. */
    private static final int TRIES = 10;

    /** POSIX locks are the process's: closing any other channel of the file would give ours back, so a second one is never opened. */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final Object key;
    private final FileChannel channel;
    private final FileLock lock;

    private RunLock(Path file, Object key, FileChannel channel, FileLock lock) {
        this.file = file;
        this.key = key;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock of a folder.
     *
     * @param holder who takes it, for whoever comes second
     * @throws RunLockedException when another run holds it
     * @throws SetupException     when the folder or the file can't be used, or somebody else may change them
     */
    public static RunLock take(Path folder, String holder) {
        Path file = real(folder).resolve(NAME);
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

    /** Whether the file that was locked is still the one that the next run would lock: it was neither removed nor replaced. */
    public boolean stands() {
        try {
            return channel.isOpen() && key.equals(key(file));
        } catch (IOException e) {
            return false;
        }
    }

    Path place() {
        return file;
    }

    /** What is locked, in words that differ from those of any other file: its inode, where there are such. */
    public String mark() {
        return key.toString();
    }

    /** One folder has one name, by whatever links it is reached. */
    private static Path real(Path folder) {
        try {
            Path real = folder.toRealPath();
            StateFolder.require(real);
            return real;
        } catch (IOException e) {
            throw unusable(folder.toAbsolutePath().normalize().resolve(NAME), e);
        }
    }

    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
        // Windows has none, and removes no file that is open.
        return key != null ? key : file;
    }

    private static RunLock fromKernel(Path file, String holding) {
        try {
            for (int i = 0; i < TRIES; i++) {
                Optional<RunLock> taken = tried(file, holding);
                if (taken.isPresent()) {
                    return taken.get();
                }
            }
            throw new IOException("it was replaced whenever it was to be locked");
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Empty when somebody replaced the file meanwhile. A channel doesn't tell what it leads to: the path does, before it is opened and once it is locked. */
    private static Optional<RunLock> tried(Path file, String holding) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            make(file);
        }
        Object key = key(file);
        if (Files.isSymbolicLink(file)) {
            throw new IOException("it is a link to '" + Files.readSymbolicLink(file) + "', and what that leads to would be overwritten: remove the link");
        }
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        RunLock taken = null;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw locked(read(channel));
            }
            if (key.equals(key(file))) {
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(holding.getBytes(StandardCharsets.UTF_8)), 0);
                taken = new RunLock(file, key, channel, lock);
            }
        } catch (NoSuchFileException e) {
            // It was removed just now.
        } finally {
            // A channel that is left open keeps the lock as long as the process lives.
            if (taken == null) {
                channel.close();
            }
        }
        return Optional.ofNullable(taken);
    }

    private static void make(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // Another process made it just now.
        }
    }

    private static SetupException unusable(Path file, IOException e) {
        return new SetupException("The run lock '" + file + "' can't be taken (" + e.getMessage() + "). Nothing was changed. Is the disk full, or the folder read-only for this user?"
                + " lockstep.state-dir names another.", e);
    }

    /** The word for a lock that is another's. */
    static RunLockedException locked(String holder) {
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

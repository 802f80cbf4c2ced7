package dev.lockstep.sandbox;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@link MasCliProgram} as a shell script that asks this JVM through a pipe: a few milliseconds a call, and a process that can end in every way of {@link SandboxMas.Failure}. It remembers
 * every process that it was and that it started.
 */
public final class MasCliScript implements AutoCloseable {

    /** How long a process that a successful call leaves behind goes on. */
    private static final int LEFT_SECONDS = 5;
    private static final String SCRIPT = """
            #!/bin/sh
            cd '%s' || exit 127
            printf '%%s\\0' "${RUST_LOG-}" "$@" > $$.arguments
            mkfifo $$.answer
            echo $$ > door
            . ./$$.answer
            """;

    private final Path folder;
    private final RandomAccessFile door;
    private final Queue<ProcessHandle> processes = new ConcurrentLinkedQueue<>();
    private volatile Optional<Played> played = Optional.empty();
    private final ConcurrentMap<Predicate<String>, Runnable> before = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sandbox-mas-cli");
        thread.setDaemon(true);
        return thread;
    });

    private MasCliScript(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Files.writeString(program(), SCRIPT.formatted(folder));
        executable(true);
        Path pipe = folder.resolve("door");
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
        // Opened for both, it never waits for whoever writes, and never ends.
        door = new RandomAccessFile(pipe.toFile(), "rw");
        threads.execute(this::serve);
    }

    /** Writes the script into a folder of its own. */
    public static MasCliScript start() {
        try {
            return new MasCliScript(Files.createTempDirectory("lockstep-mas-cli"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The script: lockstep.mas.command. */
    public Path program() {
        return folder.resolve("mas-cli");
    }

    /** Takes the program away, or brings it back. */
    public void gone(boolean gone) {
        Path aside = folder.resolve("mas-cli.aside");
        try {
            Files.move(gone ? program() : aside, gone ? aside : program());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the program may be started. */
    public void executable(boolean may) {
        try {
            Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString(may ? "rwx------" : "rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has something done when such a call has come and before it takes effect; the call waits for it. What was to be done before is forgotten. */
    public void before(Predicate<String> call, Runnable what) {
        before.clear();
        before.put(call, what);
    }

    /** What such calls are answered with instead of taking effect, and how many there were. */
    public record Played(Predicate<String> call, int exitCode, String stdout, String stderr, AtomicInteger times) {
    }

    /** Has such calls end so; what was to be played before is forgotten. */
    public Played play(Predicate<String> call, int exitCode, String stdout, String stderr) {
        Played next = new Played(call, exitCode, stdout, stderr, new AtomicInteger());
        played = Optional.of(next);
        return next;
    }

    /** Whether no call is under way. */
    public boolean ended() {
        return alive().isEmpty();
    }

    /** The processes that are still there, once each had so many seconds to end. */
    public List<Long> leftAfter(int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!alive().isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return alive().stream().map(ProcessHandle::pid).toList();
    }

    @Override
    public void close() {
        alive().forEach(ProcessHandle::destroyForcibly);
        threads.shutdownNow();
        try (Stream<Path> files = Files.walk(folder)) {
            door.write('\n');
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ProcessHandle> alive() {
        return processes.stream().filter(ProcessHandle::isAlive).filter(process -> !isZombie(process)).toList();
    }

    /** It has ended, and whoever should take note of that doesn't: the first process of a container often is no init. */
    private static boolean isZombie(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    private void serve() {
        try {
            for (String pid = door.readLine(); !pid.isEmpty(); pid = door.readLine()) {
                String caller = pid;
                ProcessHandle.of(Long.parseLong(caller)).ifPresent(processes::add);
                threads.execute(() -> answer(caller));
            }
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(String pid) {
        try {
            Path arguments = folder.resolve(pid + ".arguments");
            String[] words = Files.readString(arguments).split("\0", -1);
            Files.delete(arguments);
            String[] args = Arrays.copyOfRange(words, 1, words.length - 1);
            String line = String.join(" ", args);
            before.forEach((call, what) -> {
                if (call.test(line)) {
                    what.run();
                }
            });
            StringBuilder out = new StringBuilder();
            StringBuilder err = new StringBuilder();
            Optional<Played> instead = played.filter(each -> each.call().test(line));
            instead.ifPresent(each -> {
                each.times().incrementAndGet();
                out.append(each.stdout());
                err.append(each.stderr());
            });
            String end = instead.isPresent() ? "exit " + instead.get().exitCode() : end(pid, MasCliProgram.outcome(args, words[0].isEmpty() ? null : words[0], out, err), err);
            Path answer = folder.resolve(pid + ".answer");
            try (OutputStream to = new FileOutputStream(answer.toFile())) {
                to.write((say(out, "") + say(err, " >&2") + end + "\n").getBytes(StandardCharsets.UTF_8));
            }
            Files.deleteIfExists(answer);
            if (end.contains("$!")) {
                rememberChild(pid);
            }
        } catch (IOException e) {
            // Whoever asked was killed meanwhile.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String say(StringBuilder text, String where) {
        return text.length() == 0 ? "" : "printf %s '" + text.toString().replace("'", "'\\''") + "'" + where + "\n";
    }

    private static String end(String pid, String outcome, StringBuilder err) {
        return switch (outcome) {
            case "crash" -> "kill -SEGV $$";
            case "killed" -> "kill -KILL $$";
            case "stubborn" -> "trap '' TERM INT HUP\nexec sleep 3600";
            case "hang-with-child" -> "sleep 3600 &\necho $! > " + pid + ".starts && mv " + pid + ".starts " + pid + ".started\nexec sleep 3600";
            case "leaves-child" -> "sleep " + LEFT_SECONDS + " &\necho $! > " + pid + ".starts && mv " + pid + ".starts " + pid + ".started\nexit 0";
            case "flood" -> "head -c 25000000 /dev/zero | tr '\\000' x\nhead -c 25000000 /dev/zero | tr '\\000' y >&2\nexit 0";
            default -> "exit " + MasCliErrors.print(outcome, err);
        };
    }

    private void rememberChild(String pid) throws IOException, InterruptedException {
        Path started = folder.resolve(pid + ".started");
        while (!Files.exists(started)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        ProcessHandle.of(Long.parseLong(Files.readString(started).strip())).ifPresent(processes::add);
        Files.delete(started);
    }
}

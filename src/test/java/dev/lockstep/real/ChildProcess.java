package dev.lockstep.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** One child process with its output in a file; ended by its pid, together with its descendants, at the latest when this JVM ends. */
public final class ChildProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Path log;
    private final Process process;
    private final Runnable atExit = this::kill;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts the command; its output is appended to the log, its input is empty. */
    public static ChildProcess start(String name, Path log, ProcessBuilder command) {
        try {
            Process process = command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
            ChildProcess child = new ChildProcess(name, log, process);
            AtExit.add(child.atExit);
            process.getOutputStream().close();
            if (AtExit.isEnding()) {
                child.kill();
            }
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the command to its end and returns its exit code. */
    public static int run(String name, Path log, Duration limit, ProcessBuilder command) {
        ChildProcess child = start(name, log, command);
        try {
            if (!child.process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " was not done after " + limit.toSeconds() + " s. Its last lines:\n" + child.lastLines(20));
            }
            return child.process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            child.kill();
        }
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the condition holds; throws with the last lines of the log when the process ends first or time is up. */
    public void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended with exit code " + process.exitValue() + " before " + what + ". Its last lines:\n" + lastLines(30));
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(name + ": not " + what + " after " + limit.toSeconds() + " s. Its last lines:\n" + lastLines(30));
            }
            pause();
        }
    }

    /** Asks the process to end (SIGTERM), and kills it if it doesn't. */
    public void stop() {
        process.destroy();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            kill();
        }
    }

    /** Kills the process and its descendants (SIGKILL) and waits until they are gone. */
    public void kill() {
        // Descendants first: those of a dead process can't be found any more.
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(member -> member.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).exceptionally(late -> member).join());
        AtExit.remove(atExit);
    }

    public String output() {
        return Folders.text(log);
    }

    public String lastLines(int count) {
        return Folders.lastLines(log, count);
    }

    static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }
}

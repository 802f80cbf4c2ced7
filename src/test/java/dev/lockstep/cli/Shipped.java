package dev.lockstep.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The shipped program in a process of its own; its output comes through pipes, so that limits on files don't touch it. */
final class Shipped implements AutoCloseable {

    private static final long LIMIT_SECONDS = 120;

    private final Process process;
    private final CompletableFuture<String> out;
    private final CompletableFuture<String> err;

    private Shipped(Process process) {
        this.process = process;
        this.out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        this.err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    }

    /** How it ended, and what it printed. */
    record Ended(int code, String out, String err) {
    }

    /** Starts it behind these words, for example those that take rights away, with these variables; those that look like settings are taken away. */
    static Shipped start(List<String> before, Map<String, String> variables, String... arguments) {
        List<String> words = new ArrayList<>(before);
        words.add(Path.of(System.getProperty("lockstep.dist", "target/lockstep"), "bin", "lockstep").toString());
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("LOCKSTEP_") || name.startsWith("KC_") || name.startsWith("MATRIX_") || name.startsWith("MAS_"));
        builder.environment().putAll(variables);
        try {
            return new Shipped(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    static Ended run(String... arguments) {
        return run(List.of(), Map.of(), arguments);
    }

    static Ended run(List<String> before, Map<String, String> variables, String... arguments) {
        try (Shipped program = start(before, variables, arguments)) {
            return program.await();
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Ended await() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Not done after " + LIMIT_SECONDS + " s");
            }
            return new Ended(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private static String text(InputStream from) {
        try (from) {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

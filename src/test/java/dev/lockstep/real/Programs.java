package dev.lockstep.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs run to their end, with all that they print. */
final class Programs {

    private static final long LIMIT_SECONDS = 180;

    private Programs() {
    }

    /** How a program ended, and what it printed. */
    record Ran(int exit, String out, String err) {

        /** The one JSON object on standard output. */
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("No JSON: '" + out + "', and on standard error: " + err, e);
            }
        }
    }

    /** Runs a program to its end. */
    static Ran run(List<String> command) {
        Running running = start(command);
        return running.await();
    }

    /** Runs a program that must end well; gives what it printed on standard error. */
    static String require(List<String> command) {
        Ran ran = run(command);
        if (ran.exit() != 0) {
            throw new IllegalStateException(command + " ended with " + ran.exit() + ": " + ran.err());
        }
        return ran.err();
    }

    /** Starts a program; its variables that look like settings are taken away. */
    static Running start(List<String> command) {
        try {
            Path out = Files.createTempFile("lockstep-out", ".txt");
            Path err = Files.createTempFile("lockstep-err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("LOCKSTEP_") || name.startsWith("KC_") || name.startsWith("MATRIX_") || name.startsWith("MAS_"));
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that runs. */
    record Running(Process process, Path out, Path err) {

        Ran await() {
            try {
                process.getOutputStream().close();
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    kill();
                    throw new IllegalStateException("A program ran for longer than " + LIMIT_SECONDS + " s: " + Files.readString(err));
                }
                return new Ran(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                kill();
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } finally {
                out.toFile().delete();
                err.toFile().delete();
            }
        }

        /** SIGKILL, for it and all that it started. */
        void kill() {
            List<ProcessHandle> descendants = process.descendants().toList();
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        }
    }
}

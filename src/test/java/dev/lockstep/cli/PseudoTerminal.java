package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program on a terminal of its own, of util-linux's {@code script}; what it prints is kept, control characters and all. */
final class PseudoTerminal implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 90;
    private static final Pattern CONTROLS = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|\u001b[=>]|[\u0007\r]");

    private final Process process;
    private final OutputStream keys;
    private final Thread reader;
    private final StringBuilder printed = new StringBuilder();

    private PseudoTerminal(Process process) {
        this.process = process;
        this.keys = process.getOutputStream();
        this.reader = new Thread(this::read, "terminal");
        reader.start();
    }

    /** Starts a command of the shell there; the environment is these variables, and no other but PATH and Java's home. */
    static PseudoTerminal start(String command, int columns, Path folder, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("script", "-qefc", "stty cols " + columns + " rows 50; " + command, "/dev/null");
        builder.directory(folder.toFile()).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME"));
        builder.environment().putAll(Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8", "HOME", folder.toString(), "SHELL", "/bin/sh"));
        builder.environment().putAll(variables);
        return new PseudoTerminal(builder.start());
    }

    /** Whether a program is there, to be started by its name. */
    static boolean has(String program) {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream().anyMatch(folder -> Path.of(folder, program).toFile().canExecute());
    }

    /** Types; {@code \t} is the tabulator. */
    void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /** Waits until all of these stand in what was printed since the last time; gives that, without control characters. */
    String await(String... texts) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (printed) {
            while (true) {
                String shown = CONTROLS.matcher(printed).replaceAll("");
                if (Stream.of(texts).allMatch(shown::contains)) {
                    printed.setLength(0);
                    return shown;
                }
                assertThat(System.nanoTime() < end && reader.isAlive()).as("%s never came, but:\n%s", List.of(texts), shown).isTrue();
                printed.wait(200);
            }
        }
    }

    /** Waits for its end; gives all that was printed since the last time. */
    String end() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends; it printed:\n%s", printed).isTrue();
        reader.join();
        synchronized (printed) {
            return printed.toString();
        }
    }

    /** How it ended. */
    int code() {
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private void read() {
        try (Reader from = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] some = new char[4096];
            for (int count = from.read(some); count >= 0; count = from.read(some)) {
                synchronized (printed) {
                    printed.append(some, 0, count);
                    printed.notifyAll();
                }
            }
        } catch (IOException e) {
            // The terminal is gone, and all that came is there.
        }
    }
}

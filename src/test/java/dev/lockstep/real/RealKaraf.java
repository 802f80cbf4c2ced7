package dev.lockstep.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** An Apache Karaf in a folder of its own, without network or open ports, driven by its console as a person would. Killed by its pid at the latest when this JVM ends. */
public final class RealKaraf implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String PROMPT = "karaf@root()>";
    private static final String COLOURS = "\u001b\\[[0-9;?]*[a-zA-Z]";

    private final Path home;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Runnable atExit = this::close;
    private int commands;

    private RealKaraf(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    static RealKaraf start() throws Unavailable {
        Path distribution = KarafDistribution.folder();
        Path home = Folders.temporary("lockstep-karaf");
        try {
            copy(distribution, home);
            configure(home.resolve("etc"));
            ProcessBuilder command = new ProcessBuilder(home.resolve("bin/karaf").toString()).redirectErrorStream(true);
            // The script becomes the JVM, so that its pid is the JVM's.
            cleanEnvironment(command).putAll(Map.of("KARAF_EXEC", "exec", "TERM", "dumb"));
            RealKaraf karaf = new RealKaraf(home, command.start());
            AtExit.add(karaf.atExit);
            Thread reader = new Thread(karaf::read, "karaf-console");
            reader.setDaemon(true);
            reader.start();
            karaf.console("echo started");
            return karaf;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes away what Karaf or Lockstep would read as a setting; the Java is that of the tests. */
    static Map<String, String> cleanEnvironment(ProcessBuilder command) {
        Map<String, String> environment = command.environment();
        environment.keySet().removeIf(name -> Stream.of("LOCKSTEP_", "KC_", "MATRIX_", "MAS_", "KARAF_", "JAVA").anyMatch(name::startsWith));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return environment;
    }

    /** The folder that it was unpacked to. */
    public Path home() {
        return home;
    }

    /** Types a command and waits for its end; gives what it printed. */
    public String console(String command) {
        String end = "end-of-command-" + ++commands;
        int before = lines.size();
        type(command);
        type("echo " + end);
        await("the end of '" + command + "'", () -> lines.subList(before, lines.size()).contains(end));
        return String.join("\n", lines.subList(before, lines.lastIndexOf(end)));
    }

    /** Karaf's log from its beginning. */
    public String log() {
        return Folders.text(home.resolve("data/log/karaf.log"));
    }

    /** Waits until the condition holds. */
    public void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new AssertionError("Karaf: not " + what + (process.isAlive() ? " after " + LIMIT.toSeconds() + " s" : ", it has ended") + ". Its console:\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size())) + "\nIts log:\n" + Folders.lastLines(home.resolve("data/log/karaf.log"), 40));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                throw ChildProcess.interrupted(e);
            }
        }
    }

    /** Kills it and removes its folder. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> process).join();
        AtExit.remove(atExit);
        Folders.delete(home);
    }

    private void type(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Karaf's console is closed. Its last lines: " + lines, e);
        }
    }

    /** The console paints its prompt over and over; a BufferedReader takes a carriage return for the end of a line too. */
    private void read() {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String text = line.replaceAll(COLOURS, "").replace(PROMPT, "").strip();
                if (!text.isEmpty()) {
                    lines.add(text);
                }
            }
        } catch (IOException e) {
            // It was killed.
        }
    }

    private static void configure(Path etc) throws IOException {
        Path features = etc.resolve("org.apache.karaf.features.cfg");
        Files.writeString(features, Files.readString(features).replaceAll("(?m)^\\s+(ssh|management)/.*\\R", ""));
        Files.writeString(etc.resolve("org.ops4j.pax.url.mvn.cfg"), "\norg.ops4j.pax.url.mvn.repositories =\norg.ops4j.pax.url.mvn.localRepository = " + etc.resolveSibling("m2") + "\n",
                StandardOpenOption.APPEND);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}

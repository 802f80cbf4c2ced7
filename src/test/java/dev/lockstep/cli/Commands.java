package dev.lockstep.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The command line on an installation: what it prints, and how it ends. */
final class Commands {

    private final Installation installation;
    private final Path folder;

    Commands(Installation installation, Path folder) {
        this.installation = installation;
        this.folder = folder;
    }

    /** What a command printed, standard output first, and its exit code; {@code lines} are those of standard output, {@code log} is all of standard error. */
    record Said(int code, List<String> lines, String all, String log) {

        /** The line of a check, without its mark. */
        String line(String name) {
            return lines.stream().filter(line -> line.contains(" " + name + ": ")).findFirst().orElseThrow(() -> new AssertionError("no line '" + name + "' in\n" + all));
        }
    }

    /** A settings file that leads to the installation, with these settings changed: key, value, key, value... */
    Path config(String... keysAndValues) {
        Properties properties = new Properties();
        properties.putAll(installation.settings());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        Path file = folder.resolve("lockstep.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Where nobody sees it at once: a pipe, cron. */
    Said execute(String... arguments) {
        return execute(Terminal.of("", Map.of()), arguments);
    }

    /** On a terminal, or on what isn't one. */
    Said execute(Terminal terminal, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ByteArrayOutputStream system = new ByteArrayOutputStream();
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        PrintStream captured = new PrintStream(system, true, StandardCharsets.UTF_8);
        System.setOut(captured);
        System.setErr(captured);
        try {
            int code = Lockstep.commandLine(terminal).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
            return new Said(code, out.toString().lines().toList(), out.toString() + err + system.toString(StandardCharsets.UTF_8), err + system.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }
}

package dev.lockstep.cli;

import dev.lockstep.report.Ink;
import dev.lockstep.report.TextRenderer;
import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Which of the standard streams a person sees, and how.
 *
 * @param out    whether standard output is a terminal
 * @param err    whether standard error is one
 * @param width  its width in columns, asked for when it is needed
 * @param plain  whether it should get no colours: {@code NO_COLOR} (no-color.org) is set, or it understands none
 * @param moves  whether it can clear a line
 */
record Terminal(boolean out, boolean err, IntSupplier width, boolean plain, boolean moves) {

    private static final int DEFAULT_WIDTH = 80;
    private static final int LEAST_WIDTH = 40;
    private static final String ITEM = "  - ";

    /** The one of this process: {@code bin/lockstep} tells which streams are one; started without it, Java says it of both together. */
    static Terminal ofProcess() {
        return of(System.getProperty("lockstep.terminal"), System.getenv());
    }

    /** @param streams what {@code bin/lockstep} says: a list of {@code out} and {@code err}; null where it didn't start us */
    static Terminal of(String streams, Map<String, String> environment) {
        boolean out = streams == null ? hasConsole() : streams.contains("out");
        boolean err = streams == null ? hasConsole() : streams.contains("err");
        boolean dumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(out, err, () -> width(environment.getOrDefault("COLUMNS", "")), dumb || !environment.getOrDefault("NO_COLOR", "").isEmpty(), !dumb);
    }

    /** The one that the command line was made for. */
    static Terminal of(CommandSpec spec) {
        return ((Lockstep) spec.root().userObject()).terminal();
    }

    /** A message for standard error, broken at words where that is a terminal; what it lists keeps its indent. */
    String message(String text) {
        TextRenderer lines = new TextRenderer(Ink.NONE, err ? width.getAsInt() : TextRenderer.ENDLESS);
        return text.lines().flatMap(line -> (line.startsWith(ITEM) ? lines.wrapped(line.substring(ITEM.length()), ITEM, " ".repeat(ITEM.length())) : lines.wrapped(line, "", "")).stream())
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** Whether a person sees the result, rather than a program or a log. */
    boolean seen() {
        return out || err;
    }

    /** Since Java 22 there is a console without a terminal too, and it can tell. */
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    private static int width(String columns) {
        int known = columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : CommandSpec.create().usageMessage().width(DEFAULT_WIDTH).autoWidth(true).width();
        return Math.max(LEAST_WIDTH, known);
    }
}

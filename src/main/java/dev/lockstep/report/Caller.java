package dev.lockstep.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How Lockstep was called, so that the next command can be told to be copied as it is.
 *
 * @param program what it was called by
 * @param options what has to be given again: where the settings are
 */
public record Caller(String program, List<String> options) {

    /** The program by its name alone, with the settings of its own folder. */
    public static final Caller PLAIN = new Caller("lockstep", List.of());

    /** A command of it, each word as a shell takes it. */
    List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        command.addAll(options);
        return command.stream().map(Caller::quoted).collect(Collectors.toList());
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

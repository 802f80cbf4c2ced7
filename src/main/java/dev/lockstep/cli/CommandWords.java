package dev.lockstep.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What picocli knows of the command line, for whoever writes it down for a shell or for {@code man}: nothing that is hidden. */
final class CommandWords {

    private CommandWords() {
    }

    /** The commands in the order of the help. */
    static List<CommandSpec> commands(CommandSpec program) {
        return program.subcommands().values().stream().map(line -> line.getCommandSpec()).filter(spec -> !spec.usageMessage().hidden()).distinct().toList();
    }

    /** A command's options, those with a long name by that name. */
    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden())
                .collect(Collectors.toMap(OptionSpec::longestName, option -> option, (one, other) -> one, TreeMap::new)).values().stream().toList();
    }

    static List<PositionalParamSpec> parameters(CommandSpec command) {
        return command.positionalParameters().stream().filter(parameter -> !parameter.hidden()).toList();
    }

    /** Whether something follows an option. */
    static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /** Whether it is the name of a file. */
    static boolean isFile(ArgSpec argument) {
        return argument.type() == Path.class || argument.type() == File.class;
    }

    /** The values that there are, where they can be told; those of an enum as people write them. */
    static List<String> values(ArgSpec argument) {
        return argument.completionCandidates() == null ? List.of() : StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                .map(value -> argument.type().isEnum() ? value.toLowerCase(Locale.ROOT) : value).toList();
    }

    /** The whole of a description. */
    static String text(String... description) {
        return String.join(" ", description).strip();
    }

    /** Its first sentence, without the full stop. */
    static String sentence(String... description) {
        return text(description).replaceFirst("(?s)\\. .*|\\.$", "");
    }

    /** All names of a command's options. */
    static TreeSet<String> names(CommandSpec command) {
        return options(command).stream().map(OptionSpec::names).flatMap(Arrays::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Like {@code PLAN}: the name of a value without picocli's brackets. */
    static String label(ArgSpec argument) {
        return argument.paramLabel().replaceAll("[<>]", "");
    }

    /** What the exit codes mean. */
    static Map<String, String> exitCodes(CommandSpec program) {
        return program.usageMessage().exitCodeList();
    }
}

package dev.lockstep.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page of a command, in the macros of man(7), made of what picocli knows. The build puts the version in. */
final class ManPage {

    private static final int ENDLESS = 10_000;
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            "application.properties", "Beside bin/: the settings, where --config names no other file.",
            "routes/", "Beside bin/: what is done in which order, how often it is tried again, and where failures go. Changed files count.",
            "docs/", "Beside bin/: settings.md has every setting, safety.md what stops mistakes, operations.md what to do when something goes wrong.",
            "~/.local/state/lockstep/lockstep.db", "The ledger: what was done to whose account, and whose account is whose. It lies in $XDG_STATE_HOME/lockstep where that is set,"
                    + " and in the folder that the setting lockstep.state-dir names, where it names one. Without it history is lost, not safety: the next plan that changes anybody is held.",
            "cache/", "Beside bin/, or ~/.cache/lockstep: makes a start quicker, and may be deleted."));
    private static final Map<String, String> ENVIRONMENT = new TreeMap<>(Map.of(
            "LOCKSTEP_...", "Each setting can be given as a variable, which counts before the file: lockstep.matrix.url is LOCKSTEP_MATRIX_URL.",
            "LOCKSTEP_..._FILE", "The file that a secret stands in: LOCKSTEP_MATRIX_TOKEN_FILE.",
            "JAVA_HOME", "The Java that runs Lockstep, 17 or newer; without it the one in PATH.",
            "JAVA_OPTS", "Options for Java, split at blanks."));

    private final CommandSpec program;
    private final CommandSpec command;
    private final StringBuilder page = new StringBuilder();

    private ManPage(CommandSpec command) {
        this.program = command.root();
        this.command = command;
    }

    /** The page's name: {@code lockstep-plan}. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /** The page of the program, or of one of its commands. */
    static String of(CommandSpec command) {
        return new ManPage(command).written();
    }

    private String written() {
        String text = CommandWords.text(command.usageMessage().description());
        page.append(".TH ").append(escaped(name(command).toUpperCase(Locale.ROOT))).append(" 1 \"\" \"Lockstep ${project.version}\" \"Lockstep Manual\"\n.nh\n.ad l\n");
        section("NAME", escaped(name(command)) + " \\- " + escaped(CommandWords.sentence(text)));
        command.usageMessage().width(ENDLESS);
        String synopsis = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0).strip();
        section("SYNOPSIS", bold(command.qualifiedName()) + escaped(synopsis.substring(command.qualifiedName().length())));
        section("DESCRIPTION", escaped(text));
        section("ARGUMENTS", CommandWords.parameters(command).stream().map(parameter -> item(italic(CommandWords.label(parameter)), CommandWords.text(parameter.description()))));
        section("OPTIONS", CommandWords.options(command).stream().map(option -> item(names(option), CommandWords.text(option.description()))));
        section("COMMANDS", CommandWords.commands(command).stream().map(each -> item(reference(each), CommandWords.text(each.usageMessage().description()))));
        if (command.usageMessage().footer().length > 0) {
            section("EXAMPLES", ".nf\n" + escaped(String.join("\n", command.usageMessage().footer())) + "\n.fi");
        }
        section("EXIT STATUS", Stream.concat(Stream.of("The same for all commands:\n"), CommandWords.exitCodes(program).entrySet().stream().map(code -> item(bold(code.getKey()), sentence(code.getValue())))));
        section("ENVIRONMENT", ENVIRONMENT.entrySet().stream().map(variable -> item(bold(variable.getKey()), variable.getValue())));
        section("FILES", FILES.entrySet().stream().map(file -> item(italic(file.getKey()), file.getValue())));
        section("SEE ALSO", Stream.concat(Stream.of(program), CommandWords.commands(program).stream()).filter(other -> other != command).map(ManPage::reference).collect(Collectors.joining(", ")));
        return page.toString();
    }

    private void section(String title, Stream<String> items) {
        String text = items.collect(Collectors.joining());
        if (!text.isEmpty()) {
            section(title, text.stripTrailing());
        }
    }

    private void section(String title, String text) {
        page.append(".SH ").append(title).append('\n').append(text).append('\n');
    }

    private static String item(String term, String text) {
        return ".TP\n" + term + "\n" + escaped(text) + "\n";
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    private static String names(OptionSpec option) {
        String value = CommandWords.takesValue(option) ? "=" + italic(CommandWords.label(option)) : "";
        return Stream.of(option.names()).map(ManPage::bold).collect(Collectors.joining(", ")) + value;
    }

    private static String reference(CommandSpec command) {
        return bold(name(command)) + "(1)";
    }

    private static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    private static String italic(String text) {
        return "\\fI" + escaped(text) + "\\fR";
    }

    /** Characters that groff would print as others, or take for its own; a word that begins a line with a dot is none of ours. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti").replaceAll("(?m)^\\.", "\\\\&.");
    }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --help} prints. */
class HelpTest {

    private static final int COLUMNS = 80;

    static Stream<String> commands() {
        return CommandWords.commands(Lockstep.commandLine().getCommandSpec()).stream().map(CommandSpec::name);
    }

    @Test
    void a_line_of_the_exit_codes_that_goes_on_stays_indented() {
        List<String> lines = Lockstep.commandLine().getUsageMessage().lines().toList();
        List<String> codes = lines.subList(lines.indexOf("Exit codes:") + 1, lines.size());

        assertThat(codes).hasSizeGreaterThan(9).allMatch(line -> line.matches("  (\\d+ +| {6,})\\S.*")).allMatch(line -> line.length() <= COLUMNS);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void no_line_of_a_command_is_wrapped_by_the_terminal_and_each_section_is_indented(String command) {
        CommandLine line = Lockstep.commandLine().getSubcommands().get(command);
        String usage = line.getUsageMessage();

        assertThat(usage.lines()).allMatch(each -> each.length() <= COLUMNS);
        assertThat(usage.lines().dropWhile(each -> !each.endsWith(":")).skip(1)).allMatch(each -> each.isEmpty() || each.startsWith(" "));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_has_help_and_says_what_it_is_for(String command) {
        CommandSpec spec = Lockstep.commandLine().getSubcommands().get(command).getCommandSpec();

        assertThat(spec.findOption("--help")).isNotNull();
        assertThat(CommandWords.sentence(spec.usageMessage().description())).isNotEmpty();
        assertThat(CommandWords.options(spec)).allSatisfy(option -> assertThat(CommandWords.text(option.description())).as(option.longestName()).endsWith("."));
    }

    @ParameterizedTest
    @CsvSource({"sync --frob, --frob, lockstep sync --help", "apply, PLAN, lockstep apply --help", "audit --since noon, 'noon', lockstep audit --help", "frob, frob, lockstep --help",
            "synch, Did you mean, lockstep --help", "completion fish, fish, lockstep completion --help", "explain \u202ea \u202eb, \\u202eb, lockstep explain --help"})
    void what_is_not_understood_is_told_in_a_few_lines_that_end_with_where_to_read_on(String typed, String told, String more) {
        StringWriter err = new StringWriter();

        assertThat(Lockstep.commandLine().setErr(new PrintWriter(err, true)).execute(typed.split(" "))).isEqualTo(2);

        assertThat(err.toString()).contains(told).doesNotContain("\u202e").endsWith("More: " + more + System.lineSeparator());
        assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void who_types_nothing_gets_the_commands() {
        StringWriter err = new StringWriter();

        assertThat(Lockstep.commandLine().setErr(new PrintWriter(err, true)).execute()).isEqualTo(2);

        assertThat(err.toString()).contains("Say what to do", "  doctor ", "Exit codes:");
    }
}

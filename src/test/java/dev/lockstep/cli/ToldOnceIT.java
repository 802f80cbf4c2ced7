package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a run has to say is said once: at a terminal to the person there, elsewhere by the log. */
@Timeout(60)
class ToldOnceIT {

    private static final Map<String, String> XTERM = Map.of("TERM", "xterm", "COLUMNS", "80");
    private static final Terminal NONE = Terminal.of("", Map.of());
    private static final Terminal BOTH = Terminal.of("out,err", XTERM);
    private static final String HELD = "This is the first plan of this ledger for these groups";

    @TempDir
    private Path folder;
    private Installation here;

    @BeforeEach
    void start() {
        here = Installation.with("lockstep.guard.first-run", "hold", "lockstep.retry.actions.count", "0").member("anna").leaver("carl");
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void a_hold_without_a_terminal_is_told_by_the_log_alone_and_stands_whole_in_the_audit() throws IOException {
        Commands.Said said = execute(NONE, "sync");

        assertThat(said.code()).isEqualTo(4);
        assertThat(said.lines()).isEmpty();
        assertThat(times(said, HELD)).as(said.all()).isEqualTo(1);
        assertThat(said.log()).contains("Held, nothing was changed. " + HELD, "lockstep apply ", "event=held", "event=run-ended");
        assertThat(here.query("select detail from audit where event = 'held'").get(0)).contains(HELD);
        assertThat(here.query("select detail from audit where event = 'run-ended'").get(0)).startsWith("Held, nothing was changed. When that is settled").contains("lockstep apply ").doesNotContain(HELD);
    }

    @Test
    void a_hold_on_a_terminal_is_told_to_the_person_there_with_the_command_to_copy() throws IOException {
        Commands.Said said = execute(BOTH, "sync");

        assertThat(said.code()).isEqualTo(4);
        assertThat(times(said, HELD)).as(said.all()).isEqualTo(1);
        assertThat(said.lines()).contains("\u001b[1mHeld, nothing was changed.\u001b[0m", "        @carl:corp.example");
        assertThat(said.lines()).anyMatch(line -> line.matches("    \u001b\\[1mlockstep apply [0-9a-f]{12} --config " + folder + "/lockstep.properties\u001b\\[0m"));
        assertThat(said.lines()).allSatisfy(line -> assertThat(line.replaceAll("\u001b\\[\\d+m", "").length()).isLessThanOrEqualTo(line.contains("lockstep apply") ? 500 : 80));
    }

    @Test
    void a_result_that_is_asked_for_in_a_form_is_printed_everywhere() throws IOException {
        assertThat(execute(NONE, "sync", "--output", "table").lines()).contains("Held, nothing was changed.");
        assertThat(execute(NONE, "sync", "--json").lines()).singleElement().asString().startsWith("{\"plan\":");
    }

    @Test
    void standard_output_that_leads_elsewhere_gets_the_result_and_no_colours() throws IOException {
        Commands.Said said = execute(Terminal.of(",err", XTERM), "sync");

        assertThat(said.lines()).contains("Held, nothing was changed.").noneMatch(line -> line.contains("\u001b"));
        assertThat(times(said, HELD)).isEqualTo(1);
    }

    @Test
    void an_action_that_is_given_up_is_told_once_with_its_reason() throws IOException {
        here.restart("lockstep.guard.first-run", "carry-out");
        here.sandbox().mas().fail("carl", Failure.USAGE, Failure.USAGE);

        Commands.Said seen = execute(BOTH, "sync");
        assertThat(seen.code()).as(seen.all()).isEqualTo(5);
        assertThat(seen.lines()).anyMatch(line -> line.matches("\u001b\\[35m!\u001b\\[0m @carl:corp.example +deactivate +.*"));
        assertThat(String.join(" ", seen.lines())).contains("ended with exit code 2");
        assertThat(seen.log().lines().filter(line -> !line.contains("lockstep.audit"))).noneMatch(line -> line.contains("exit code 2"));

        Commands.Said logged = execute(NONE, "sync");
        assertThat(logged.lines()).isEmpty();
        assertThat(logged.log()).contains("gave up to deactivate '@carl:corp.example'");
    }

    @Test
    void what_stops_a_run_is_told_once_too() throws IOException {
        here.sandbox().keycloak().faults().always("/members", Fault.status(500));
        for (String command : List.of("sync", "plan")) {
            for (Terminal terminal : List.of(BOTH, NONE)) {
                Commands.Said said = execute(terminal, command);
                assertThat(said.code()).as(said.all()).isEqualTo(3);
                assertThat(times(said, "answered 500")).as(command + "\n" + said.all()).isEqualTo(1);
            }
        }
    }

    @Test
    void unknown_administrators_are_told_once() throws IOException {
        here.restart("lockstep.mas.command", "/nowhere/mas-cli");
        for (Terminal terminal : List.of(BOTH, NONE)) {
            assertThat(times(execute(terminal, "plan"), "administrators are unknown, so this plan may name one")).isEqualTo(1);
        }
    }

    @Test
    void a_plan_in_markdown_and_html_can_be_pasted_and_contradicting_forms_are_refused() throws IOException {
        assertThat(execute(NONE, "plan", "--output", "markdown").lines()).contains("| `-` | `@carl:corp.example` | not in the group | active | deactivate | left-group |");
        assertThat(execute(NONE, "plan", "--output", "html").lines()).first().isEqualTo("<table>");
        assertThat(execute(NONE, "audit", "--output", "html").lines()).contains("<p>0 entries.</p>");
        assertThat(execute(NONE, "dead-letters", "--output", "markdown").lines()).containsExactly("No dead letters are open.");
        assertThat(execute(NONE, "explain", "anna", "--json").lines()).singleElement().asString().startsWith("{\"people\":[{\"about\":\"@anna:corp.example\",\"keycloak\":\"'anna' (id ");
        assertThat(execute(NONE, "explain", "anna", "--output", "markdown").lines()).startsWith("**@anna:corp.example**");

        Commands.Said refused = execute(NONE, "plan", "--json", "--output", "html");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.log()).contains("--json and --output html contradict each other");
    }

    private static long times(Commands.Said said, String words) {
        // A sentence may be broken over lines on a terminal.
        return said.all().replaceAll("\\s+", " ").split(Pattern.quote(words), -1).length - 1L;
    }

    private Commands.Said execute(Terminal terminal, String... arguments) throws IOException {
        Commands commands = new Commands(here, folder);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + commands.config());
        return commands.execute(terminal, all.toArray(String[]::new));
    }
}

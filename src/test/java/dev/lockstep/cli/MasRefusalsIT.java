package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.refusals.Cells;
import dev.lockstep.refusals.Cells.Answer;
import dev.lockstep.refusals.Refusal;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.MasCliScript;
import dev.lockstep.sandbox.MasCliScript.Played;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * mas-cli's golden cases in whole runs, each at one of its calls in turn: the exit code, how often it was asked, the message, and that nothing was changed. MasRefusalsTest has every call of every
 * case, and the programs that can't be started.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "mas-cli is a shell script here")
class MasRefusalsIT {

    private static final MasCliScript SCRIPT = MasCliScript.start();
    private static final Map<String, Installation> INSTALLATIONS = new HashMap<>();

    @AfterAll
    static void stop() {
        INSTALLATIONS.values().forEach(Installation::close);
        INSTALLATIONS.clear();
        SCRIPT.close();
    }

    @TestFactory
    Stream<DynamicTest> every_golden_case() {
        List<Refusal> cases = Refusal.read("mas-cli").cases().stream().filter(each -> !each.answers().has("program")).toList();
        return IntStream.range(0, cases.size()).mapToObj(number -> {
            Refusal each = cases.get(number);
            String call = each.calls().get(number % each.calls().size());
            return DynamicTest.dynamicTest(each.name() + ": " + call, () -> isAsWritten(each, call, Cells.answers(each).get(0)));
        });
    }

    private static void isAsWritten(Refusal refusal, String call, Answer answer) {
        Installation here = in(call.equals("manage lock-user") ? "lock" : "deactivate");
        Played played = SCRIPT.play(line -> line.endsWith(call) || line.contains(call + " -- "), answer.exitCode(), answer.stdout(), answer.stderr());
        SyncRun run = here.sync();
        SCRIPT.play(line -> false, 0, "", "");

        String message = run.failure().map(ExitCode::sentence).orElseGet(() -> run.results().stream().map(SyncRun.ActionResult::detail).filter(detail -> !detail.isEmpty()).findFirst().orElse("none"));
        assertThat(message).matches(Cells.pattern(refusal, Map.of("exit-code", String.valueOf(answer.exitCode()), "said", answer.said(), "command", SCRIPT.program().toString())));
        assertThat(run.exitCode().code()).as(message).isEqualTo(refusal.exit());
        assertThat(played.times()).as("tries").hasValue(refusal.tries());
        if (refusal.exit() != ExitCode.DEAD_LETTERS.code()) {
            assertThat(here.changes()).isEmpty();
            assertThat(here.query("select mxid from actions")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/true", "/bin/false", "/bin/echo", "/bin/echo mas-cli v1.22.0", "/bin/cat", "/usr/bin/env", "/bin/sh -c 'echo mas-cli'", "/bin/sh -c 'echo v1.22.0'",
        "/bin/sh -c 'echo I am mas-cli v1.22.0'", "/bin/sh -c 'echo mas-cli v1.22.0 >&2'", "/bin/sh -c 'echo mas-cli v1.22.0'", "/bin/sh -c 'echo mas-cli v1.22.0; exit 1'"})
    void what_is_not_mas_cli_changes_nobody_whatever_else_is_switched_off(String command) {
        try (Installation here = Installation.with("lockstep.mas.command", command, "lockstep.protect.mas-administrators", "false")) {
            here.member("anna").leaver("eve").returner("emil");
            SyncRun run = here.sync();
            String sentence = ExitCode.sentence(run.failure().orElseThrow(() -> new AssertionError("It was believed: " + run.results())));
            assertThat(run.exitCode()).as(sentence).isEqualTo(ExitCode.SETUP);
            assertThat(sentence).contains("lockstep.mas.command", "Nothing was changed").containsAnyOf("is not mas-cli", "that is not mas-cli", "does not reach mas-cli");
            assertThat(here.query("select mxid from actions")).isEmpty();
        }
    }

    /** With the administrators wanted it is the list that comes first; who is not mas-cli is named all the same, not the log level of one that is. */
    @ParameterizedTest
    @ValueSource(strings = {"/bin/true", "/bin/false", "/bin/echo"})
    void what_is_not_mas_cli_is_named_where_its_list_of_administrators_is_none(String command) {
        try (Installation here = Installation.with("lockstep.mas.command", command)) {
            SyncRun run = here.member("anna").leaver("eve").sync();
            String sentence = ExitCode.sentence(run.failure().orElseThrow());
            assertThat(run.exitCode()).as(sentence).isEqualTo(ExitCode.SETUP);
            assertThat(sentence).contains("not mas-cli", "lockstep.mas.command").doesNotContain("RUST_LOG");
            assertThat(here.plan().look().orElseThrow().administrators().unknown().orElseThrow()).contains("not mas-cli");
        }
    }

    @Test
    void whether_it_is_mas_cli_is_asked_once_in_a_run_and_only_where_something_is_to_be_done() {
        Installation here = in("deactivate");
        Played asked = SCRIPT.play(line -> line.equals("--version"), 0, "mas-cli v1.22.0\n", "");
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(here.changes()).hasSize(4);
        assertThat(asked.times()).hasValue(1);
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(asked.times()).hasValue(1);
    }

    private static Installation in(String mode) {
        Installation here = INSTALLATIONS.computeIfAbsent(mode, each -> Installation.with("lockstep.mode", each, "lockstep.mas.command", SCRIPT.program().toString(), "lockstep.parallel", "1"));
        here.reset();
        return here.member("anna").leaver("eve").returner("emil");
    }
}

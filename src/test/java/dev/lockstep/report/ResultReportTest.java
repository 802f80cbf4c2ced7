package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.plan.Reason;
import dev.lockstep.plan.Verdict;
import dev.lockstep.plan.Verdict.Hold;
import dev.lockstep.run.JudgedRun;
import dev.lockstep.run.SyncRun;
import dev.lockstep.run.SyncRun.ActionResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run did, as people see it. */
class ResultReportTest {

    private static final ActionResult CARL = new ActionResult("@carl:example.org", "deactivate", "done", 1, "");
    private static final ActionResult DORA = new ActionResult("@dora:example.org", "deactivate", "done", 1, "");

    @Test
    void what_was_not_done_stands_apart_with_its_reason_below() {
        SyncRun run = JudgedRun.of(verdict(), new ActionResult("@anna:example.org", "lock", "failed", 3, "mas-cli said no."), CARL);

        assertThat(lines(run)).startsWith("  MXID               ACTION      OUTCOME  ATTEMPTS", "- @carl:example.org  deactivate  done     1", "! @anna:example.org  lock        failed   3", "    mas-cli said no.")
                .endsWith("The next run tries again what was given up. At once, when its cause is mended:", "", "    lockstep replay --all", "");
    }

    @Test
    void what_was_given_up_beside_a_hold_comes_with_its_command_too() {
        Verdict verdict = new Verdict(verdict().plan(), List.of(), List.of(new Hold(Set.of(Plans.mxid("dora")), Reason.of("Doubtful."))));

        assertThat(lines(JudgedRun.of(verdict, new ActionResult("@carl:example.org", "deactivate", "failed", 3, "mas-cli said no.")))).contains("  * Doubtful.")
                .anyMatch(line -> line.startsWith("    lockstep apply ")).endsWith("    lockstep replay --all", "");
    }

    @ParameterizedTest
    @CsvSource({"done, Done:", "halted, Not finished:", "not-begun, Not finished:"})
    void a_run_that_leaves_something_to_the_next_is_not_said_to_be_done(String outcome, String word) {
        assertThat(lines(JudgedRun.of(verdict(), new ActionResult("@carl:example.org", "deactivate", outcome, 1, "")))).last().asString().startsWith(word);
    }

    @Test
    void whether_synapse_shows_an_action_is_told_by_a_run_that_waits_alone() {
        SyncRun hasty = JudgedRun.of(verdict(), CARL, DORA);
        assertThat(lines(hasty).get(0)).doesNotContain("SHOWN");
        assertThat(RunObject.of(hasty)).extracting("results").asString().doesNotContain("shown");

        SyncRun patient = JudgedRun.waited(verdict(), Map.of(Plans.mxid("carl"), AccountAction.DEACTIVATE), CARL, DORA);

        assertThat(lines(patient).get(0)).endsWith("SHOWN");
        assertThat(lines(patient).get(1)).startsWith("- @carl").endsWith("yes");
        assertThat(lines(patient).get(2)).startsWith("- @dora").endsWith("not yet");
        assertThat(RunObject.of(patient)).extracting("results").asString().contains("attempts=1, shown=true", "attempts=1, shown=false");
    }

    private static List<String> lines(SyncRun run) {
        return new TextRenderer(Ink.NONE, TextRenderer.ENDLESS).lines(ResultReport.of(run, false, false, Caller.PLAIN).blocks());
    }

    private static Verdict verdict() {
        return new Verdict(Plans.of(Plans.closing("carl"), Plans.closing("dora")), List.of());
    }
}

package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.SyncRun.ActionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunReportTest {

    @Test
    void many_accounts_that_mas_does_not_know_lead_to_the_setting_for_bridges() {
        SyncRun run = unknownToMas(4);
        assertThat(RunReport.unknownToMas(run)).isEmpty();

        run.ended(new ActionResult("@ghost:example.org", "deactivate", "user-not-found", 1, ""));

        assertThat(RunReport.unknownToMas(run)).contains("5 accounts are unknown to MAS. They are probably those of a bridge or another appservice: name its registration file in "
                + "lockstep.protect.appservices, and they are left out.");
    }

    @Test
    void whether_synapse_shows_an_action_is_told_by_a_run_that_waits_alone() {
        SyncRun run = unknownToMas(0);
        run.ended(new ActionResult("@carl:example.org", "deactivate", "done", 1, ""));
        run.ended(new ActionResult("@dora:example.org", "deactivate", "done", 1, ""));
        assertThat(RunReport.results(run).get(0)).doesNotContain("SHOWN");
        assertThat(RunReport.json(run)).extracting("results").asString().doesNotContain("shown");

        run.waiting();
        Settling wait = new Settling(Map.of(Mxid.parse("@carl:example.org"), AccountAction.DEACTIVATE), Duration.ZERO, Instant.now());
        wait.looked(AccountState.DEACTIVATED, Instant.now());
        run.settles(wait);

        assertThat(RunReport.results(run).get(0)).endsWith("SHOWN");
        assertThat(RunReport.results(run).get(1)).startsWith("@carl").endsWith("yes");
        assertThat(RunReport.results(run).get(2)).startsWith("@dora").endsWith("not yet");
        assertThat(RunReport.json(run)).extracting("results").asString().contains("attempts=1, shown=true", "attempts=1, shown=false");
    }

    private static SyncRun unknownToMas(int count) {
        List<Decision> skipped = IntStream.range(0, count).mapToObj(i -> new Decision(new Mxid("ghost" + i, "example.org"), Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE),
                Optional.empty(), Rule.UNKNOWN_TO_MAS)).toList();
        SyncRun run = new SyncRun("test", true);
        run.judged(new Verdict(new SyncPlan("deactivate", 0, count, 0, 0, List.of(), skipped, List.of(), List.of(), true, List.of()), List.of()));
        return run;
    }
}

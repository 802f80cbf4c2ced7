package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.SyncRun.ActionResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    void what_was_given_up_was_not_carried_out_although_something_else_waits() {
        SyncRun run = unknownToMas(1);
        run.ended(new ActionResult("@carl:example.org", "deactivate", "done", 1, ""));
        assertThat(RunReport.heading(run)).contains("for a person, the rest was carried out: ");

        run.ended(new ActionResult("@dora:example.org", "deactivate", "failed", 4, "mas-cli said no."));

        assertThat(RunReport.heading(run)).contains("for a person, and not all of the rest was carried out: ").contains("1 deactivate not done, 1 deactivated");
    }

    @Test
    void letters_that_are_tried_again_are_named_as_one_would() {
        assertThat(RunReport.replayed(Set.of(7L))).isEqualTo("Dead letter 7 is to be tried again.");
        assertThat(RunReport.replayed(Set.of(12L, 7L))).isEqualTo("Dead letters 7, 12 are to be tried again.");
    }

    private static SyncRun unknownToMas(int count) {
        List<Decision> skipped = IntStream.range(0, count).mapToObj(i -> new Decision(new Mxid("ghost" + i, "example.org"), Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE),
                Optional.empty(), Rule.UNKNOWN_TO_MAS)).toList();
        SyncRun run = new SyncRun("test", true);
        run.judged(new Verdict(new SyncPlan("deactivate", 0, count, 0, 0, List.of(), skipped, List.of(), List.of(), true, List.of()), List.of()));
        return run;
    }
}

package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SourceException;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.Renamed;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Unmapped;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.SyncRun.ActionResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names from outside, wherever a run shows them: a line stays one line, and nothing in it is invisible. */
class ShownNamesTest {

    private static final Mxid HOSTILE = new Mxid("a\nb\u202ec\u001b[31m", "example.org");
    private static final String ESCAPED = "@a\\u000ab\\u202ec\\u001b[31m:example.org";

    @Test
    void in_a_notice() {
        assertThat(Notices.of(run(), Map.of(), Set.of(), Map.of()).text()).singleElement().satisfies(ShownNamesTest::isVisible).asString().contains("deactivate '" + ESCAPED + "': mas-cli said a\\u000ab");
    }

    @Test
    void in_an_error() {
        assertThat(ExitCode.sentence(new SourceException("No '" + HOSTILE + "'."))).isEqualTo("No '" + ESCAPED + "'.");
        assertThat(ExitCode.sentence(new IllegalStateException(HOSTILE.toString()))).contains(ESCAPED).satisfies(ShownNamesTest::isVisible);
    }

    @Test
    void in_a_line_of_the_log() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            RunLog.warn(run(), "gave up '" + HOSTILE + "'.");
            RunLog.error(run(), "lost '" + HOSTILE + "'.", new IllegalStateException("not shown"));
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8).lines()).hasSize(2).allSatisfy(ShownNamesTest::isVisible).allMatch(line -> line.endsWith("'" + ESCAPED + "'."));
    }

    private static void isVisible(String line) {
        assertThat(line).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
    }

    private static SyncPlan plan(Unmapped unmapped, Renamed renamed) {
        return new SyncPlan("deactivate", 1, 2, 0, 2, List.of(closing(HOSTILE), closing(new Mxid("plain", "example.org"))), List.of(), List.of(unmapped), List.of(), true, List.of(renamed));
    }

    private static Decision closing(Mxid mxid) {
        return new Decision(mxid, Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.of(AccountAction.DEACTIVATE), Rule.LEFT_GROUP);
    }

    private static SyncRun run() {
        SyncRun run = new SyncRun("test", true);
        run.judged(new Verdict(plan(new Unmapped("u", "r"), new Renamed("r", HOSTILE)), List.of()));
        run.ended(new ActionResult(HOSTILE.toString(), "deactivate", "failed", 1, "mas-cli said a\nb"));
        return run;
    }
}

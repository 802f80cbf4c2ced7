package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.SyncRun;
import dev.lockstep.run.SyncRun.ActionResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stop in the middle of a run: what has begun ends, nothing more begins, and the next run does the rest. */
@Timeout(60)
class StopIT {

    private static final int LEAVERS = 12;
    private static final int PARALLEL = 2;

    @Test
    void what_has_begun_ends_nothing_more_begins_and_the_next_run_does_the_rest() throws Exception {
        try (Installation here = Installation.with("lockstep.parallel", String.valueOf(PARALLEL), "lockstep.mode", "lock", "lockstep.lock-sessions", "keep",
                "lockstep.guard.max-closings", "1000", "lockstep.protect.mas-administrators", "false"); SlowMas slow = SlowMas.of(here, 0.3)) {
            here.member("anna");
            for (int i = 0; i < LEAVERS; i++) {
                here.leaver("leaver" + i);
            }
            SyncRun run = new SyncRun("test", true);
            Launcher launcher = here.launcher();
            CompletableFuture<Void> sync = CompletableFuture.runAsync(() -> launcher.send("direct:lockstep-sync", run));
            while (slow.begun() < 3) {
                assertThat(sync).isNotDone();
                TimeUnit.MILLISECONDS.sleep(10);
            }

            int begun = slow.begun();
            launcher.close();

            // Whoever had passed the question whether Lockstep is stopping may still begin.
            assertThat(slow.begun()).isLessThanOrEqualTo(begun + PARALLEL);
            assertThat(slow.ended()).as("those that had begun have ended").isEqualTo(slow.begun());
            sync.get(5, TimeUnit.SECONDS);
            assertThat(run.failure()).isEmpty();
            assertThat(run.results()).hasSize(LEAVERS);
            assertThat(run.results()).filteredOn(result -> result.outcome().equals("done")).hasSize(slow.begun());
            assertThat(run.results()).filteredOn(result -> !result.outcome().equals("done")).extracting(ActionResult::outcome).containsOnly("not-begun");
            assertThat(run.exitCode()).isEqualTo(UNEXPECTED);
            assertThat(here.query("select count(*) from actions where outcome = 'done'")).containsExactly(String.valueOf(slow.begun()));
            assertThat(here.query("select count(*) from actions where outcome is null or outcome <> 'done'")).as("what was not begun has no row").containsExactly("0");
            assertThat(here.query("select outcome from runs")).containsExactly("unexpected");

            here.restart("lockstep.parallel", "4");
            here.settle();
            SyncRun next = here.sync();

            assertThat(next.exitCode()).isEqualTo(DONE);
            assertThat(slow.begun()).as("each once, over both runs").isEqualTo(LEAVERS);
            for (int i = 0; i < LEAVERS; i++) {
                assertThat(here.state("leaver" + i)).isEqualTo("locked");
            }
            assertThat(here.state("anna")).isEqualTo("active");
        }
    }
}

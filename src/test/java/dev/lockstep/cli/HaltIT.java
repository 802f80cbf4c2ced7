package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.LOCKED;
import static dev.lockstep.run.ExitCode.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.ledger.Entries;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.run.SyncRun.ActionResult;
import dev.lockstep.sandbox.MasCliScript;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An action that had begun is halted by a pause, or by a run lock that was taken away: before its next try and before its next call. It is neither lost nor a dead letter. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "mas-cli is a script for /bin/sh")
class HaltIT {

    @TempDir
    private Path folder;
    private final MasCliScript script = MasCliScript.start();
    private Installation here;

    @AfterEach
    void close() {
        if (here != null) {
            here.close();
        }
        script.close();
    }

    @ParameterizedTest(name = "after {0}: {1}")
    @CsvSource({"ERROR, not-begun, left-group", "PANIC_AFTER, halted, unfinished"})
    void an_action_that_waits_for_its_next_try_is_not_tried_while_paused(Failure failure, String outcome, String rule) throws Exception {
        installation("lockstep.retry.actions.count", "5", "lockstep.retry.actions.delay", "1s");
        here.member("anna").leaver("carl");
        here.sandbox().mas().fail("carl", failure);
        CompletableFuture<SyncRun> sync = begin();
        while (here.changes().isEmpty() || !script.ended()) {
            assertThat(sync).isNotDone();
            TimeUnit.MILLISECONDS.sleep(5);
        }
        pause();
        here.sandbox().mas().recover();
        SyncRun run = sync.get(60, TimeUnit.SECONDS);

        isLeft(run, outcome, 1);
        assertThat(here.changes()).hasSize(1);
        theNextRunSettles("carl", "deactivated", rule);
    }

    @Test
    void a_closing_is_halted_between_its_calls() throws Exception {
        installation();
        here.member("anna").leaver("carl");
        script.before(call -> call.contains("lock-user"), this::pause);
        SyncRun run = begin().get(60, TimeUnit.SECONDS);

        isLeft(run, "halted", 1);
        assertThat(here.changes()).containsExactly("lock-user --deactivate -- carl");
        theNextRunSettles("carl", "deactivated", "unfinished");
        assertThat(here.changes()).contains("kill-sessions -- carl");
    }

    @Test
    void an_opening_is_halted_between_its_calls() throws Exception {
        installation();
        here.member("anna").returner("carl");
        script.before(call -> call.contains("unlock-user"), this::pause);
        SyncRun run = begin().get(60, TimeUnit.SECONDS);

        isLeft(run, "halted", 1);
        assertThat(here.changes()).containsExactly("unlock-user -- carl");
        theNextRunSettles("carl", "active", "unfinished");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"removed", "replaced"})
    void a_run_whose_lock_was_taken_away_goes_on_with_nothing_and_says_so(String how) throws Exception {
        installation("lockstep.parallel", "1");
        here.member("anna").leaver("carl").leaver("dora");
        script.before(call -> call.contains("lock-user"), () -> lockIs(how));
        SyncRun run = begin().get(60, TimeUnit.SECONDS);

        assertThat(run.exitCode()).isEqualTo(UNEXPECTED);
        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("The run lock '" + here.stateFolder().toRealPath().resolve("lockstep.lock") + "' was removed or replaced", "0 of 2 were done",
                "run it again");
        assertThat(here.changes()).as("one call of one action").hasSize(1);
        assertThat(run.results()).extracting(ActionResult::outcome).containsExactlyInAnyOrder("halted", "not-begun");
        assertThat(here.query("select id from dead_letters")).isEmpty();
        assertThat(here.query("select outcome from runs")).containsExactly("unexpected");
        script.before(call -> false, () -> { });
        here.settle();
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("deactivated");
        assertThat(here.state("dora")).isEqualTo("deactivated");
    }

    @Test
    void a_second_run_is_told_of_the_first_though_its_lock_was_taken_away() throws Exception {
        installation("lockstep.parallel", "1");
        here.member("anna").leaver("carl");
        Shipped.Ended[] second = new Shipped.Ended[1];
        Path config = new Commands(here, folder).config();
        script.before(call -> call.contains("lock-user"), () -> {
            lockIs("removed");
            second[0] = Shipped.run("sync", "--config", config.toString());
        });
        SyncRun run = begin().get(120, TimeUnit.SECONDS);

        assertThat(second[0].code()).as(second[0].err()).isEqualTo(LOCKED.code());
        assertThat(second[0].err()).contains("Another run is at work: run " + run.id() + " (test), process " + ProcessHandle.current().pid(), "somebody removed or replaced");
        assertThat(here.changes()).hasSize(1);
        assertThat(run.exitCode()).isEqualTo(UNEXPECTED);
    }

    private void installation(String... more) {
        here = Installation.with("lockstep.mas.command", script.program().toString());
        here.restart(more);
    }

    private CompletableFuture<SyncRun> begin() {
        here.launcher();
        return CompletableFuture.supplyAsync(here::syncOnly);
    }

    private void pause() {
        try (Ledger ledger = Ledger.open(here.stateFolder())) {
            ledger.pause(Entries.RUN, "Lockstep is paused since noon by 'root'.", Instant.now());
        }
    }

    private void lockIs(String how) {
        Path lock = here.stateFolder().resolve("lockstep.lock");
        try {
            Files.deleteIfExists(lock);
            if (how.equals("replaced")) {
                Files.createFile(lock);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void isLeft(SyncRun run, String outcome, int attempts) {
        assertThat(run.failure()).isEmpty();
        assertThat(run.results()).extracting(ActionResult::outcome, ActionResult::attempts).containsExactly(tuple(outcome, attempts));
        assertThat(run.results().get(0).detail()).contains("paused since noon", "The next run settles it");
        assertThat(run.exitCode()).isEqualTo(UNEXPECTED);
        assertThat(here.query("select outcome from actions")).containsExactly(outcome);
        assertThat(here.query("select id from dead_letters")).isEmpty();
        assertThat(here.query("select count(*) from audit where event = 'action-ended' and detail like '" + outcome + ": Lockstep is paused%'")).containsExactly("1");
    }

    private void theNextRunSettles(String name, String state, String rule) {
        script.before(call -> false, () -> { });
        try (Ledger ledger = Ledger.open(here.stateFolder())) {
            ledger.resume(Entries.RUN, Instant.now());
        }
        here.settle();
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state(name)).isEqualTo(state);
        assertThat(here.query("select rule || ' ' || outcome from actions order by id desc limit 1")).containsExactly(rule + " done");
    }
}

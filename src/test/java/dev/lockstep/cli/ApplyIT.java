package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.HELD;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ledger.Entries;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.RunLock;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Held plans, and the person who reads and applies them. */
class ApplyIT {

    private Installation here = Installation.with("lockstep.guard.first-run", "hold");

    @AfterEach
    void stop() throws IOException {
        here.close();
    }

    @Test
    void a_held_plan_is_carried_out_by_apply_exactly_as_it_was_read_and_only_what_is_still_needed() {
        here.member("anna").leaver("carl").leaver("dora").returner("emil");
        SyncRun held = here.sync();
        assertThat(held.exitCode()).isEqualTo(HELD);
        assertThat(here.changes()).as("activations neither").isEmpty();
        here.sandbox().keycloak().addUser("dora", "dora@corp.example", true);
        here.sandbox().keycloak().join("dora", Sandbox.GROUP);
        here.leaver("late");

        SyncRun applied = here.apply(id(held));

        assertThat(applied.exitCode()).isEqualTo(DONE);
        assertThat(applied.results()).extracting(result -> result.action() + " " + result.mxid()).containsExactly("deactivate @carl:corp.example", "activate @emil:corp.example");
        assertThat(here.state("dora")).as("back in the group meanwhile").isEqualTo("active");
        assertThat(here.state("late")).as("not in the plan that was read").isEqualTo("active");
        assertThat(here.sync().results()).extracting(SyncRun.ActionResult::mxid).as("the first plan has been applied: the next sync goes on").containsExactly("@late:corp.example");
    }

    @Test
    void a_plan_that_was_only_shown_can_be_applied_too() {
        here.member("anna").leaver("carl");
        String id = id(here.plan());
        here.restart("lockstep.apply", "manual", "lockstep.guard.first-run", "carry-out");

        SyncRun sync = here.sync();
        assertThat(sync.exitCode()).isEqualTo(HELD);
        assertThat(sync.verdict().orElseThrow().reason().orElseThrow()).contains("lockstep.apply is manual");

        assertThat(here.apply(id).exitCode()).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("deactivated");
        assertThat(here.sync().exitCode()).as("nothing to do needs no word").isEqualTo(DONE);
    }

    @Test
    void apply_waits_for_a_run_in_progress() throws InterruptedException {
        here.member("anna").leaver("carl");
        String id = id(here.plan());
        SyncRun[] applied = new SyncRun[1];
        Thread apply = new Thread(() -> applied[0] = here.apply(id));
        try (RunLock running = RunLock.take(here.stateFolder(), "another run")) {
            apply.start();
            apply.join(1000);
            assertThat(apply.isAlive()).as("it waits").isTrue();
            assertThat(here.changes()).isEmpty();
        }
        apply.join();

        assertThat(applied[0].exitCode()).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void an_unknown_plan_and_one_seen_too_long_ago_are_refused() {
        here.member("anna").leaver("carl");
        String id = id(here.plan());

        refused(here.apply("0123456789ab"), "There is no stored plan '0123456789ab'");
        here.sql("update plans set last_seen = last_seen - 25 * 3600 * 1000");
        refused(here.apply(id), "longer ago than lockstep.guard.plan-lifetime");
        assertThat(here.changes()).isEmpty();

        here.plan();
        assertThat(here.apply(id).exitCode()).as("seen again, so it can be applied again").isEqualTo(DONE);
    }

    @Test
    void a_pause_stops_every_door_until_it_is_over() {
        here.restart("lockstep.guard.first-run", "carry-out");
        here.member("anna").leaver("carl");
        String id = id(here.plan());
        try (Ledger ledger = Ledger.open(here.stateFolder())) {
            ledger.pause(Entries.RUN, "Lockstep is paused since noon by 'root': audit.", Instant.now());
        }

        assertThat(here.sync().exitCode()).isEqualTo(HELD);
        assertThat(here.apply(id).exitCode()).isEqualTo(HELD);
        assertThat(here.plan().verdict().orElseThrow().reason().orElseThrow()).contains("paused since noon by 'root': audit");
        assertThat(here.changes()).isEmpty();

        try (Ledger ledger = Ledger.open(here.stateFolder())) {
            assertThat(ledger.resume(Entries.RUN, Instant.now())).hasValueSatisfying(pause -> assertThat(pause).contains("audit"));
        }
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void a_pause_in_the_middle_of_a_run_lets_no_further_action_begin() throws InterruptedException {
        here.restart("lockstep.guard.first-run", "carry-out", "lockstep.parallel", "1", "lockstep.mas.timeout", "2s", "lockstep.retry.actions.count", "0");
        here.member("anna").leaver("carl").leaver("dora");
        here.sandbox().mas().fail("carl", Failure.HANG);
        SyncRun[] run = new SyncRun[1];
        Thread sync = new Thread(() -> run[0] = here.sync());
        here.launcher();
        sync.start();
        while (here.changes().isEmpty()) {
            Thread.onSpinWait();
        }
        try (Ledger ledger = Ledger.open(here.stateFolder())) {
            ledger.pause(Entries.RUN, "Lockstep is paused.", Instant.now());
        }
        sync.join();

        assertThat(run[0].results()).extracting(SyncRun.ActionResult::outcome).containsExactly("timeout", "not-begun");
        assertThat(here.state("dora")).isEqualTo("active");
    }

    @Test
    void members_that_vanish_with_200_hold_the_plan_in_all_and_from_one_federation() {
        here.restart("lockstep.guard.first-run", "carry-out", "lockstep.guard.min-closings", "100");
        for (int i = 0; i < 12; i++) {
            here.member("local" + i);
        }
        here.member("ldap0").member("ldap1");
        here.sandbox().keycloak().federationLink("ldap0", "directory").federationLink("ldap1", "directory");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);

        here.sandbox().keycloak().leave("ldap0", Sandbox.GROUP).leave("ldap1", Sandbox.GROUP);
        here.member("new1").member("new2");
        SyncRun federation = here.sync();
        assertThat(federation.exitCode()).isEqualTo(HELD);
        assertThat(federation.verdict().orElseThrow().reason().orElseThrow()).contains("from the user federation 'directory' 0 members, 2 fewer than the 2");

        for (int i = 0; i < 6; i++) {
            here.sandbox().keycloak().leave("local" + i, Sandbox.GROUP);
        }
        SyncRun half = here.sync();
        assertThat(half.verdict().orElseThrow().reason().orElseThrow()).contains("Keycloak lists 8 members, 6 fewer than the 14 of the last good look");
        assertThat(here.changes()).as("a held look is no good look").isEmpty();
        assertThat(here.sync().exitCode()).isEqualTo(HELD);

        assertThat(here.apply(id(half)).exitCode()).isEqualTo(DONE);
        assertThat(here.state("local0")).isEqualTo("deactivated");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
    }

    @Test
    void an_empty_group_is_an_error_unless_it_is_allowed_and_then_the_guard_still_holds() {
        here.restart("lockstep.guard.first-run", "carry-out", "lockstep.guard.min-closings", "0");
        here.leaver("carl");
        assertThat(here.sync().exitCode()).isEqualTo(INCOMPLETE);

        here.restart("lockstep.guard.allow-empty-group", "true");
        SyncRun run = here.sync();
        assertThat(run.exitCode()).isEqualTo(HELD);
        assertThat(here.apply(id(run)).exitCode()).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void a_member_without_a_matrix_user_id_holds_unless_it_is_to_be_ignored() {
        here.restart("lockstep.guard.first-run", "carry-out", "lockstep.guard.unmapped", "hold");
        here.member("anna").leaver("carl");
        here.sandbox().keycloak().addUser("j\u00fcrgen", "j@corp.example", true);
        here.sandbox().keycloak().join("j\u00fcrgen", Sandbox.GROUP);
        assertThat(here.sync().exitCode()).isEqualTo(HELD);

        here.restart("lockstep.guard.unmapped", "ignore");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
    }

    private static String id(SyncRun run) {
        return run.verdict().orElseThrow().plan().id();
    }

    private static void refused(SyncRun run, String sentence) {
        assertThat(run.exitCode()).isEqualTo(SETUP);
        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains(sentence, "Nothing was changed");
    }
}

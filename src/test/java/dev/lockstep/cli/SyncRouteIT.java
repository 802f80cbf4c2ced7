package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DEAD_LETTERS;
import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.HELD;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static dev.lockstep.run.ExitCode.SETUP;
import static dev.lockstep.run.ExitCode.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.ledger.Entries;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Rule;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.RunLock;
import dev.lockstep.run.SyncRun;
import dev.lockstep.run.SyncRun.ActionResult;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxMas;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole run: the real routes, real HTTP, and a real process for every call of mas-cli. */
class SyncRouteIT {

    /** Shared by the tests that need no settings of their own; one process less in each run, for the table asks for administrators. */
    private static Installation here;

    @BeforeAll
    static void start() {
        here = Installation.with("lockstep.guard.max-closings", "1000", "lockstep.protect.mas-administrators", "false");
    }

    @AfterAll
    static void stop() {
        here.close();
    }

    @BeforeEach
    void empty() {
        here.reset();
        here.member("anna");
    }

    @ParameterizedTest
    @CsvSource({"deactivate, deactivated, --deactivate", "lock, locked, ''"})
    void each_row_of_the_table_comes_out_as_it_stands_there(String mode, String closed, String flag) {
        try (Installation all = Installation.with("lockstep.mode", mode, "lockstep.protect.users", "breakglass", "lockstep.protect.keep-closed", "banned",
                "lockstep.guard.max-closings", "1000")) {
            DemoPeople.introduce(all.sandbox());
            all.leaver("-dash").returner("banned").returner("gone");
            all.sandbox().synapse().account("gone").orElseThrow().erased(true);
            all.sandbox().mas().addUser("root", true);
            all.sandbox().synapse().addAccount("old-admin").admin(true);
            all.sandbox().synapse().addAccount("@carl:elsewhere.example");
            all.sandbox().mas().addUser("Otto").addUser("pia").addUser("Pia");
            String lock = flag.isEmpty() ? "lock-user -- " : "lock-user " + flag + " -- ";

            SyncRun first = all.sync();

            assertThat(first.failure()).isEmpty();
            assertThat(first.exitCode()).isEqualTo(DONE);
            assertThat(all.changes("carl")).containsExactly(lock + "carl", "kill-sessions -- carl");
            assertThat(all.changes("-dash")).containsExactly(lock + "-dash", "kill-sessions -- -dash");
            assertThat(all.changes("dora")).isEqualTo(mode.equals("lock") ? List.of() : List.of(lock + "dora", "kill-sessions -- dora"));
            assertThat(all.changes("emil")).containsExactly("unlock-user -- emil", "unlock-user --reactivate -- emil");
            assertThat(all.changes("fay")).as("a disabled member keeps the devices").containsExactly("lock-user -- fay");
            assertThat(all.changes()).hasSize(mode.equals("lock") ? 7 : 9);
            assertThat(List.of("anna", "ben", "emil", "breakglass", "helpdesk-bot", "admin", "root", "old-admin", "@carl:elsewhere.example", "Otto", "pia", "Pia")).allMatch(name -> all.state(name).equals("active"));
            assertThat(List.of("carl", "-dash", "dora")).allMatch(name -> all.state(name).equals(closed));
            assertThat(List.of("fay", "hugo")).allMatch(name -> all.state(name).equals("locked"));
            assertThat(List.of("ida", "banned")).allMatch(name -> all.state(name).equals("deactivated"));
            assertThat(all.state("gone")).isEqualTo("erased");

            int called = all.changes().size();
            SyncRun second = all.sync();

            assertThat(second.exitCode()).isEqualTo(DONE);
            assertThat(second.results()).isEmpty();
            assertThat(all.changes()).hasSize(called);
        }
    }

    @Test
    void the_first_plan_that_closes_somebody_is_held_until_it_is_released() {
        try (Installation fresh = Installation.with("lockstep.guard.first-run", "hold")) {
            fresh.member("anna").leaver("carl").leaver("dora").returner("emil");

            SyncRun held = fresh.sync();

            assertThat(held.exitCode()).isEqualTo(HELD);
            assertThat(held.verdict().orElseThrow().reason().orElseThrow()).contains("it would change 3 accounts (close 2, open 1)", "@carl:corp.example", "@dora:corp.example", "first plan");
            assertThat(held.results()).isEmpty();
            assertThat(fresh.sync().exitCode()).as("held again: to hold a plan is not to carry it out").isEqualTo(HELD);
            assertThat(fresh.changes()).isEmpty();
            assertThat(fresh.query("select distinct outcome from runs")).containsExactly("held");

            fresh.restart("lockstep.guard.first-run", "carry-out");
            assertThat(fresh.sync().exitCode()).isEqualTo(DONE);
            assertThat(fresh.state("carl")).isEqualTo("deactivated");

            fresh.restart("lockstep.guard.first-run", "hold");
            fresh.leaver("eve");
            assertThat(fresh.sync().exitCode()).as("no longer the first").isEqualTo(DONE);
            assertThat(fresh.state("eve")).isEqualTo("deactivated");
        }
    }

    @Test
    void more_closings_than_the_limit_are_held_and_earlier_ones_of_the_day_count() {
        try (Installation careful = Installation.with("lockstep.guard.max-closings", "2", "lockstep.guard.min-closings", "0")) {
            careful.member("anna").leaver("carl").leaver("dora");
            assertThat(careful.sync().exitCode()).isEqualTo(DONE);
            int called = careful.changes().size();

            careful.leaver("eve");
            SyncRun held = careful.sync();

            assertThat(held.exitCode()).isEqualTo(HELD);
            assertThat(held.verdict().orElseThrow().reason().orElseThrow()).contains("3 accounts of people never seen in the group would be closed within 24 hours (1 by this plan)", "@eve:corp.example");
            assertThat(careful.changes()).hasSize(called);
            assertThat(careful.state("eve")).isEqualTo("active");
        }
    }

    @Test
    void whoever_joins_between_the_first_look_and_the_second_is_left_alone() {
        here.member("late").leaver("carl");
        here.sandbox().keycloak().leave("late", Sandbox.GROUP);
        here.sandbox().keycloak().faults().atRequest("/members", 1, Fault.body((uri, body) -> {
            here.sandbox().keycloak().join("late", Sandbox.GROUP);
            return body;
        }));

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(here.changes("late")).isEmpty();
        assertThat(rule(run, "late")).isEqualTo(Rule.SECOND_LOOK);
        assertThat(here.state("late")).isEqualTo("active");
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void a_second_look_that_fails_ends_the_run_before_anything_is_called() {
        here.leaver("carl");
        for (int request = 2; request <= 4; request++) {
            here.sandbox().keycloak().faults().atRequest("/members", request, Fault.status(500));
        }

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(sentence(run)).contains("Keycloak at", "Nothing was changed");
        assertThat(here.changes()).isEmpty();
        assertThat(here.query("select outcome from runs")).containsExactly("incomplete");
        assertThat(here.sync().exitCode()).as("the next run, with the lock free and Keycloak well").isEqualTo(DONE);
    }

    @Test
    void a_plan_that_closes_nobody_needs_no_second_look() {
        here.returner("emil");
        int before = here.sandbox().keycloak().faults().requests("/members");

        assertThat(here.sync().exitCode()).isEqualTo(DONE);

        assertThat(here.sandbox().keycloak().faults().requests("/members") - before).isEqualTo(1);
        assertThat(here.state("emil")).isEqualTo("active");
    }

    @Test
    void without_their_protection_mas_is_not_asked_for_its_administrators_and_the_owner_stays_safe() {
        try (Installation bold = Installation.with("lockstep.protect.mas-administrators", "false")) {
            bold.member("anna");
            bold.sandbox().mas().addUser("root", true);

            assertThat(bold.sync().exitCode()).isEqualTo(DONE);

            assertThat(bold.sandbox().mas().calls()).noneMatch(call -> call.contains("list-admin-users"));
            assertThat(bold.state("root")).isEqualTo("deactivated");
            assertThat(bold.state("admin")).isEqualTo("active");
            assertThat(bold.changes("admin")).isEmpty();
        }
    }

    @Test
    void without_mas_cli_a_plan_says_that_administrators_are_unknown_and_a_sync_does_not_start() {
        try (Installation broken = Installation.with("lockstep.mas.command", "/nonexistent/mas-cli")) {
            broken.member("anna").leaver("carl");

            SyncRun plan = broken.plan();
            SyncRun sync = broken.sync();

            assertThat(plan.failure()).isEmpty();
            assertThat(plan.exitCode()).isEqualTo(DONE);
            assertThat(plan.look().orElseThrow().administrators().unknown().orElseThrow()).contains("/nonexistent/mas-cli");
            assertThat(rule(plan, "carl")).isEqualTo(Rule.LEFT_GROUP);
            assertThat(sync.exitCode()).isEqualTo(SETUP);
            assertThat(sentence(sync)).contains("/nonexistent/mas-cli", "lockstep.mas.command", "Nothing was changed");
            assertThat(broken.changes()).isEmpty();
        }
    }

    @Test
    void a_plan_changes_no_account_and_takes_no_lock() {
        here.leaver("carl");
        here.plan();
        try (RunLock held = RunLock.take(here.stateFolder(), "somebody")) {
            SyncRun plan = here.plan();

            assertThat(plan.exitCode()).isEqualTo(DONE);
            assertThat(rule(plan, "carl")).isEqualTo(Rule.LEFT_GROUP);
            assertThat(here.changes()).isEmpty();
            assertThat(here.query("select count(*) from runs")).containsExactly("0");
        }
    }

    @Test
    void an_account_unknown_to_mas_is_reported_the_others_go_on_and_the_next_run_skips_it() {
        here.leaver("carl").leaver("dora");
        here.sandbox().mas().removeUser("dora");

        SyncRun run = here.sync();
        SyncRun next = here.sync();
        here.sandbox().mas().addUnprovisioned("dora");

        assertThat(run.exitCode()).isEqualTo(DEAD_LETTERS);
        assertThat(result(run, "dora")).extracting(ActionResult::outcome, ActionResult::attempts).containsExactly("user-not-found", 1);
        assertThat(result(run, "carl").outcome()).isEqualTo("done");
        assertThat(next.exitCode()).isEqualTo(DONE);
        assertThat(next.results()).isEmpty();
        assertThat(rule(next, "dora")).isEqualTo(Rule.UNKNOWN_TO_MAS);
    }

    @Test
    void the_database_of_another_installation_is_noticed_before_the_first_change() throws Exception {
        Path folder = Files.createTempDirectory("lockstep-other-mas");
        try (SandboxMas other = SandboxMas.start("another-secret"); Installation mistaken = Installation.with("lockstep.mas.config", other.writeConfig(folder).toString())) {
            other.addUser("carl");
            mistaken.member("anna").leaver("carl");

            SyncRun run = mistaken.sync();

            assertThat(run.exitCode()).isEqualTo(SETUP);
            assertThat(sentence(run)).contains("another installation", "lockstep.mas.config");
            assertThat(other.changingCalls()).isEmpty();
            assertThat(mistaken.changes()).isEmpty();
            assertThat(mistaken.query("select count(*) from actions")).containsExactly("0");
        } finally {
            Files.deleteIfExists(folder.resolve("mas.yaml"));
            Files.delete(folder);
        }
    }

    @Test
    void an_old_synapse_is_refused_by_name() {
        here.leaver("carl");
        here.sandbox().synapse().version("1.149.1");
        try {
            SyncRun run = here.sync();

            assertThat(run.exitCode()).isEqualTo(SETUP);
            assertThat(sentence(run)).contains("Synapse", "1.149.1", "1.150");
            assertThat(here.changes()).isEmpty();
        } finally {
            here.sandbox().synapse().version("1.163.2");
        }
    }

    @Test
    void an_old_mas_cli_is_refused_by_name() {
        try (Installation old = Installation.with()) {
            old.sandbox().mas().version("1.13.2");
            old.member("anna").leaver("carl");

            SyncRun run = old.sync();

            assertThat(run.exitCode()).isEqualTo(SETUP);
            assertThat(sentence(run)).contains("mas-cli v1.13.2", "1.14.0");
            assertThat(old.changes()).isEmpty();
        }
    }

    @Test
    void an_action_that_fails_twice_is_done_at_the_third_attempt() {
        here.leaver("carl");
        here.sandbox().mas().fail("carl", Failure.ERROR, Failure.ERROR);

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(result(run, "carl")).extracting(ActionResult::outcome, ActionResult::attempts).containsExactly("done", 3);
        assertThat(here.query("select attempts from actions")).containsExactly("3");
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void the_whole_action_is_repeated_when_its_second_call_fails() {
        here.leaver("carl").returner("emil");
        here.sandbox().mas().fail("carl", Failure.OK, Failure.ERROR);
        here.sandbox().mas().fail("emil", Failure.OK, Failure.PANIC);

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(here.changes("carl")).containsExactly("lock-user --deactivate -- carl", "kill-sessions -- carl", "lock-user --deactivate -- carl", "kill-sessions -- carl");
        assertThat(here.changes("emil")).containsExactly("unlock-user -- emil", "unlock-user --reactivate -- emil", "unlock-user -- emil", "unlock-user --reactivate -- emil");
        assertThat(result(run, "carl").attempts()).isEqualTo(2);
    }

    @Test
    void a_read_that_was_tried_again_takes_no_attempt_from_the_actions() {
        here.leaver("carl").returner("emil");
        for (String name : List.of("carl", "emil")) {
            here.sandbox().mas().fail(name, Failure.ERROR, Failure.ERROR, Failure.ERROR);
        }
        here.sandbox().keycloak().faults().atRequest("/members", 1, Fault.status(500)).atRequest("/members", 3, Fault.status(500));

        SyncRun run = here.sync();

        assertThat(run.results()).extracting(ActionResult::outcome, ActionResult::attempts).containsExactly(tuple("failed", 3), tuple("failed", 3));
    }

    @Test
    void an_action_given_up_halfway_is_done_anew_though_synapse_shows_it() {
        here.leaver("carl");
        here.sandbox().mas().fail("carl", Failure.OK, Failure.ERROR, Failure.OK, Failure.ERROR, Failure.OK, Failure.ERROR);
        String session = here.sandbox().mas().signIn("carl");

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(DEAD_LETTERS);
        assertThat(result(run, "carl")).extracting(ActionResult::outcome, ActionResult::attempts).containsExactly("failed", 3);
        assertThat(here.state("carl")).isEqualTo("deactivated");

        SyncRun next = here.sync();

        assertThat(next.exitCode()).isEqualTo(DONE);
        assertThat(rule(next, "carl")).isEqualTo(Rule.UNFINISHED);
        assertThat(here.changes("carl")).hasSize(8).endsWith("lock-user --deactivate -- carl", "kill-sessions -- carl");
        assertThat(here.sandbox().mas().introspect(session)).isEmpty();
        assertThat(here.sync().results()).isEmpty();
    }

    @Test
    void each_failure_has_its_number_of_attempts_and_its_outcome_and_stops_nobody_else() {
        try (Installation frail = Installation.with("lockstep.mas.timeout", "5s", "lockstep.retry.actions.count", "1", "lockstep.guard.max-closings", "1000")) {
            frail.member("anna").leaver("hangs").leaver("panics").leaver("usage").leaver("fails").leaver("well");
            frail.sandbox().mas().fail("hangs", Failure.HANG, Failure.HANG);
            frail.sandbox().mas().fail("panics", Failure.PANIC, Failure.PANIC);
            frail.sandbox().mas().fail("usage", Failure.USAGE);
            frail.sandbox().mas().fail("fails", Failure.ERROR, Failure.ERROR);

            SyncRun run = frail.sync();

            assertThat(run.exitCode()).isEqualTo(DEAD_LETTERS);
            assertThat(run.results()).extracting(ActionResult::mxid, ActionResult::outcome, ActionResult::attempts).containsExactly(
                    tuple("@fails:corp.example", "failed", 2), tuple("@hangs:corp.example", "timeout", 2),
                    tuple("@panics:corp.example", "panic", 2), tuple("@usage:corp.example", "usage", 1),
                    tuple("@well:corp.example", "done", 1));
            assertThat(frail.query("select outcome || ' ' || maybe_changed || ' ' || attempts from actions order by mxid"))
                    .containsExactly("failed 0 2", "timeout 1 2", "panic 1 2", "usage 0 1", "done 0 1");
            assertThat(frail.state("well")).isEqualTo("deactivated");

            SyncRun next = frail.sync();

            assertThat(next.exitCode()).isEqualTo(DONE);
            assertThat(rule(next, "hangs")).isEqualTo(Rule.UNFINISHED);
            assertThat(rule(next, "usage")).isEqualTo(Rule.LEFT_GROUP);
            assertThat(next.results()).hasSize(4);
            assertThat(List.of("hangs", "panics", "usage", "fails")).allMatch(name -> frail.state(name).equals("deactivated"));
        }
    }

    @Test
    void a_database_of_mas_that_is_down_is_no_change_and_no_dead_letter() {
        here.leaver("carl");
        here.sandbox().mas().databaseDown(true);
        try {
            SyncRun run = here.sync();

            assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
            assertThat(sentence(run)).contains("mas-cli", "database");
            assertThat(here.changes()).isEmpty();
        } finally {
            here.sandbox().mas().databaseDown(false);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "4, 6"})
    void no_more_actions_run_side_by_side_than_the_setting_allows(int parallel, int leavers) {
        try (Installation busy = Installation.with("lockstep.parallel", String.valueOf(parallel), "lockstep.mode", "lock", "lockstep.lock-sessions", "keep",
                "lockstep.guard.max-closings", "1000", "lockstep.protect.mas-administrators", "false"); SlowMas slow = SlowMas.of(busy, 0.2)) {
            busy.member("anna");
            for (int i = 0; i < leavers; i++) {
                busy.leaver("leaver" + i);
            }

            SyncRun run = busy.sync();

            assertThat(run.exitCode()).isEqualTo(DONE);
            assertThat(run.results()).hasSize(leavers);
            // On a busy machine the last of them may start when the first has ended.
            assertThat(slow.mostAtOnce()).isBetween(Math.min(parallel, 2), parallel);
        }
    }

    @Test
    void an_action_that_was_begun_and_has_no_end_is_repeated_though_it_looks_done() {
        here.leaver("carl").member("emil");
        here.sandbox().synapse().account("carl").orElseThrow().deactivated(true).locked(true);
        try (Ledger ledger = Ledger.open(here.stateFolder())) {
            ledger.actionBegan(Entries.RUN, Entries.decision(mxid("carl"), AccountAction.DEACTIVATE), false, Instant.now());
            ledger.actionBegan(Entries.RUN, Entries.decision(mxid("emil"), AccountAction.DEACTIVATE), false, Instant.now());
        }

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(rule(run, "carl")).isEqualTo(Rule.UNFINISHED);
        assertThat(here.changes("carl")).containsExactly("lock-user --deactivate -- carl", "kill-sessions -- carl");
        assertThat(here.changes("emil")).as("brought where the table wants this person now").containsExactly("unlock-user -- emil", "unlock-user --reactivate -- emil");
        assertThat(here.sync().results()).isEmpty();
    }

    @Test
    void while_the_worker_of_mas_stands_still_nothing_is_repeated_and_nothing_reversed() {
        here.member("carl").returner("emil");
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        here.sandbox().mas().stopWorker();
        assertThat(here.syncOnly().exitCode()).isEqualTo(DONE);
        int called = here.changes().size();

        SyncRun again = here.syncOnly();
        here.sandbox().keycloak().join("carl", Sandbox.GROUP);
        here.sandbox().keycloak().leave("emil", Sandbox.GROUP);
        SyncRun rejoined = here.syncOnly();

        assertThat(List.of(again, rejoined)).allSatisfy(run -> {
            assertThat(run.exitCode()).isEqualTo(DONE);
            assertThat(run.results()).isEmpty();
            assertThat(rule(run, "carl")).isEqualTo(Rule.PENDING);
            assertThat(rule(run, "emil")).isEqualTo(Rule.PENDING);
        });
        assertThat(here.changes()).hasSize(called);

        here.sandbox().mas().startWorker();
        here.settle();
        SyncRun after = here.sync();

        assertThat(after.exitCode()).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("active");
        assertThat(here.state("emil")).isEqualTo("deactivated");
    }

    @Test
    void actions_that_do_not_show_within_the_settle_time_hold_the_next_plan_that_has_one() {
        try (Installation hasty = Installation.with("lockstep.settle-time", "1ms")) {
            hasty.member("anna").leaver("carl");
            hasty.sandbox().mas().stopWorker();
            assertThat(hasty.syncOnly().exitCode()).isEqualTo(DONE);
            assertThat(hasty.syncOnly().exitCode()).as("a plan without an action").isEqualTo(DONE);
            int called = hasty.changes().size();

            hasty.leaver("dora");
            SyncRun held = hasty.syncOnly();

            assertThat(held.exitCode()).isEqualTo(HELD);
            assertThat(held.verdict().orElseThrow().reason().orElseThrow()).contains("@carl:corp.example", "lockstep.settle-time", "worker");
            assertThat(hasty.changes()).hasSize(called);

            hasty.sandbox().mas().startWorker();
            hasty.settle();
            assertThat(hasty.sync().exitCode()).isEqualTo(DONE);
            assertThat(hasty.state("dora")).isEqualTo("deactivated");
        }
    }

    @Test
    void without_a_ledger_that_can_be_written_no_action_begins_and_the_sentence_says_so() {
        here.leaver("carl");
        here.plan();
        here.sql("create trigger full before insert on actions begin select raise(abort, 'disk full'); end");
        try {
            SyncRun run = here.sync();

            assertThat(run.exitCode()).isEqualTo(UNEXPECTED);
            assertThat(here.changes()).isEmpty();
            assertThat(sentence(run)).contains("The ledger", "disk full").doesNotContain("NullPointerException");
        } finally {
            here.sql("drop trigger full");
        }
    }

    @Test
    void an_action_whose_end_could_not_be_written_is_settled_by_the_next_run() {
        here.leaver("carl");
        here.plan();
        here.sql("create trigger full before update on actions when new.ended_at is not null begin select raise(abort, 'disk full'); end");
        try {
            SyncRun run = here.sync();

            assertThat(run.exitCode()).isEqualTo(UNEXPECTED);
            assertThat(sentence(run)).contains("The ledger", "disk full");
        } finally {
            here.sql("drop trigger full");
        }
        SyncRun next = here.sync();

        assertThat(next.exitCode()).isEqualTo(DONE);
        assertThat(rule(next, "carl")).isEqualTo(Rule.UNFINISHED);
    }

    @Test
    void the_run_lock_is_given_back_when_the_ledger_cannot_note_the_run() {
        here.plan();
        here.sql("create trigger full before insert on runs begin select raise(abort, 'disk full'); end");
        try {
            SyncRun run = here.sync();

            assertThat(run.exitCode()).isEqualTo(UNEXPECTED);
            assertThat(sentence(run)).contains("The ledger", "disk full");
        } finally {
            here.sql("drop trigger full");
        }

        assertThat(here.sync().exitCode()).isEqualTo(DONE);
    }

    @Test
    void the_run_lock_is_given_back_however_a_run_ends() {
        here.sandbox().keycloak().faults().always("/members", Fault.status(403));
        assertThat(here.sync().exitCode()).isEqualTo(SETUP);

        assertThatCode(() -> RunLock.take(here.stateFolder(), "next").close()).doesNotThrowAnyException();
    }

    @Test
    void a_ledger_of_another_server_or_realm_is_refused_and_nothing_is_changed() {
        here.leaver("carl");
        here.plan();
        here.sql("update about set value = 'elsewhere.example' where name = 'server name'");

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(SETUP);
        assertThat(sentence(run)).contains("'elsewhere.example'", "'corp.example'", "lockstep.state-dir");
        assertThat(here.changes()).isEmpty();
    }

    private static Mxid mxid(String localpart) {
        return new Mxid(localpart, Sandbox.SERVER_NAME);
    }

    private static Rule rule(SyncRun run, String localpart) {
        return run.verdict().orElseThrow().plan().of(mxid(localpart)).map(Decision::rule).orElseThrow();
    }

    private static ActionResult result(SyncRun run, String localpart) {
        return run.results().stream().filter(result -> result.mxid().equals(mxid(localpart).toString())).findFirst().orElseThrow();
    }

    private static String sentence(SyncRun run) {
        return ExitCode.sentence(run.failure().orElseThrow());
    }
}

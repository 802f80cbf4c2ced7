package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.HELD;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.plan.Rule;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Faults;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxKeycloak;
import dev.lockstep.sandbox.SandboxMas;
import java.time.Duration;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which look is trusted, and for how long; and what of a doubtful plan is carried out. */
@Timeout(120)
class TrustedLookIT {

    /** The guard as it is shipped, but for the first plan. */
    private Installation here = Installation.with();

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void a_look_that_was_short_is_never_the_measure_of_later_ones() {
        members(13);
        // Nobody can be asked for, so that the counts alone decide.
        here.restart("lockstep.mxid.localpart", "attribute:matrix");
        IntStream.rangeClosed(1, 13).forEach(i -> keycloak().attribute("m" + i, "matrix", "m" + i));
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        hideFive(faults -> faults.next("/members", 1, withoutFive()));
        SyncRun differs = here.sync();
        assertThat(differs.exitCode()).isEqualTo(DONE);
        assertThat(differs.results()).isEmpty();

        usersCanNotBeAsked();
        hideFive(faults -> faults.always("/members", withoutFive()));

        SyncRun outage = here.sync();
        assertThat(outage.exitCode()).isEqualTo(HELD);
        assertThat(outage.heldReason().orElseThrow()).contains("Keycloak lists 8 members, 5 fewer than the 13 of the last good look");
        assertThat(here.changes()).isEmpty();
    }

    @Test
    void a_short_look_that_would_shut_nobody_out_is_told(@TempDir Path folder) {
        members(13);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        hideFive(faults -> faults.always("/members", withoutFive()));

        Commands.Said said = new Commands(here, folder).execute("sync", "--config", new Commands(here, folder).config().toString());

        assertThat(said.code()).isZero();
        assertThat(said.all()).contains("Keycloak lists 8 members, 5 fewer than the 13 of the last good look", "Nothing would be changed, so nothing is held; this look is no measure for later ones.");
    }

    @Test
    void neither_replay_nor_apply_makes_an_outage_the_measure() {
        members(13);
        here.leaver("gone");
        usersCanNotBeAsked();
        String old = here.plan().verdict().orElseThrow().plan().id();
        here.restart("lockstep.apply", "manual");
        here.member("m14");
        assertThat(here.sync().exitCode()).isEqualTo(HELD);
        here.restart("lockstep.apply", "auto");
        here.sandbox().mas().fail("gone", SandboxMas.Failure.USAGE);
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DEAD_LETTERS);
        hideFive(faults -> faults.always("/members", withoutFive()));

        assertThat(here.apply(old).exitCode()).as("it closes the one who left").isEqualTo(DONE);
        SyncRun replay = SyncRun.replaying(java.util.Set.of(1L), "test");
        here.launcher().send("direct:lockstep-sync", replay);

        assertThat(here.sync().exitCode()).isEqualTo(HELD);
        assertThat(IntStream.rangeClosed(1, 13).mapToObj(i -> here.state("m" + i))).containsOnly("active");
    }

    @Test
    void whoever_applies_a_plan_that_is_held_for_a_smaller_group_takes_that_group_for_right() {
        members(13);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        IntStream.rangeClosed(1, 4).forEach(i -> keycloak().leave("m" + i, Sandbox.GROUP));
        SyncRun held = here.sync();
        assertThat(held.exitCode()).isEqualTo(HELD);
        assertThat(here.apply(held.heldPlan().id()).exitCode()).isEqualTo(DONE);

        keycloak().leave("m5", Sandbox.GROUP);

        SyncRun next = here.sync();
        assertThat(next.exitCode()).as(next.heldReason().toString()).isEqualTo(DONE);
        assertThat(here.state("m5")).isEqualTo("deactivated");
    }

    @Test
    void a_sub_group_that_vanishes_holds_though_the_rest_was_trusted_before() {
        here.restart("lockstep.keycloak.sub-groups", "true", "lockstep.guard.max-shrinkage", "1000", "lockstep.guard.max-closings", "1000");
        members(8);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        keycloak().addGroup("/chat/team");
        IntStream.rangeClosed(1, 5).forEach(i -> here.sandbox().keycloak().addUser("t" + i, null, true));
        IntStream.rangeClosed(1, 5).forEach(i -> {
            here.sandbox().mas().addUser("t" + i);
            keycloak().join("t" + i, "/chat/team");
        });
        assertThat(here.sync().exitCode()).isEqualTo(DONE);

        keycloak().removeGroup("/chat/team");

        SyncRun run = here.sync();
        assertThat(run.exitCode()).isEqualTo(HELD);
        assertThat(run.heldReason().orElseThrow()).contains("was among those of the last good look, and no longer");
        assertThat(here.state("t1")).isEqualTo("active");
    }

    @Test
    void a_run_that_closed_nobody_earns_no_trust_for_the_next_that_does() {
        here.restart("lockstep.guard.first-run", "hold");
        members(3);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        keycloak().leave("m1", Sandbox.GROUP);

        SyncRun first = here.sync();
        assertThat(first.exitCode()).isEqualTo(HELD);
        assertThat(first.heldReason().orElseThrow()).contains("This is the first plan of this ledger for these groups");
        assertThat(here.apply(first.heldPlan().id()).exitCode()).isEqualTo(DONE);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        keycloak().leave("m2", Sandbox.GROUP);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("m2")).isEqualTo("deactivated");
    }

    @Test
    void the_first_plan_is_held_when_it_opens_somebody_too() {
        here.restart("lockstep.guard.first-run", "hold");
        here.member("anna").returner("emil");

        assertThat(here.sync().exitCode()).isEqualTo(HELD);
        assertThat(here.state("emil")).isEqualTo("deactivated");
    }

    @Test
    void whoever_joins_again_after_a_call_that_may_have_locked_them_is_let_in_again_by_the_next_run() {
        members(4);
        here.leaver("lara");
        here.sandbox().mas().fail("lara", SandboxMas.Failure.PANIC_AFTER);
        atTheFirstLock(arguments -> {
            keycloak().addUser("lara", null, true);
            keycloak().join("lara", Sandbox.GROUP);
        });

        assertThat(here.sync().results()).extracting(SyncRun.ActionResult::outcome).containsExactly("halted");
        assertThat(here.state("lara")).isNotEqualTo("active");

        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("lara")).isEqualTo("active");
    }

    @Test
    void a_call_that_may_have_locked_somebody_is_not_forgotten_when_keycloak_can_not_be_asked_before_the_next_try() {
        members(4);
        here.leaver("lara");
        here.sandbox().mas().fail("lara", SandboxMas.Failure.PANIC_AFTER);
        atTheFirstLock(arguments -> {
            keycloak().faults().always("/users", Fault.status(503));
        });

        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DEAD_LETTERS);
        keycloak().faults().clear();
        keycloak().addUser("lara", null, true);
        keycloak().join("lara", Sandbox.GROUP);

        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("lara")).isEqualTo("active");
    }

    @Test
    void whoever_joins_again_while_the_plan_is_carried_out_is_left_alone() {
        here.restart("lockstep.parallel", "1");
        members(4);
        IntStream.rangeClosed(1, 4).forEach(i -> here.leaver("l" + i));
        atTheFirstLock(arguments -> {
            IntStream.rangeClosed(1, 4).filter(i -> !arguments.contains("l" + i)).forEach(i -> {
                keycloak().addUser("l" + i, null, true);
                keycloak().join("l" + i, Sandbox.GROUP);
            });
        });

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(IntStream.rangeClosed(1, 4).mapToObj(i -> here.state("l" + i)).filter("active"::equals)).hasSize(3);
        assertThat(run.results()).extracting(SyncRun.ActionResult::outcome).filteredOn("left-alone"::equals).hasSize(3);
    }

    @Test
    void a_person_is_asked_for_before_each_retry_too() {
        members(4);
        here.leaver("carl");
        here.sandbox().mas().fail("carl", SandboxMas.Failure.ERROR);
        atTheFirstLock(arguments -> {
            keycloak().addUser("carl", null, true);
            keycloak().join("carl", Sandbox.GROUP);
        });

        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.changes("carl")).hasSize(1);
        assertThat(here.state("carl")).isEqualTo("active");
    }

    @Test
    void a_page_that_keycloak_can_not_show_keeps_back_its_own_person_alone() {
        here.restart("lockstep.guard.max-shrinkage", "1000");
        members(9);
        here.sync();
        IntStream.rangeClosed(1, 3).forEach(i -> keycloak().leave("m" + i, Sandbox.GROUP));
        here.returner("dora");
        keycloak().faults().always("/users/" + keycloak().userId("m1"), Fault.status(500));

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(ExitCode.DEAD_LETTERS);
        assertThat(run.results()).filteredOn(result -> !result.outcome().equals("done")).singleElement().extracting(SyncRun.ActionResult::mxid, SyncRun.ActionResult::outcome)
                .containsExactly("@m1:corp.example", "not-asked");
        assertThat(List.of(here.state("m1"), here.state("m2"), here.state("m3"), here.state("dora"))).containsExactly("active", "deactivated", "deactivated", "active");

        keycloak().faults().clear();
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("m1")).isEqualTo("deactivated");
    }

    @Test
    void more_than_a_few_pages_that_keycloak_can_not_show_end_the_run() {
        here.restart("lockstep.guard.max-shrinkage", "1000");
        members(20);
        here.sync();
        IntStream.rangeClosed(1, 7).forEach(i -> keycloak().leave("m" + i, Sandbox.GROUP));
        IntStream.rangeClosed(1, 6).forEach(i -> keycloak().faults().always("/users/" + keycloak().userId("m" + i), Fault.status(500)));
        int before = here.changes().size();

        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(here.changes()).hasSize(before);
    }

    @Test
    void while_keycloak_can_not_be_asked_nobody_is_closed_and_nothing_is_lost() {
        members(4);
        here.leaver("carl");
        here.sandbox().keycloak().faults().always("/users?", Fault.status(503));

        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(here.changes()).isEmpty();

        here.sandbox().keycloak().faults().clear();
        here.sandbox().keycloak().faults().atRequest("/users?", 2, Fault.status(503)).atRequest("/users?", 3, Fault.status(503)).atRequest("/users?", 4, Fault.status(503));
        SyncRun letter = here.sync();
        assertThat(letter.exitCode()).isEqualTo(ExitCode.DEAD_LETTERS);
        assertThat(letter.results()).singleElement().extracting(SyncRun.ActionResult::outcome).isEqualTo("not-asked");
        assertThat(here.changes()).isEmpty();
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "synapse"})
    void a_clock_that_differs_by_more_than_a_minute_ends_the_run(String server) {
        members(4);
        here.leaver("carl");
        Faults faults = server.equals("keycloak") ? here.sandbox().keycloak().faults() : here.sandbox().synapse().faults();
        for (Duration ahead : List.of(Duration.ofDays(31), Duration.ofSeconds(-90))) {
            faults.always("", Fault.clock(ahead));
            SyncRun run = here.sync();
            assertThat(run.exitCode()).as(ahead + " " + run.failure()).isEqualTo(SETUP);
            assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("The clock of this machine is", "Nothing was changed", "NTP");
            assertThat(here.changes()).isEmpty();
            faults.clear();
        }
        faults.always("", Fault.clock(Duration.ofSeconds(45)));
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
    }

    @Test
    void strangers_wait_for_a_person_and_a_leaver_does_not_wait_with_them() {
        here.restart("lockstep.guard.max-closings", "3");
        members(60);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        keycloak().leave("m1", Sandbox.GROUP);
        IntStream.rangeClosed(1, 6).forEach(i -> here.leaver("stranger" + i));

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(HELD);
        assertThat(here.state("m1")).isEqualTo("deactivated");
        assertThat(here.state("stranger1")).isEqualTo("active");
        assertThat(run.heldPlan().actions()).hasSize(6);
        assertThat(here.query("select detail from audit where event = 'run-ended' order by id desc limit 1").get(0)).startsWith("Held in part: 6 actions wait for a person, the rest was carried out")
                .contains("lockstep apply " + run.heldPlan().id());

        assertThat(here.apply(run.heldPlan().id()).exitCode()).isEqualTo(DONE);
        assertThat(here.state("stranger6")).isEqualTo("deactivated");
        here.leaver("stranger7");
        assertThat(here.sync().exitCode()).as("what a person applied does not count against the day").isEqualTo(DONE);
        assertThat(here.state("stranger7")).isEqualTo("deactivated");
    }

    @Test
    void a_member_whom_the_listing_lost_by_mistake_is_told_of_and_left_alone() {
        members(4);
        here.sync();
        keycloak().faults().always("/members", Fault.body((uri, body) -> body.replaceFirst("\\{[^{}]*\"username\":\"m2\"[^{}]*},?", "").replace(",]", "]")));

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(run.verdict().orElseThrow().plan().skipped()).extracting(decision -> decision.rule()).contains(Rule.MEMBER_AFTER_ALL);
        assertThat(here.state("m2")).isEqualTo("active");
    }

    private void members(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> here.member("m" + i));
    }

    private SandboxKeycloak keycloak() {
        return here.sandbox().keycloak();
    }

    private void usersCanNotBeAsked() {
        keycloak().faults().always("/users/", Fault.status(403));
        keycloak().faults().always("/users?", Fault.status(403));
    }

    /** Does this when mas-cli is told to lock for the first time. */
    private void atTheFirstLock(Consumer<List<String>> happens) {
        AtomicBoolean first = new AtomicBoolean(true);
        here.sandbox().mas().watch(new SandboxMas.Watcher() {
            @Override
            public void begins(List<String> arguments) {
                if (arguments.get(0).equals("lock-user") && first.getAndSet(false)) {
                    happens.accept(arguments);
                }
            }
        });
    }

    private void hideFive(Consumer<Faults> how) {
        how.accept(keycloak().faults());
    }

    private static Fault withoutFive() {
        return Fault.body((uri, body) -> {
            String left = body;
            for (int i = 1; i <= 5; i++) {
                left = left.replaceFirst("\\{[^{}]*\"username\":\"m" + i + "\"[^{}]*(\\{[^{}]*}[^{}]*)?},?", "");
            }
            return left.replace(",]", "]");
        });
    }
}

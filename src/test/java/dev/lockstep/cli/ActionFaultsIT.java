package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DEAD_LETTERS;
import static dev.lockstep.run.ExitCode.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.ActionFaultCases.Case;
import dev.lockstep.cli.ActionFaultCases.Deed;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.MasCliScript;
import dev.lockstep.sandbox.SandboxMas;
import dev.lockstep.sandbox.SandboxMas.Failure;
import dev.lockstep.sandbox.Sandbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever goes wrong at whichever call of an action: it ends as done or as given up, after the right number of attempts, the ledger knows whether something may have changed, nobody else
 * notices, and the next run brings the account where the group wants it. Many accounts share a run, each with a fault of its own.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "mas-cli is a shell script here")
class ActionFaultsIT {

    /** Long enough for a call on a busy machine, short enough to wait for a hundred of them. */
    private static final String SHORT = "5s";
    private static final Set<Deed> LOCKS = Set.of(Deed.LOCK, Deed.LOCK_KEEPING_SESSIONS);
    private static final MasCliScript SCRIPT = MasCliScript.start();

    @AfterAll
    static void stop() {
        SCRIPT.close();
    }

    @TestFactory
    Stream<DynamicTest> ending_sessions() throws Exception {
        return run(each -> !LOCKS.contains(each.deed()) && !each.isLoud(), "end", SHORT);
    }

    @TestFactory
    Stream<DynamicTest> locking() throws Exception {
        return run(each -> each.deed() == Deed.LOCK && !each.isLoud(), "end", SHORT, "lockstep.mode", "lock");
    }

    @TestFactory
    Stream<DynamicTest> keeping_sessions() throws Exception {
        return run(each -> each.deed() == Deed.LOCK_KEEPING_SESSIONS && !each.isLoud(), "keep", SHORT);
    }

    /** Loud calls take their time, and nobody hangs here. */
    @TestFactory
    Stream<DynamicTest> with_fifty_megabytes_of_output() throws Exception {
        return run(each -> !LOCKS.contains(each.deed()) && each.isLoud(), "end", "1m");
    }

    @TestFactory
    Stream<DynamicTest> locking_with_fifty_megabytes_of_output() throws Exception {
        return run(each -> each.deed() == Deed.LOCK && each.isLoud(), "end", "1m", "lockstep.mode", "lock");
    }

    /** Everybody in one run, then, without faults, in another; what was seen is asserted case by case. */
    private static Stream<DynamicTest> run(Predicate<Case> which, String sessions, String timeout, String... more) throws Exception {
        List<Case> cases = ActionFaultCases.all().stream().filter(which).toList();
        Map<Case, Seen> first = new HashMap<>();
        Map<Case, Seen> second = new HashMap<>();
        Map<Case, Seen> third = new HashMap<>();
        List<Long> left;
        ExitCode end;
        ExitCode secondEnd;
        try (Installation here = installation(64, sessions, timeout, more)) {
            people(here, cases);
            cases.forEach(each -> here.sandbox().mas().fail(each.name(), each.ends().toArray(Failure[]::new)));
            SyncRun run = here.sync();
            assertThat(run.failure().map(ExitCode::sentence)).isEmpty();
            end = run.exitCode();
            cases.forEach(each -> first.put(each, Seen.of(here, each, run)));
            left = SCRIPT.leftAfter(20);

            SyncRun next = here.sync();
            secondEnd = next.exitCode();
            cases.forEach(each -> second.put(each, Seen.of(here, each, next)));

            // Nobody asks for a week about somebody whom MAS did not know.
            here.sql("update actions set ended_at = ended_at - 8 * 86400000 where outcome = 'user-not-found'");
            SyncRun last = here.sync();
            cases.forEach(each -> third.put(each, Seen.of(here, each, last)));
            assertThat(here.state("bystander")).isEqualTo("active");
        }
        return Stream.concat(
                cases.stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> {
                    ended(each, first.get(each));
                    (each.outcome().equals("user-not-found") && !each.changed() ? third : second).get(each).isAsTheGroupAsks(each, sessions);
                })),
                Stream.of(DynamicTest.dynamicTest("no process is left behind", () -> assertThat(left).isEmpty()),
                        DynamicTest.dynamicTest("the runs' own ends", () -> {
                            assertThat(end).isEqualTo(cases.stream().allMatch(Case::done) ? DONE : DEAD_LETTERS);
                            assertThat(secondEnd).isEqualTo(DONE);
                        })));
    }

    /** The one place that says what done and given up are. */
    private static void ended(Case each, Seen seen) {
        assertThat(seen.outcome).isEqualTo(each.outcome());
        assertThat(seen.attempts).isEqualTo(each.attempts());
        assertThat(seen.maybeChanged).as("maybe_changed").isEqualTo(each.changed());
        assertThat(seen.reported).isEqualTo(each.outcome() + " after " + each.attempts());
    }

    @Test
    void those_whose_calls_end_well_do_not_wait_for_one_whose_calls_hang() throws Exception {
        try (Installation here = installation(2, "end", SHORT)) {
            here.member("anna").leaver("hangs");
            for (int i = 0; i < 8; i++) {
                here.leaver("leaver" + i);
            }
            here.sandbox().mas().fail("hangs", Failure.STUBBORN, Failure.HANG_WITH_CHILD, Failure.HANG);

            assertThat(here.sync().exitCode()).isEqualTo(DEAD_LETTERS);

            long hung = Long.parseLong(here.query("select ended_at from actions where mxid like '@hangs:%'").get(0));
            assertThat(here.query("select ended_at from actions where mxid like '@leaver%' and outcome = 'done'")).hasSize(8)
                    .allSatisfy(ended -> assertThat(Long.parseLong(ended)).isLessThan(hung));
            assertThat(SCRIPT.leftAfter(20)).isEmpty();
        }
    }

    /** The program vanishes in the middle of a run, for every account at once. */
    @ParameterizedTest(name = "{0}, at call {1}")
    @CsvSource({"gone, 1", "gone, 2", "not executable, 1", "not executable, 2"})
    void a_program_that_vanishes_is_tried_again_and_given_up(String how, int call) throws Exception {
        String lastCall = call == 1 ? "kill-sessions --dry-run -- admin" : "lock-user --deactivate -- eve";
        try (Installation here = installation(1, "end", SHORT)) {
            here.member("anna").leaver("eve");
            SCRIPT.before(line -> line.endsWith(lastCall), () -> startable(how, false));
            SyncRun run = here.sync();
            SCRIPT.before(line -> false, () -> { });
            startable(how, true);

            assertThat(run.exitCode()).isEqualTo(DEAD_LETTERS);
            assertThat(here.query("select outcome || ' ' || attempts || ' ' || maybe_changed from actions")).containsExactly("not-started " + (ActionFaultCases.RETRIES + 1) + " " + (call - 1));
            assertThat(here.sync().exitCode()).isEqualTo(DONE);
            assertThat(here.state("eve")).isEqualTo("deactivated");
            assertThat(here.sandbox().mas().sessions("eve")).isZero();
        }
    }

    @Test
    void a_program_that_comes_back_in_time_does_the_rest() throws Exception {
        try (Installation here = installation(1, "end", SHORT, "lockstep.retry.actions.delay", "2s")) {
            here.member("anna").leaver("eve");
            Thread back = new Thread(() -> {
                try {
                    TimeUnit.MILLISECONDS.sleep(500);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                SCRIPT.gone(false);
            });
            boolean[] once = {true};
            SCRIPT.before(line -> line.endsWith("lock-user --deactivate -- eve"), () -> {
                if (once[0]) {
                    once[0] = false;
                    SCRIPT.gone(true);
                    back.start();
                }
            });

            assertThat(here.sync().exitCode()).isEqualTo(DONE);
            back.join();
            assertThat(here.query("select outcome || ' ' || attempts from actions")).containsExactly("done 2");
            assertThat(here.changes("eve")).containsExactly("lock-user --deactivate -- eve", "lock-user --deactivate -- eve", "kill-sessions -- eve");
        }
    }

    private static void startable(String how, boolean may) {
        if (how.equals("gone")) {
            SCRIPT.gone(!may);
        } else {
            SCRIPT.executable(may);
        }
    }

    private static Installation installation(int parallel, String sessions, String timeout, String... more) {
        String[] settings = {"lockstep.mas.command", SCRIPT.program().toString(), "lockstep.parallel", String.valueOf(parallel), "lockstep.lock-sessions", sessions,
            "lockstep.mas.timeout", timeout, "lockstep.retry.breaker", "0", "lockstep.retry.actions.count", String.valueOf(ActionFaultCases.RETRIES),
            "lockstep.guard.max-closings", "100000", "lockstep.guard.max-closings-count", "100000", "lockstep.guard.max-shrinkage", "100%"};
        return Installation.with(Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new));
    }

    /** Whoever is to be opened was closed by Lockstep itself. */
    private static void people(Installation here, List<Case> cases) {
        here.member("bystander");
        cases.stream().filter(each -> !each.deed().closes()).forEach(each -> {
            here.member(each.name());
            if (each.deed() == Deed.OPEN_LOCKED) {
                here.sandbox().keycloak().setEnabled(each.name(), false);
            } else {
                here.sandbox().keycloak().leave(each.name(), Sandbox.GROUP);
            }
        });
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        for (Case each : cases) {
            switch (each.deed()) {
                case OPEN_LOCKED -> here.sandbox().keycloak().setEnabled(each.name(), true);
                case OPEN_DEACTIVATED -> here.sandbox().keycloak().join(each.name(), Sandbox.GROUP);
                case DEACTIVATE, LOCK -> here.leaver(each.name());
                default -> {
                    here.member(each.name());
                    here.sandbox().keycloak().setEnabled(each.name(), false);
                }
            }
            if (each.deed().closes()) {
                here.sandbox().mas().signIn(each.name());
            }
        }
    }

    /** What there is to see of a person after a run. */
    private record Seen(String outcome, int attempts, boolean maybeChanged, String reported, String synapse, boolean locked, boolean deactivated, int sessions) {

        static Seen of(Installation here, Case each, SyncRun run) {
            SandboxMas mas = here.sandbox().mas();
            String mxid = "@" + each.name() + ":" + Sandbox.SERVER_NAME;
            String reported = run.results().stream().filter(result -> result.mxid().equals(mxid)).map(result -> result.outcome() + " after " + result.attempts()).findFirst().orElse("nothing");
            String[] row = here.query("select outcome || ' ' || attempts || ' ' || maybe_changed from actions where mxid = '" + mxid + "' order by id desc limit 1").get(0).split(" ");
            return new Seen(row[0], Integer.parseInt(row[1]), row[2].equals("1"), reported, here.state(each.name()), mas.isLocked(each.name()), mas.isDeactivated(each.name()), mas.sessions(each.name()));
        }

        void isAsTheGroupAsks(Case each, String kept) {
            String wanted = switch (each.deed()) {
                case DEACTIVATE -> "deactivated";
                case LOCK, LOCK_KEEPING_SESSIONS -> "locked";
                default -> "active";
            };
            assertThat(synapse).as("in Synapse").isEqualTo(wanted);
            assertThat(locked).as("locked in MAS").isEqualTo(each.deed().closes());
            assertThat(deactivated).as("deactivated in MAS").isEqualTo(wanted.equals("deactivated"));
            if (each.deed().closes()) {
                assertThat(sessions).as("sessions").isEqualTo(kept.equals("keep") ? 1 : 0);
            }
        }
    }
}

package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.HELD;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.FaultCases.FaultCase;
import dev.lockstep.cli.FaultCases.World;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Faults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever goes wrong, at whichever request of a run: nobody's account is changed, and a sentence says why. In the world of these cases a run without a fault would close eve and frank and
 * open emil, so that a run which changes nothing has seen the fault; more than two closings are over the limit.
 */
@Timeout(20)
class FaultMatrixIT {

    private static final List<String> RIGHT = List.of("@emil:corp.example activate", "@eve:corp.example close", "@frank:corp.example close");
    /** A class name, a stack, or an object that nobody has put into words. */
    private static final Pattern NO_WORDS_FOR_PEOPLE = Pattern.compile("Exception|Error:|\\bat [a-z]+\\.[a-z]|\\b(java|javax|jakarta|org|com|dev)\\.[a-z]|[A-Z]\\w+@[0-9a-f]{4}|omething unexpected");

    private static final Map<World, Installation> INSTALLATIONS = new HashMap<>();

    @AfterAll
    static void stop() {
        INSTALLATIONS.values().forEach(Installation::close);
        INSTALLATIONS.clear();
    }

    static Stream<World> worlds() {
        // Carrying out takes seconds; that the plan is right in the others is seen where a fault is harmless.
        return Stream.of(new World("deactivate", 2, 0), new World("lock", 0, 0));
    }

    static Stream<FaultCase> ending() {
        return FaultCases.all().filter(each -> each.exit() == INCOMPLETE || each.exit() == SETUP);
    }

    static Stream<FaultCase> held() {
        return FaultCases.all().filter(each -> each.exit() == HELD);
    }

    static Stream<FaultCase> harmless() {
        return FaultCases.all().filter(each -> each.exit() == DONE);
    }

    @Test
    void there_are_more_than_three_hundred_cases() {
        assertThat(FaultCases.all().map(FaultCase::toString)).hasSizeGreaterThan(300).doesNotHaveDuplicates();
        assertThat(ending().count()).isGreaterThan(300);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worlds")
    void without_a_fault_the_run_closes_two_accounts_and_opens_one(World world) {
        Installation here = in(world);

        SyncRun run = here.sync();

        assertThat(run.failure().map(ExitCode::sentence)).isEmpty();
        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(run.results()).hasSize(3);
        assertThat(here.changes()).hasSize(6);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ending")
    void a_fault_ends_the_run_before_anything_is_changed(FaultCase each) {
        Installation here = in(each.world());
        each.fault().into(here.sandbox());

        SyncRun run = here.syncOnly();

        assertThat(here.changes()).as(each + ": what was changed").isEmpty();
        assertThat(run.failure()).as("a failure").isPresent();
        String sentence = ExitCode.sentence(run.failure().orElseThrow());
        assertThat(run.exitCode()).as(each + ": " + sentence).isEqualTo(each.exit());
        assertThat(sentence).containsIgnoringCase("nothing was changed").contains(each.source()).doesNotContainPattern(NO_WORDS_FOR_PEOPLE)
                .doesNotContain(each.source().equals("Keycloak") ? "Synapse" : "Keycloak");
        assertThat(run.results()).isEmpty();
        assertThat(here.query("select outcome from runs")).containsExactly(each.exit().name().toLowerCase(java.util.Locale.ROOT));
        assertThat(here.query("select mxid from actions")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("held")
    void a_lie_that_cannot_be_seen_shuts_nobody_out_whom_keycloak_itself_shows_in_the_group(FaultCase each) {
        Installation here = in(each.world());
        each.fault().into(here.sandbox());

        SyncRun run = here.syncOnly();

        assertThat(run.failure().map(ExitCode::sentence)).isEmpty();
        assertThat(run.exitCode()).isIn(HELD, DONE);
        run.heldReason().ifPresent(reason -> assertThat(reason).doesNotContainPattern(NO_WORDS_FOR_PEOPLE));
        assertThat(RIGHT).containsAll(run.results().stream().map(result -> result.mxid() + (result.action().equals("activate") ? " activate" : " close")).toList());
        assertThat(here.query("select outcome from runs")).containsExactly(run.exitCode().words());
    }

    /** A plan is enough here: it is what a sync would carry out. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void a_fault_that_is_noticed_or_does_not_matter_leads_to_nothing_that_a_run_without_it_would_not_do(FaultCase each) {
        Installation here = in(each.world());
        each.fault().into(here.sandbox());

        SyncRun run = here.plan();

        assertThat(run.failure().map(ExitCode::sentence)).isEmpty();
        List<String> planned = run.verdict().orElseThrow().plan().actions().stream()
                .map(decision -> decision.mxid() + (decision.action().orElseThrow().closes() ? " close" : " activate")).toList();
        assertThat(RIGHT).containsAll(planned);
        if (each.world().wholeWhen(each)) {
            assertThat(planned).containsExactlyInAnyOrderElementsOf(RIGHT);
        }
        assertThat(here.changes()).isEmpty();
    }

    /** The two readings agree, and somebody is missing from both: that a member comes twice within one reading is what tells. */
    @Test
    void a_page_of_members_that_always_comes_in_place_of_another_is_seen() {
        Installation here = in(new World("deactivate", 2, 0));
        AtomicReference<String> first = FaultCases.remembered(here.sandbox().keycloak().faults(), "first=0&max=2");
        here.sandbox().keycloak().faults().always("first=2&max=2", Fault.body((uri, body) -> first.get()));

        SyncRun run = here.syncOnly();

        assertThat(here.changes()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("Keycloak", "Nothing was changed");
    }

    /** Page 3 answered with page 1, whose next page is page 2: without an end, unless somebody remembers the way. The fault ends by itself, so that the test does. */
    @Test
    void pages_of_accounts_that_lead_in_a_circle_are_not_followed_for_ever() {
        Installation here = in(new World("lock", 0, 0));
        Faults faults = here.sandbox().synapse().faults();
        AtomicReference<String> first = FaultCases.remembered(faults, "from=0");
        faults.next("from=4", 40, Fault.body((uri, body) -> first.get()));
        int before = faults.requests("from=4");

        SyncRun run = here.syncOnly();

        assertThat(faults.requests("from=4") - before).as("requests").isLessThan(4);
        assertThat(here.changes()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("Synapse", "Nothing was changed");
    }

    /** The installation of a world, as new; its routes are started once. */
    private static Installation in(World world) {
        Installation here = INSTALLATIONS.computeIfAbsent(world, each -> Installation.with(each.settings()));
        here.reset();
        here.member("anna").member("ben").member("cora").member("dan").returner("emil").leaver("eve").leaver("frank");
        if (world.retries() > 0) {
            // So that this run asks for a new one.
            here.sandbox().keycloak().expireTokens();
        }
        return here;
    }
}

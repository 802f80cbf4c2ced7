package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ledger.Ledger;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Reason;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.Notices.News;
import dev.lockstep.run.SyncRun.ActionResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people are told of a run, and what they have heard already. */
class NoticesTest {

    private static final ActionResult DONE = new ActionResult("@carl:corp.example", "deactivate", "done", 1, "");
    private static final ActionResult GIVEN_UP = new ActionResult("@carl:corp.example", "deactivate", "failed", 5, "could not connect to the database");

    private final Map<String, String> told = new HashMap<>();
    private final Set<String> letters = new HashSet<>();
    private final Map<Long, Mxid> opened = new TreeMap<>();

    @Test
    void a_run_that_ends_well_is_no_news() {
        assertThat(tell(run())).isEmpty();
        assertThat(tell(run(DONE))).isEmpty();
    }

    @Test
    void a_failure_is_told_once_until_it_is_over() {
        assertThat(tell(failed("Keycloak answered 503 after 3 attempts."))).singleElement().asString().contains("failed: Keycloak answered 503");
        assertThat(tell(failed("Keycloak answered 502 after 4 attempts."))).as("numbers make no other failure").isEmpty();
        assertThat(tell(run())).singleElement().asString().startsWith("Over since").contains("Keycloak answered 503");
        assertThat(tell(run())).isEmpty();
        assertThat(tell(failed("Keycloak answered 503 after 3 attempts."))).as("it is back").hasSize(1);
    }

    @Test
    void another_failure_is_told_as_well_and_both_are_over_together() {
        tell(failed("Keycloak answered 503."));
        SyncRun setup = new SyncRun("test", true);
        setup.failedWith(new SetupException("Keycloak answered 503."));
        assertThat(tell(setup)).as("another exit code").hasSize(1);
        assertThat(tell(failed("Synapse answered 503."))).hasSize(1);
        assertThat(tell(failed("Keycloak answered 503."))).isEmpty();
        assertThat(tell(run())).hasSize(3).allMatch(line -> line.startsWith("Over since"));
    }

    @Test
    void a_held_plan_is_told_once_and_another_one_anew() {
        assertThat(tell(held("anna"))).singleElement().asString().contains("was held with plan ", "nothing was changed", "Too many.");
        assertThat(tell(held("anna"))).isEmpty();
        assertThat(tell(held("anna", "ben"))).as("the first is not over, it has grown").singleElement().asString().contains("was held with plan");
        assertThat(told).hasSize(1);
        assertThat(tell(run())).singleElement().asString().startsWith("Over since").contains("was held");
        assertThat(told).isEmpty();
    }

    @Test
    void a_failure_between_two_holds_ends_no_hold_and_a_hold_ends_the_failure() {
        tell(held("anna"));
        assertThat(tell(failed("Synapse answered 503."))).hasSize(1);
        assertThat(tell(held("anna"))).singleElement().asString().startsWith("Over since").contains("Synapse answered");
    }

    @Test
    void actions_that_were_given_up_are_told_together_and_once() {
        ActionResult other = new ActionResult("@dora:corp.example", "lock", "timeout", 5, "took longer than 30 s");
        assertThat(tell(run(GIVEN_UP))).singleElement().asString().contains("gave up 1 action: deactivate '@carl:corp.example': could not connect to the database.");
        assertThat(tell(run(GIVEN_UP, other))).as("the new one alone").singleElement().asString().contains("1 action", "@dora:corp.example").doesNotContain("@carl");
        assertThat(tell(failed("Synapse answered 503."))).hasSize(1);
        assertThat(tell(held("anna"))).as("neither a failure nor a hold says that they are done").noneMatch(line -> line.contains("@carl"));
        assertThat(tell(run(DONE, other))).as("and the hold").hasSize(2).anyMatch(line -> line.startsWith("Over since") && line.contains("@carl"));
    }

    @Test
    void many_given_up_actions_are_counted_and_the_first_ten_are_named() {
        ActionResult[] many = IntStream.range(10, 40).mapToObj(i -> new ActionResult("@user" + i + ":corp.example", "lock", "failed", 5, "down")).toArray(ActionResult[]::new);
        assertThat(tell(run(many))).singleElement().asString().contains("gave up 30 actions", "@user10", "@user19", "and 20 more").doesNotContain("@user20");
    }

    @Test
    void what_was_not_begun_because_lockstep_stops_is_no_news() {
        assertThat(tell(run(new ActionResult("@carl:corp.example", "lock", Ledger.NOT_BEGUN, 0, "stopping")))).isEmpty();
    }

    @Test
    void an_account_that_is_left_out_for_a_while_is_not_over() {
        tell(run(new ActionResult("@carl:corp.example", "deactivate", "user-not-found", 1, "User not found")));
        SyncRun run = new SyncRun("test", true);
        run.judged(new Verdict(plan(List.of(), List.of(decision("carl"))), List.of()));
        assertThat(tell(run)).isEmpty();
        assertThat(tell(run())).singleElement().asString().startsWith("Over since");
    }

    @Test
    void an_opening_of_what_somebody_else_had_closed_is_told_once_and_its_end_is_no_news() {
        opened.put(7L, Mxid.parse("@anna:corp.example"));
        assertThat(tell(run())).singleElement().asString().contains("Closed by somebody else, opened because the person is in the group: '@anna:corp.example'.", "lockstep.reopen=ask");
        assertThat(tell(run())).isEmpty();
        opened.put(8L, Mxid.parse("@anna:corp.example"));
        assertThat(tell(run())).as("another time").hasSize(1);
        opened.clear();
        assertThat(tell(run())).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void a_lock_for_a_recycled_name_is_told_once_until_it_is_over() {
        ActionResult locked = new ActionResult("@zoe:corp.example", "lock", "done", 1, "");
        SyncRun acts = new SyncRun("test", true);
        acts.judged(new Verdict(plan(List.of(recycled(AccountState.ACTIVE, Optional.of(AccountAction.LOCK))), List.of()), List.of()));
        assertThat(tell(acts)).as("it was not done yet").isEmpty();
        acts.ended(locked);
        assertThat(tell(acts)).singleElement().asString().contains("(recycled-name): '@zoe:corp.example'.", "lockstep relink <username>");

        SyncRun later = new SyncRun("test", true);
        later.judged(new Verdict(plan(List.of(), List.of(recycled(AccountState.LOCKED, Optional.empty()))), List.of()));
        assertThat(tell(later)).isEmpty();
        told.clear();
        assertThat(tell(later)).as("where the telling failed").hasSize(1);
        assertThat(tell(run())).singleElement().asString().startsWith("Over since").contains("'@zoe:corp.example' is locked for its recycled name.");
    }

    @Test
    void whom_the_list_does_not_show_is_told_once_and_that_it_is_over_is_no_news() {
        Decision hidden = new Decision(Mxid.parse("@hard:corp.example"), Decision.Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.empty(), Rule.MEMBER_AFTER_ALL);
        SyncRun first = new SyncRun("test", true);
        first.judged(new Verdict(plan(List.of(), List.of(hidden)), List.of()));
        assertThat(tell(first)).singleElement().asString().contains("(member-after-all): '@hard:corp.example'.", "group mapper");
        SyncRun second = new SyncRun("test", true);
        second.judged(new Verdict(plan(List.of(), List.of(hidden)), List.of()));
        assertThat(tell(second)).isEmpty();
        assertThat(tell(run())).isEmpty();
    }

    private static Decision recycled(AccountState state, Optional<AccountAction> action) {
        return new Decision(Mxid.parse("@zoe:corp.example"), Decision.Person.NAMESAKE, Optional.of(state), action, Rule.RECYCLED_NAME);
    }

    /** What is told, remembered as the ledger does. */
    private List<String> tell(SyncRun run) {
        settle(run);
        News news = Notices.of(run, Map.copyOf(told), letters, opened);
        news.over().forEach(told::remove);
        told.putAll(news.told());
        return news.text();
    }

    /** A letter stays open while its action fails, or is left out for a while; runs that are held or fail close none. */
    private void settle(SyncRun run) {
        if (run.verdict().filter(verdict -> !verdict.held()).isEmpty()) {
            return;
        }
        letters.removeIf(letter -> run.verdict().get().plan().skipped().stream().noneMatch(skipped -> letter.endsWith(" " + skipped.mxid())));
        run.results().stream().filter(result -> !result.outcome().equals("done")).forEach(result -> letters.add(result.action() + " " + result.mxid()));
    }

    private static SyncRun run(ActionResult... results) {
        SyncRun run = new SyncRun("test", true);
        run.judged(new Verdict(plan(List.of(), List.of()), List.of()));
        List.of(results).forEach(run::ended);
        return run;
    }

    private static SyncRun failed(String sentence) {
        SyncRun run = new SyncRun("test", true);
        run.failedWith(new SourceException(sentence));
        return run;
    }

    private static SyncRun held(String... names) {
        SyncRun run = new SyncRun("test", true);
        run.judged(new Verdict(plan(Stream.of(names).map(NoticesTest::decision).toList(), List.of()), List.of(Reason.of("Too many."))));
        return run;
    }

    private static SyncPlan plan(List<Decision> actions, List<Decision> skipped) {
        return new SyncPlan("deactivate", 1, 1, 0, 1, actions, skipped, List.of(), List.of(), true, List.of());
    }

    private static Decision decision(String name) {
        return new Decision(Mxid.parse("@" + name + ":corp.example"), Decision.Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.of(AccountAction.LOCK), Rule.LEFT_GROUP);
    }
}

package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.AccountHistory.Standing;
import dev.lockstep.plan.GuardPolicy.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanGuardTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final GuardPolicy GENEROUS = new GuardPolicy(new Limit(100, true), 1000, 0, true);
    private static final History TRUSTED = new History(Map.of(), Set.of(), Set.of(), true, NOW);
    private static final History FIRST = History.none(NOW);

    // --- the first plan

    @Test
    void theFirstPlanThatChangesAnybodyIsHeld() {
        Verdict verdict = new PlanGuard(GENEROUS).check(leavers(1, 5), FIRST);

        assertThat(verdict.held()).isTrue();
        assertThat(verdict.reasons()).hasSize(1);
        assertThat(verdict.reason().orElseThrow()).isEqualTo("This is the first plan of this ledger for these groups, and it would change 1 account (close 1, open 0): @leaver01:example.org. "
                + "Read it with 'lockstep plan'.");
    }

    @Test
    void theFirstPlanIsReleasedByFirstRunCarryOut() {
        assertThat(new PlanGuard(new GuardPolicy(new Limit(100, true), 1000, 0, false)).check(leavers(3, 5), FIRST).held()).isFalse();
    }

    @Test
    void firstRunCarryOutDoesNotLiftTheLimits() {
        Verdict verdict = new PlanGuard(new GuardPolicy(new Limit(2, false), 1000, 0, false)).check(leavers(3, 5), FIRST);

        assertThat(verdict.trusted()).isTrue();
        assertThat(verdict.reason().orElseThrow()).startsWith("3 accounts of people never seen in the group would be closed within 24 hours");
    }

    @Test
    void theFirstPlanPastTheLimitSaysBoth() {
        Verdict verdict = new PlanGuard(new GuardPolicy(new Limit(2, false), 1000, 0, true)).check(leavers(3, 5), FIRST);

        assertThat(verdict.reasons()).hasSize(1);
        assertThat(verdict.holds()).hasSize(1);
        assertThat(verdict.reason().orElseThrow()).isEqualTo(verdict.reasons().get(0) + " " + verdict.holds().get(0).reason());
    }

    @Test
    void aPlanOfATrustedLedgerIsCarriedOut() {
        Verdict verdict = new PlanGuard(GENEROUS).check(leavers(3, 5), TRUSTED);

        assertThat(verdict.held()).isFalse();
        assertThat(verdict.reason()).isEmpty();
    }

    // --- the limits

    @ParameterizedTest(name = "limit {0}, at most {1}, at least {2}: {3} leavers beside {4} who stay are held: {5}")
    @CsvSource({
            // the percentage, rounded down, of the active unprotected accounts
            "10 %, 1000, 0, 10, 90, false", "10 %, 1000, 0, 11, 89, true", "10 %, 1000, 0, 10, 89, true", "10 %, 1000, 0, 1, 8, true", "10 %, 1000, 0, 1, 9, false",
            "0 %, 1000, 0, 1, 99, true", "100 %, 1000, 0, 7, 0, false",
            // a count
            "3, 1000, 0, 3, 0, false", "3, 1000, 0, 4, 96, true", "0, 1000, 0, 1, 99, true",
            // never more than max-closings-count
            "50 %, 5, 0, 5, 95, false", "50 %, 5, 0, 6, 94, true", "20, 5, 0, 6, 94, true", "10 %, 0, 0, 1, 99, true",
            // min-closings are always allowed
            "10 %, 1000, 3, 3, 2, false", "10 %, 1000, 3, 4, 1, true", "0, 1000, 2, 2, 0, false", "10 %, 1, 3, 3, 97, false", "10 %, 1000, 3, 10, 90, false", "10 %, 1000, 3, 11, 89, true"
    })
    void theLimitsHold(String limit, int atMost, int atLeast, int leaving, int staying, boolean held) {
        Limit maxClosings = new Limit(Integer.parseInt(limit.replace(" %", "")), limit.endsWith("%"));

        Verdict verdict = new PlanGuard(new GuardPolicy(maxClosings, atMost, atLeast, true)).check(leavers(leaving, staying), TRUSTED);

        assertThat(verdict.held()).isEqualTo(held);
    }

    @Test
    void protectedAndClosedAccountsAreNotPartOfThePercentage() {
        List<Account> accounts = new ArrayList<>();
        IntStream.range(0, 50).forEach(i -> accounts.add(new Account(Mxid.parse("@bot" + i + ":example.org"), AccountState.ACTIVE, false, false, "bot")));
        IntStream.range(0, 50).forEach(i -> accounts.add(account("gone" + i, AccountState.DEACTIVATED)));
        accounts.add(account("leaver", AccountState.ACTIVE));
        accounts.add(account("stayer", AccountState.ACTIVE));
        SyncPlan plan = plan(List.of("stayer"), accounts, TRUSTED);

        assertThat(plan.closable()).isEqualTo(2);
        assertThat(new PlanGuard(new GuardPolicy(new Limit(49, true), 1000, 0, true)).check(plan, TRUSTED).held()).isTrue();
        assertThat(new PlanGuard(new GuardPolicy(new Limit(50, true), 1000, 0, true)).check(plan, TRUSTED).held()).isFalse();
    }

    @Test
    void aHugePercentageDoesNotOverflow() {
        assertThat(new Limit(100, true).of(100_000_000)).isEqualTo(100_000_000);
    }

    // --- the last 24 hours

    @Test
    void closingsOfTheLast24HoursCount() {
        PlanGuard guard = new PlanGuard(new GuardPolicy(new Limit(5, false), 1000, 0, true));

        assertThat(guard.check(leavers(2, 50), closedToday("@a:example.org", "@b:example.org", "@c:example.org")).held()).isFalse();
        assertThat(guard.check(leavers(3, 50), closedToday("@a:example.org", "@b:example.org", "@c:example.org")).held()).isTrue();
    }

    @Test
    void anAccountThatIsClosedTwiceInADayCountsOnce() {
        PlanGuard guard = new PlanGuard(new GuardPolicy(new Limit(3, false), 1000, 0, true));

        assertThat(guard.check(leavers(3, 50), closedToday("@leaver01:example.org", "@leaver02:example.org")).held()).isFalse();
        assertThat(guard.check(leavers(3, 50), closedToday("@leaver01:example.org", "@other:example.org")).held()).isTrue();
    }

    @Test
    void minClosingsAreOfTheWholeDayToo() {
        PlanGuard guard = new PlanGuard(new GuardPolicy(new Limit(0, false), 1000, 2, true));

        assertThat(guard.check(leavers(1, 50), closedToday("@a:example.org")).held()).isFalse();
        assertThat(guard.check(leavers(1, 50), closedToday("@a:example.org", "@b:example.org")).held()).isTrue();
    }

    @Test
    void theMessageNamesTheDayThePlanTheLimitAndWhatItIsMadeOf() {
        Verdict verdict = new PlanGuard(new GuardPolicy(new Limit(10, true), 100, 1, true)).check(leavers(2, 18), closedToday("@a:example.org"));

        assertThat(verdict.reason().orElseThrow()).isEqualTo("3 accounts of people never seen in the group would be closed within 24 hours (2 by this plan); the limit is 2 (10 % of 20 active unprotected "
                + "accounts, at most 100, at least 1): @leaver01:example.org, @leaver02:example.org. "
                + "Look whether so many people really left.");
    }

    @Test
    void theLimitInTheMessageIsTheOneThatCounts() {
        assertThat(reason(new GuardPolicy(new Limit(50, true), 3, 1, true), leavers(4, 96))).contains("the limit is 3 (50 % of 100");
        assertThat(reason(new GuardPolicy(new Limit(1, true), 100, 3, true), leavers(4, 96))).contains("the limit is 3 (1 % of 100");
        assertThat(reason(new GuardPolicy(new Limit(3, false), 100, 1, true), leavers(4, 96))).contains("the limit is 3 (3 of 100");
    }

    @Test
    void theFirstTenNamesStandInTheMessageAndTheRestIsCounted() {
        GuardPolicy none = new GuardPolicy(new Limit(0, false), 1000, 0, true);

        assertThat(reason(none, leavers(10, 0))).contains("): @leaver01:example.org, ").contains(", @leaver10:example.org. Look").doesNotContain(" more");
        assertThat(reason(none, leavers(11, 0))).contains(", @leaver10:example.org and 1 more. Look").doesNotContain("leaver11");
        assertThat(reason(none, leavers(25, 0))).contains(", @leaver10:example.org and 15 more. Look").doesNotContain("leaver11");
    }

    // --- who isn't closed

    @Test
    void aPlanThatClosesNobodyIsNeverHeldForTheLimitsAndTheFirstOneOnlyWhenItChangesAnybody() {
        SyncPlan opening = plan(List.of("alice", "bob"), List.of(account("alice", AccountState.DEACTIVATED), account("bob", AccountState.ACTIVE)), FIRST);
        GuardPolicy strict = new GuardPolicy(new Limit(0, false), 0, 0, true);

        assertThat(opening.actions()).hasSize(1);
        assertThat(new PlanGuard(strict).check(opening, FIRST).reason().orElseThrow()).startsWith("This is the first plan of this ledger for these groups, and it would change 1 account (close 0, open 1): @alice:example.org.");
        assertThat(new PlanGuard(strict).check(opening, closedToday("@a:example.org", "@b:example.org")).held()).isFalse();
        assertThat(new PlanGuard(strict).check(leavers(0, 3), FIRST).held()).isFalse();
    }

    @Test
    void openingsDoNotCountAsClosings() {
        SyncPlan plan = plan(List.of("alice"), List.of(account("alice", AccountState.DEACTIVATED), account("bob", AccountState.ACTIVE)), TRUSTED);

        assertThat(plan.actions()).hasSize(2);
        assertThat(new PlanGuard(new GuardPolicy(new Limit(1, false), 1000, 0, true)).check(plan, TRUSTED).held()).isFalse();
    }

    @Test
    void whoWasSeenAtTheSecondLookDoesNotCount() {
        SyncPlan plan = leavers(3, 50).leavingAlone(Set.of(Mxid.parse("@leaver02:example.org")), Rule.SECOND_LOOK);

        assertThat(new PlanGuard(new GuardPolicy(new Limit(2, false), 1000, 0, true)).check(plan, TRUSTED).held()).isFalse();
    }

    @Test
    void aLockCountsAsAClosing() {
        SyncPlan plan = planner(SyncPolicy.Mode.LOCK).plan(look(List.of(), List.of(account("alice", AccountState.ACTIVE))), TRUSTED);

        assertThat(plan.actions()).extracting(Decision::action).containsExactly(Optional.of(AccountAction.LOCK));
        assertThat(new PlanGuard(new GuardPolicy(new Limit(0, false), 1000, 0, true)).check(plan, TRUSTED).held()).isTrue();
    }

    // --- what is doubtful is held, not everything

    @Test
    void strangersDoNotHoldUpTheClosingOfSomebodyWhoLeft() {
        SyncPlan plan = leavers(7, 50);
        History history = knowing(Map.of(), "@leaver01:example.org");

        Verdict verdict = new PlanGuard(new GuardPolicy(new Limit(10, true), 100, 5, true)).check(plan, history);

        assertThat(verdict.trusted()).isTrue();
        assertThat(verdict.released().actions()).extracting(decision -> decision.mxid().localpart()).containsExactly("leaver01");
        assertThat(verdict.heldPlan().actions()).hasSize(6);
        assertThat(verdict.reason().orElseThrow()).startsWith("6 accounts of people never seen in the group would be closed").doesNotContain("leaver01");
    }

    @Test
    void peopleWhomTheLedgerKnowsHaveABudgetOfTheirOwn() {
        SyncPlan plan = leavers(8, 50);
        String[] known = IntStream.rangeClosed(1, 6).mapToObj("@leaver%02d:example.org"::formatted).toArray(String[]::new);

        Verdict verdict = new PlanGuard(new GuardPolicy(new Limit(5, false), 100, 0, true)).check(plan, knowing(Map.of(), known));

        assertThat(verdict.released().actions()).extracting(decision -> decision.mxid().localpart()).containsExactly("leaver07", "leaver08");
        assertThat(verdict.reason().orElseThrow()).startsWith("6 accounts of people who are or were in the group");
    }

    @Test
    void aMemberWithoutAMatrixUserIdHoldsOnlyClosingsOfAccountsWhoseOwnerIsUnknown() {
        List<Account> accounts = List.of(account("stayer", AccountState.ACTIVE), account("anna", AccountState.ACTIVE), account("stranger", AccountState.ACTIVE));
        Members members = new Members(List.of(new Member("id", "stayer", Optional.of("stayer"), true), new Member("u", "a\u202eb", Optional.of("A B"), true)), List.of("group"));
        History history = knowing(Map.of("anna's id", "@anna:example.org"), "@anna:example.org");
        SyncPlan plan = planner(SyncPolicy.Mode.DEACTIVATE).plan(new Look(members, new Accounts(accounts, Mxid.parse("@lockstep:example.org")), Administrators.of(Set.of())), history);

        Verdict verdict = new PlanGuard(GENEROUS).check(plan, history);

        assertThat(verdict.released().actions()).extracting(decision -> decision.mxid().localpart()).containsExactly("anna");
        assertThat(verdict.heldPlan().actions()).extracting(decision -> decision.mxid().localpart()).containsExactly("stranger");
        assertThat(verdict.reason().orElseThrow()).contains("1 member has no valid Matrix user id ('a\\u202eb')", "@stranger:example.org", "lockstep.guard.unmapped=ignore");
        assertThat(new PlanGuard(new GuardPolicy(new Limit(100, true), 1000, 0, true, false, false)).check(plan, history).held()).isFalse();
    }

    @Test
    void reasonsAgainstTheLookHoldEverything() {
        SyncPlan plan = leavers(7, 50);

        Verdict verdict = new PlanGuard(new GuardPolicy(new Limit(10, true), 100, 5, true)).check(plan, knowing(Map.of(), "@leaver01:example.org")).and(List.of(Reason.of("Paused.")));

        assertThat(verdict.released().actions()).isEmpty();
        assertThat(verdict.heldPlan()).isEqualTo(plan);
    }

    // --- MAS's worker stands still

    @Test
    void aPlanIsHeldWhileActionsHaveNotShownForLongerThanTheSettleTime() {
        History waiting = waiting(2, Duration.ofMinutes(11));
        SyncPlan plan = plan(List.of("waiting01", "waiting02"), accounts(waiting, account("leaver", AccountState.ACTIVE)), waiting);

        assertThat(new PlanGuard(GENEROUS).check(plan, waiting).reason()).contains("2 actions that MAS accepted have not shown in Synapse for longer than lockstep.settle-time: "
                + "@waiting01:example.org, @waiting02:example.org. MAS's worker probably stands still, or Synapse doesn't answer it: look at MAS's log.");
    }

    @Test
    void oneActionThatDoesNotShowIsSpokenOfInTheSingular() {
        History waiting = waiting(1, Duration.ofMinutes(11));
        SyncPlan plan = plan(List.of("waiting01"), accounts(waiting, account("leaver", AccountState.ACTIVE)), waiting);

        assertThat(new PlanGuard(GENEROUS).check(plan, waiting).reason().orElseThrow()).startsWith("1 action that MAS accepted has not shown");
    }

    @Test
    void anOpeningIsHeldTooWhileMasStandsStill() {
        History waiting = waiting(1, Duration.ofMinutes(11));
        SyncPlan plan = plan(List.of("waiting01", "bob"), accounts(waiting, account("bob", AccountState.DEACTIVATED)), waiting);

        assertThat(new PlanGuard(GENEROUS).check(plan, waiting).held()).isTrue();
    }

    @Test
    void aPlanWithoutActionsIsNotHeldWhileMasStandsStill() {
        History waiting = waiting(1, Duration.ofMinutes(11));
        SyncPlan plan = plan(List.of("waiting01"), accounts(waiting), waiting);

        assertThat(plan.overdue()).hasSize(1);
        assertThat(new PlanGuard(GENEROUS).check(plan, waiting).held()).isFalse();
    }

    @Test
    void anActionWithinTheSettleTimeHoldsNothing() {
        History waiting = waiting(1, Duration.ofMinutes(10));
        SyncPlan plan = plan(List.of("waiting01"), accounts(waiting, account("leaver", AccountState.ACTIVE)), waiting);

        assertThat(new PlanGuard(GENEROUS).check(plan, waiting).held()).isFalse();
    }

    @Test
    void whatNeverShowedIsBegunAgainAfterTwoHoursWithoutAPersonsWord() {
        History waiting = waiting(2, Duration.ofHours(2));
        SyncPlan plan = plan(List.of("waiting01", "waiting02"), accounts(waiting), waiting);

        assertThat(plan.actions()).hasSize(2).allMatch(decision -> decision.rule() == Rule.UNFINISHED);
        assertThat(new PlanGuard(GENEROUS).check(plan, waiting).held()).isFalse();
    }

    @Test
    void nobodyElseIsTouchedBesideWhatNeverShowed() {
        History waiting = waiting(1, Duration.ofHours(3));
        SyncPlan plan = plan(List.of("waiting01"), accounts(waiting, account("leaver", AccountState.ACTIVE)), waiting);

        assertThat(new PlanGuard(GENEROUS).check(plan, waiting).reason().orElseThrow()).startsWith("1 action that MAS accepted has not shown");
    }

    // --- a clock that is wrong

    @Test
    void anActionThatEndedInTheFutureIsWaitedForAndThenBegunAgainAsOneOfThePast() {
        for (Duration ahead : List.of(Duration.ofMinutes(11), Duration.ofMinutes(119))) {
            History waiting = waiting(1, ahead.negated());
            SyncPlan plan = plan(List.of("waiting01"), accounts(waiting, account("leaver", AccountState.ACTIVE)), waiting);
            assertThat(plan.overdue()).hasSize(1);
            assertThat(plan.actions()).extracting(decision -> decision.mxid().localpart()).containsExactly("leaver");
            assertThat(new PlanGuard(GENEROUS).check(plan, waiting).held()).isTrue();
        }
        History yearAhead = waiting(1, Duration.ofDays(-365));
        assertThat(plan(List.of("waiting01"), accounts(yearAhead), yearAhead).actions()).hasSize(1);
    }

    @Test
    void aPlanIsHeldWhenTheLastOneWasCarriedOutInTheFuture() {
        SyncPlan plan = leavers(1, 20);
        assertThat(new PlanGuard(GENEROUS).check(plan, passedAt(NOW.plus(Duration.ofMinutes(5)))).held()).isFalse();
        assertThat(new PlanGuard(GENEROUS).check(plan, passedAt(NOW.plus(Duration.ofHours(1)))).reason()).contains("The ledger's last plan was carried out at "
                + NOW.plus(Duration.ofHours(1)) + ", and it is " + NOW + " now: the clock of this machine is wrong, or was wrong then. Set it right.");
        assertThat(new PlanGuard(GENEROUS).check(leavers(0, 20), passedAt(NOW.plus(Duration.ofHours(1)))).held()).as("nothing to do").isFalse();
    }

    // --- what isn't known

    @Test
    void whileMasAdministratorsAreUnknownNobodyIsClosedWithoutAPersonsWord() {
        List<Account> accounts = List.of(account("admin", AccountState.ACTIVE), account("alice", AccountState.ACTIVE));
        Look look = new Look(members(List.of("alice")), new Accounts(accounts, Mxid.parse("@lockstep:example.org")),
                Administrators.unknown("mas-cli printed no list of administrators"));

        Verdict verdict = new PlanGuard(GENEROUS).check(planner(SyncPolicy.Mode.DEACTIVATE).plan(look, TRUSTED), TRUSTED);

        assertThat(verdict.held() || !verdict.plan().closes()).as("held, or nobody closed").isTrue();
    }

    // --- the worlds of these cases

    private static String reason(GuardPolicy policy, SyncPlan plan) {
        return new PlanGuard(policy).check(plan, TRUSTED).reason().orElseThrow();
    }

    private static SyncPlan leavers(int leaving, int staying) {
        List<String> members = IntStream.rangeClosed(1, staying).mapToObj("stayer%02d"::formatted).toList();
        List<Account> accounts = new ArrayList<>(members.stream().map(name -> account(name, AccountState.ACTIVE)).toList());
        IntStream.rangeClosed(1, leaving).forEach(i -> accounts.add(account("leaver%02d".formatted(i), AccountState.ACTIVE)));
        return plan(members, accounts, TRUSTED);
    }

    private static History passedAt(Instant passed) {
        return new History(Map.of(), Set.of(), Set.of(), true, NOW, passed, Map.of(), Map.of(), Map.of());
    }

    private static History knowing(Map<String, String> owners, String... known) {
        return new History(Map.of(), Set.of(known).stream().map(Mxid::parse).collect(Collectors.toSet()), Set.of(), true, NOW, NOW,
                owners.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> Mxid.parse(entry.getValue()))), Map.of(), Map.of());
    }

    private static History closedToday(String... mxids) {
        return new History(Map.of(), Set.of(), Set.of(mxids).stream().map(Mxid::parse).collect(Collectors.toSet()), true, NOW);
    }

    /** So many members whom we opened so long ago, and who still show as deactivated. */
    private static History waiting(int count, Duration age) {
        Map<Mxid, AccountHistory> ours = new TreeMap<>();
        IntStream.rangeClosed(1, count).forEach(i -> ours.put(new Mxid("waiting%02d".formatted(i), "example.org"),
                new AccountHistory(AccountAction.ACTIVATE, Standing.DONE, NOW.minus(age), Optional.empty())));
        return new History(ours, Set.of(), Set.of(), true, NOW);
    }

    private static List<Account> accounts(History waiting, Account... others) {
        List<Account> accounts = new ArrayList<>(List.of(others));
        waiting.accounts().keySet().forEach(mxid -> accounts.add(Account.of(mxid, AccountState.DEACTIVATED)));
        return accounts;
    }

    private static SyncPlan plan(List<String> members, List<Account> accounts, History history) {
        return planner(SyncPolicy.Mode.DEACTIVATE).plan(look(members, accounts), history);
    }

    private static SyncPlanner planner(SyncPolicy.Mode mode) {
        return new SyncPlanner(World.MAPPING, new SyncPolicy(mode, SyncPolicy.DisabledMembers.LOCK, SyncPolicy.Reopen.ANY, SyncPolicy.Scope.ALL, Set.of(), Set.of(),
                Duration.ofMinutes(10), List.of(), Bridges.NONE, Duration.ZERO));
    }

    private static Look look(List<String> members, List<Account> accounts) {
        return new Look(members(members), new Accounts(accounts, Mxid.parse("@lockstep:example.org")), Administrators.of(Set.of()));
    }

    private static Members members(List<String> names) {
        return new Members(names.stream().map(name -> new Member("id of " + name, name, Optional.of(name), true)).toList(), List.of("group"));
    }

    private static Account account(String localpart, AccountState state) {
        return Account.of(new Mxid(localpart, "example.org"), state);
    }
}

package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Member;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.World.Identity;
import dev.lockstep.plan.World.Kind;
import dev.lockstep.plan.World.Membership;
import java.time.Duration;
import java.util.Map;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** What holds in every world, whatever the group, the server, the ledger and the policy. */
@Domain(Worlds.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(tries = 1000, edgeCases = EdgeCasesMode.NONE)
class SyncPlannerPropertiesTest {

    private static final Set<Kind> UNTOUCHABLE = EnumSet.complementOf(EnumSet.of(Kind.ORDINARY, Kind.KEPT_CLOSED, Kind.OWNER));

    private static final Set<Rule> OUT_OF_THE_TABLE = EnumSet.range(Rule.TOKEN_OWNER, Rule.NEVER_A_MEMBER);

    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void theWorldsReachEveryRuleAndEveryAction(@ForAll World world) {
        SyncPlan plan = world.planAfterSecondLook();

        decisions(plan).forEach(decision -> Statistics.label("rules").collect(decision.rule()));
        plan.actions().forEach(decision -> Statistics.label("actions").collect(decision.action().orElseThrow(), decision.rule() == Rule.UNFINISHED));
        Statistics.label("worlds").collect(world.plan().closes() ? "somebody is closed" : "nobody is closed");
        Statistics.label("rules").coverage(coverage -> Arrays.stream(Rule.values()).filter(rule -> !rule.nothingNeeded() && rule != Rule.MEMBER_AFTER_ALL)
                .forEach(rule -> coverage.check(rule).count(count -> count >= 10)));
        Statistics.label("actions").coverage(coverage -> Arrays.stream(AccountAction.values()).forEach(action -> {
            coverage.check(action, true).count(count -> count >= 10);
            coverage.check(action, false).count(count -> count >= 10);
        }));
        Statistics.label("worlds").coverage(coverage -> coverage.check("somebody is closed").percentage(share -> share > 25));
    }

    /** But for a lock whose grace was over before it was set: the deactivation is the second step. */
    @Property
    void whatWasDoneAndShowsNeedsNoSecondPlan(@ForAll World world) {
        World after = world.after(world.plan(), true);
        boolean grace = !world.policy().deactivateAfter().isZero();

        assertThat(after.plan().actions()).allMatch(decision -> grace && decision.rule() == Rule.GRACE_OVER);
    }

    @Property
    void withAGraceNobodyIsDeactivatedBeforeTheyWereLockedAndAbsentForThatLong(@ForAll World world) {
        History history = world.history();

        assertThat(world.plan().actions()).filteredOn(decision -> decision.action().orElseThrow() == AccountAction.DEACTIVATE)
                .filteredOn(decision -> !world.policy().deactivateAfter().isZero())
                .allMatch(decision -> decision.state().orElseThrow() != AccountState.ACTIVE
                        && history.absent().getOrDefault(decision.mxid(), Duration.ZERO).compareTo(world.policy().deactivateAfter()) >= 0);
    }

    @Property
    void whatWasDoneAndDoesNotShowYetIsNeitherRepeatedNorUndoneWhateverTheGroupDoes(@ForAll World world) {
        SyncPlan plan = world.plan();
        World after = world.after(plan, false);
        Set<Mxid> waiting = plan.actions().stream().filter(decision -> !decision.action().orElseThrow().shownBy(decision.state().orElseThrow()))
                .map(Decision::mxid).collect(Collectors.toSet());

        assertThat(after.plan().actions()).isEmpty();
        assertThat(after.atSecondLook().plan().actions()).filteredOn(decision -> waiting.contains(decision.mxid())).isEmpty();
    }

    @Property
    void anActionThatBeganIsRepeatedOrEndsUnlessARuleKeepsTheAccountOut(@ForAll World world) {
        SyncPlan plan = world.plan();

        assertThat(world.indices().filter(i -> world.people().get(i).state().filter(state -> state != AccountState.ERASED).isPresent())
                .filter(i -> world.people().get(i).kind() != Kind.KEPT_CLOSED)
                .filter(i -> world.people().get(i).ours().filter(ours -> ours.standing() == AccountHistory.Standing.UNFINISHED).isPresent())
                .filter(i -> plan.of(world.mxid(i)).filter(decision -> decision.rule() == Rule.CLOSED_BY_SOMEBODY_ELSE && deactivatedByAnother(world.people().get(i))).isEmpty())
                .mapToObj(i -> plan.of(world.mxid(i)).map(Decision::rule))
                .filter(rule -> rule.filter(OUT_OF_THE_TABLE::contains).isEmpty())).allMatch(rule -> rule.equals(Optional.of(Rule.UNFINISHED)));
    }

    private static boolean deactivatedByAnother(World.Person person) {
        AccountHistory ours = person.ours().orElseThrow();
        boolean byUs = ours.last() == AccountAction.DEACTIVATE || ours.closing().equals(Optional.of(AccountAction.DEACTIVATE))
                || ours.last() == AccountAction.ACTIVATE && ours.closing().isEmpty();
        return person.state().equals(Optional.of(AccountState.DEACTIVATED)) && !byUs;
    }

    @Property
    void withReopenOursNobodyIsLetIntoAnAccountThatAnotherDeactivated(@ForAll World world) {
        Set<Mxid> by = world.indices().filter(i -> world.people().get(i).state().equals(Optional.of(AccountState.DEACTIVATED)))
                .filter(i -> world.people().get(i).ours().isEmpty() || deactivatedByAnother(world.people().get(i))
                        && world.people().get(i).ours().get().standing() != AccountHistory.Standing.DONE).mapToObj(world::mxid).collect(Collectors.toSet());
        boolean ours = world.policy().reopen() == SyncPolicy.Reopen.OURS;

        assertThat(world.plan().actions()).filteredOn(decision -> !decision.closes() && by.contains(decision.mxid()))
                .allMatch(decision -> !ours && decision.opensWhatSomebodyElseClosed());
    }

    @Property
    void nothingStaysPendingForTwoHours(@ForAll World world) {
        History history = world.history();

        assertThat(world.plan().skipped()).filteredOn(decision -> decision.rule() == Rule.PENDING)
                .allMatch(decision -> history.accounts().get(decision.mxid()).since().isAfter(World.NOW.minus(Duration.ofHours(2))));
    }

    @Property
    void theOrderOfWhatWasReadDoesNotMatter(@ForAll World world, @ForAll Random random) {
        List<Member> members = new ArrayList<>(world.members());
        List<Account> accounts = new ArrayList<>(world.accounts());
        Collections.shuffle(members, random);
        Collections.shuffle(accounts, random);

        SyncPlan plan = world.planner().plan(world.look(members, accounts), world.history());

        assertThat(plan).isEqualTo(world.plan());
        assertThat(plan.id()).isEqualTo(world.plan().id());
    }

    @Property
    void whatIsProtectedIsNeverTouched(@ForAll World world) {
        Look look = world.look();
        Set<Mxid> touched = world.plan().actions().stream().map(Decision::mxid).collect(Collectors.toSet());

        assertThat(touched).doesNotContain(look.accounts().owner()).allMatch(mxid -> mxid.server().equals(World.MAPPING.serverName()));
        assertThat(world.indices().filter(i -> UNTOUCHABLE.contains(world.people().get(i).kind())).mapToObj(world::mxid)).filteredOn(touched::contains).isEmpty();
    }

    @Property
    void anEnabledMemberIsNeverClosed(@ForAll World world) {
        assertThat(closed(world.plan())).filteredOn(notAnothers(world, Set.of(Membership.ENABLED, Membership.TWICE))::contains).isEmpty();
    }

    @Property
    void aRenamedMemberIsNeverClosedAndKeepsTheAccount(@ForAll World world) {
        SyncPlan plan = world.plan();
        List<Mxid> renamed = world.indices().filter(i -> world.people().get(i).identity() == Identity.RENAMED && world.people().get(i).kind() == Kind.ORDINARY)
                .filter(i -> world.people().get(i).state().isPresent() && Set.of(Membership.ENABLED, Membership.UNMAPPED).contains(world.people().get(i).membership()))
                .mapToObj(world::mxid).toList();

        assertThat(closed(plan)).filteredOn(renamed::contains).isEmpty();
        assertThat(plan.renamed()).extracting(Renamed::mxid).containsAll(renamed);
    }

    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void anAccountThatBelongsToSomebodyWhoLeftIsLockedForAMemberOfThatNameAndNeverOpenedOrDeactivated(@ForAll World world) {
        Set<Mxid> kept = world.indices()
                .filter(i -> world.people().get(i).identity() == Identity.ANOTHERS && Set.of(Membership.ENABLED, Membership.DISABLED, Membership.TWICE).contains(world.people().get(i).membership()))
                .mapToObj(i -> new Mxid(World.name(i), World.MAPPING.serverName())).collect(Collectors.toSet());

        List<Decision> touched = world.plan().actions().stream().filter(decision -> kept.contains(decision.mxid())).toList();

        Statistics.label("touched").collect(!touched.isEmpty()).coverage(coverage -> coverage.check(true).count(count -> count >= 20));
        assertThat(touched).allMatch(decision -> decision.action().equals(Optional.of(AccountAction.LOCK)) && decision.keepsSessions()
                && (decision.rule() == Rule.UNFINISHED || decision.rule() == Rule.RECYCLED_NAME && decision.state().equals(Optional.of(AccountState.ACTIVE))));
        assertThat(world.plan().skipped()).filteredOn(decision -> kept.contains(decision.mxid()) && decision.state().equals(Optional.of(AccountState.ACTIVE)))
                .allMatch(decision -> decision.rule() == Rule.PENDING || decision.rule() == Rule.UNKNOWN_TO_MAS || decision.rule() == Rule.NEVER_A_MEMBER
                        || EnumSet.range(Rule.TOKEN_OWNER, Rule.NOT_LOWER_CASE).contains(decision.rule()));
    }

    /** Whose name has become unusable is a member still, by their id. But for an action that began: with disabled-members=keep, it ends with the account as it was kept, open. */
    @Property
    void whoIsNotAnEnabledMemberIsNeverOpened(@ForAll World world) {
        boolean kept = world.policy().disabledMembers() == SyncPolicy.DisabledMembers.KEEP;
        Set<Mxid> enabled = ids(world, Set.of(Membership.ENABLED));
        world.indices().filter(i -> world.people().get(i).membership() == Membership.UNMAPPED && Set.of(Identity.KNOWN, Identity.RENAMED).contains(world.people().get(i).identity()))
                .forEach(i -> enabled.add(world.mxid(i)));
        Set<Mxid> disabled = ids(world, Set.of(Membership.DISABLED));

        assertThat(world.plan().actions()).filteredOn(decision -> !decision.closes()).allMatch(decision -> enabled.contains(decision.mxid())
                || kept && decision.rule() == Rule.UNFINISHED && disabled.contains(decision.mxid()));
    }

    @Property
    void everyAccountIsCountedExactlyOnce(@ForAll World world) {
        SyncPlan plan = world.plan();
        List<Mxid> named = decisions(plan).filter(decision -> decision.state().isPresent()).map(Decision::mxid).toList();

        assertThat(named).doesNotHaveDuplicates();
        assertThat(world.accounts()).extracting(Account::mxid).containsAll(named);
        assertThat(named.size() + plan.unchanged()).isEqualTo(world.accounts().size()).isEqualTo(plan.accounts());
    }

    @Property
    void nobodyIsNamedTwice(@ForAll World world) {
        assertThat(decisions(world.planAfterSecondLook()).map(Decision::mxid)).doesNotHaveDuplicates();
    }

    @Property
    void aPlanIsSorted(@ForAll World world) {
        SyncPlan plan = world.planAfterSecondLook();

        assertThat(plan.actions()).extracting(Decision::mxid).isSorted();
        assertThat(plan.skipped()).extracting(Decision::mxid).isSorted();
        assertThat(plan.unmapped()).extracting(Unmapped::username).isSorted();
        assertThat(plan.renamed()).extracting(Renamed::username).isSorted();
        assertThat(plan.overdue()).isSorted();
    }

    @Property
    void whoAppearsEnabledAtTheSecondLookIsNotClosed(@ForAll World world) {
        assertThat(closed(world.planAfterSecondLook())).filteredOn(notAnothers(world.atSecondLook(), Set.of(Membership.ENABLED, Membership.TWICE))::contains).isEmpty();
    }

    @Property
    void theSecondLookTakesClosingsAwayAndChangesNothingElse(@ForAll World world) {
        SyncPlan before = world.plan();
        SyncPlan after = world.planAfterSecondLook();
        Set<Mxid> left = after.skipped().stream().filter(decision -> decision.rule() == Rule.SECOND_LOOK).map(Decision::mxid).collect(Collectors.toSet());

        assertThat(after.actions()).isEqualTo(before.actions().stream().filter(decision -> !left.contains(decision.mxid())).toList());
        assertThat(after.skipped().stream().filter(decision -> !left.contains(decision.mxid()))).containsExactlyElementsOf(before.skipped());
        assertThat(closed(before)).containsAll(left);
        assertThat(List.of(after.mode(), after.members(), after.accounts(), after.unchanged(), after.closable(), after.unmapped(), after.overdue()))
                .isEqualTo(List.of(before.mode(), before.members(), before.accounts(), before.unchanged(), before.closable(), before.unmapped(), before.overdue()));
    }

    @Property
    void whoStandsInTheGroupAsBeforeIsNotSavedByTheSecondLook(@ForAll World world) {
        World unmoved = new World(world.policy(), world.people().stream()
                .map(person -> new World.Person(person.membership(), person.membership(), person.kind(), person.state(), person.ours(), person.known(), person.identity(), person.absent())).toList());

        assertThat(unmoved.planAfterSecondLook()).isEqualTo(unmoved.plan());
    }

    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void theGuardLetsNoMoreThanItsLimitThrough(@ForAll World world, @ForAll GuardPolicy policy, @ForAll Random random) {
        SyncPlan plan = world.plan();
        History history = world.history();
        Set<Mxid> recent = world.accounts().stream().map(Account::mxid).filter(mxid -> random.nextInt(5) == 0).collect(Collectors.toSet());
        boolean trusted = random.nextBoolean();
        int limit = Math.max(policy.minClosings(), Math.min(policy.maxClosingsCount(),
                policy.maxClosings().percent() ? unprotectedActive(world, plan) * policy.maxClosings().value() / 100 : policy.maxClosings().value()));
        Set<Mxid> waiting = new HashSet<>();
        for (boolean known : new boolean[] {true, false}) {
            Set<Mxid> now = closed(plan).stream().filter(mxid -> history.known().contains(mxid) == known).collect(Collectors.toSet());
            Set<Mxid> day = recent.stream().filter(mxid -> history.known().contains(mxid) == known).collect(Collectors.toSet());
            day.addAll(now);
            if (day.size() > limit) {
                waiting.addAll(now);
            }
        }
        boolean tooMany = !waiting.isEmpty();
        if (!plan.unmapped().isEmpty()) {
            closed(plan).stream().filter(mxid -> !history.belongs().containsValue(mxid)).forEach(waiting::add);
        }
        boolean first = !plan.actions().isEmpty() && !trusted && policy.firstRunHeld();
        boolean standsStill = !plan.overdue().isEmpty() && plan.actions().stream().anyMatch(decision -> !plan.overdue().contains(decision.mxid()));

        Verdict verdict = new PlanGuard(policy).check(plan, new History(history.accounts(), history.known(), recent, trusted, World.NOW, Instant.EPOCH, history.belongs(), Map.of(), Map.of()));

        Statistics.label("too many").collect(tooMany).coverage(coverage -> coverage.check(true).count(count -> count >= 5));
        Statistics.label("a part").collect(verdict.trusted() && verdict.held() && !verdict.released().actions().isEmpty()).coverage(coverage -> coverage.check(true).count(count -> count >= 5));
        Statistics.label("first").collect(first).coverage(coverage -> coverage.check(true).count(count -> count >= 5));
        Statistics.label("stands still").collect(standsStill).coverage(coverage -> coverage.check(true).count(count -> count >= 5));
        Statistics.label("held").collect(verdict.held()).coverage(coverage -> coverage.check(false).count(count -> count >= 50));
        assertThat(verdict.trusted()).isEqualTo(!(first || standsStill));
        assertThat(verdict.reasons()).hasSize((int) Stream.of(first, standsStill).filter(reason -> reason).count());
        assertThat(verdict.plan()).isSameAs(plan);
        assertThat(verdict.heldPlan().actions()).isEqualTo(plan.actions().stream().filter(decision -> !verdict.trusted() || waiting.contains(decision.mxid())).toList());
        assertThat(verdict.released().actions()).isEqualTo(plan.actions().stream().filter(decision -> verdict.trusted() && !waiting.contains(decision.mxid())).toList());
    }

    private static int unprotectedActive(World world, SyncPlan plan) {
        Set<Mxid> out = decisions(plan).filter(decision -> OUT_OF_THE_TABLE.contains(decision.rule()) && !decision.closes()).map(Decision::mxid).collect(Collectors.toSet());
        return (int) world.accounts().stream().filter(account -> account.state() == AccountState.ACTIVE && !out.contains(account.mxid())).count();
    }

    private static Set<Mxid> notAnothers(World world, Set<Membership> memberships) {
        Set<Mxid> ids = ids(world, memberships);
        world.indices().filter(i -> world.people().get(i).identity() == Identity.ANOTHERS).forEach(i -> ids.remove(new Mxid(World.name(i), World.MAPPING.serverName())));
        return ids;
    }

    private static Set<Mxid> ids(World world, Set<Membership> memberships) {
        return IntStream.range(0, world.people().size()).filter(i -> memberships.contains(world.people().get(i).membership()))
                .mapToObj(i -> new Mxid(World.name(i), World.MAPPING.serverName())).collect(Collectors.toSet());
    }

    private static List<Mxid> closed(SyncPlan plan) {
        return plan.closings().stream().map(Decision::mxid).toList();
    }

    private static Stream<Decision> decisions(SyncPlan plan) {
        return Stream.concat(plan.actions().stream(), plan.skipped().stream());
    }
}

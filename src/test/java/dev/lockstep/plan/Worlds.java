package dev.lockstep.plan;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.plan.AccountHistory.Standing;
import dev.lockstep.plan.World.Identity;
import dev.lockstep.plan.World.Kind;
import dev.lockstep.plan.World.Membership;
import dev.lockstep.plan.World.Person;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Random worlds, dense in what is rare in life: half of the accounts have a history, and every boundary in time is met. */
class Worlds extends DomainContextBase {

    private static final List<Duration> AGES = List.of(Duration.ZERO, Duration.ofMinutes(9), Duration.ofMinutes(10), Duration.ofMinutes(11), Duration.ofMinutes(119),
            Duration.ofMinutes(120), Duration.ofMinutes(121), Duration.ofDays(7).minusMillis(1), Duration.ofDays(7), Duration.ofDays(8));
    private static final List<Duration> ABSENCES = List.of(Duration.ZERO, Duration.ofDays(30).minusMillis(1), Duration.ofDays(30), Duration.ofDays(31));

    @Provide
    Arbitrary<World> worlds() {
        return Combinators.combine(person().list().ofMaxSize(12).withSizeDistribution(RandomDistribution.uniform()), Arbitraries.of(SyncPolicy.Mode.class), Arbitraries.of(SyncPolicy.DisabledMembers.class),
                Arbitraries.of(SyncPolicy.Reopen.class), Arbitraries.frequency(Tuple.of(3, SyncPolicy.Scope.ALL), Tuple.of(1, SyncPolicy.Scope.KNOWN)),
                Arbitraries.of(Duration.ofMinutes(10), Duration.ofHours(1)), Arbitraries.of(Duration.ZERO, Duration.ofDays(30)))
                .as((people, mode, disabled, reopen, scope, settle, after) -> new World(World.policyFor(people, mode, disabled, reopen, scope, settle, after), people));
    }

    private Arbitrary<Person> person() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(Tuple.of(10, Arbitraries.just(Kind.ORDINARY)), Tuple.of(1, Arbitraries.just(Kind.KEPT_CLOSED)),
                Tuple.of(3, Arbitraries.of(Kind.class)));
        return Combinators.combine(membership(), membership(), kinds, Arbitraries.of(AccountState.class).optional(0.9), history().optional(0.6),
                Arbitraries.of(true, false), Arbitraries.of(Identity.class))
                .flatAs((membership, second, kind, state, ours, known, identity) -> Arbitraries.of(ABSENCES).optional(0.8)
                        .map(absent -> new Person(membership, second, kind, state, ours, known, identity, absent)));
    }

    private Arbitrary<Membership> membership() {
        return Arbitraries.frequency(Tuple.of(7, Membership.ABSENT), Tuple.of(5, Membership.ENABLED), Tuple.of(4, Membership.DISABLED), Tuple.of(1, Membership.TWICE),
                Tuple.of(1, Membership.UNMAPPED));
    }

    private Arbitrary<AccountHistory> history() {
        return Combinators.combine(Arbitraries.of(AccountAction.class), Arbitraries.of(Standing.class), Arbitraries.of(AGES), Arbitraries.of(AccountAction.LOCK, AccountAction.DEACTIVATE).optional(0.5))
                .as((last, standing, age, closing) -> new AccountHistory(last, standing, World.NOW.minus(age), closing));
    }

    @Provide
    Arbitrary<GuardPolicy> guards() {
        Arbitrary<GuardPolicy.Limit> limits = Combinators.combine(Arbitraries.of(0, 1, 2, 3, 10, 25, 50, 100), Arbitraries.of(true, false)).as(GuardPolicy.Limit::new);
        return Combinators.combine(limits, Arbitraries.of(0, 1, 2, 3, 5, 100), Arbitraries.of(0, 0, 1, 3, 5), Arbitraries.of(true, false)).as(GuardPolicy::new);
    }
}

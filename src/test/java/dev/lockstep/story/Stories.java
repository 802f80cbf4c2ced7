package dev.lockstep.story;

import dev.lockstep.account.AccountState;
import dev.lockstep.sandbox.Realm.Home;
import dev.lockstep.story.Town.Interruption;
import dev.lockstep.story.Town.Run;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/** Random histories, dense in runs and in trouble. */
class Stories extends DomainContextBase {

    private static final int MOST_STEPS = 24;
    private static final int MOST_BEATS = 14;

    @Provide
    Arbitrary<Story> stories() {
        return Combinators.combine(setups(), steps().list().ofMinSize(2).ofMaxSize(MOST_STEPS).withSizeDistribution(RandomDistribution.uniform())).as(Story::new);
    }

    private static Arbitrary<Setup> setups() {
        return Combinators.combine(Arbitraries.of(Home.class).list().ofMinSize(3).ofMaxSize(6), Arbitraries.of("deactivate", "lock"), Arbitraries.of(Setup.NO_GRACE, "4d"),
                Arbitraries.of("any", "ours"), Arbitraries.of("lock", "keep", "absent"),
                Arbitraries.frequency(Tuple.of(4, "carry-out"), Tuple.of(1, "hold"))).as(Setup::new);
    }

    private static Arbitrary<Step> steps() {
        return Arbitraries.frequencyOf(Tuple.of(9, runs()), Tuple.of(8, life()), Tuple.of(4, passing()), Tuple.of(4, directories()), Tuple.of(2, byHand()),
                Tuple.of(2, Arbitraries.of(Step.Mas.What.class).map(Step.Mas::new)), Tuple.of(1, clocks()), Tuple.of(1, Arbitraries.of(Home.class).map(Step.StrangerSignsIn::new)),
                Tuple.of(1, Arbitraries.of(true, false, false).map(Step.Pause::new)), Tuple.of(3, Arbitraries.create(Step.AllIsWell::new)));
    }

    private static Arbitrary<Step> life() {
        return Combinators.combine(who(), Arbitraries.frequency(Tuple.of(4, Step.Life.What.JOINS), Tuple.of(8, Step.Life.What.LEAVES), Tuple.of(1, Step.Life.What.IS_DISABLED),
                Tuple.of(1, Step.Life.What.IS_ENABLED), Tuple.of(1, Step.Life.What.IS_DELETED), Tuple.of(2, Step.Life.What.IS_RENAMED), Tuple.of(1, Step.Life.What.SIGNS_IN),
                Tuple.of(1, Step.Life.What.IS_FOLLOWED_BY_A_NAMESAKE), Tuple.of(2, Step.Life.What.OPENS_THE_CONSOLE_PAGE))).as(Step.Life::new);
    }

    private static Arbitrary<Step> directories() {
        return Combinators.combine(Arbitraries.of(Home.LIVE_ON, Home.LIVE_OFF, Home.KEPT), Arbitraries.of(Step.Directory.What.class)).as(Step.Directory::new);
    }

    private static Arbitrary<Step> byHand() {
        return Combinators.combine(who(), Arbitraries.of(AccountState.LOCKED, AccountState.DEACTIVATED, AccountState.DEACTIVATED, AccountState.ACTIVE)).as(Step.ByHand::new);
    }

    private static Arbitrary<Step> passing() {
        return Arbitraries.of(Duration.ofSeconds(5), Duration.ofMinutes(15), Duration.ofHours(3), Duration.ofHours(25), Duration.ofDays(2), Duration.ofDays(31)).map(Step.Passes::new);
    }

    private static Arbitrary<Step> clocks() {
        return Arbitraries.of(Duration.ofDays(31), Duration.ofDays(-31), Duration.ofHours(25), Duration.ofMinutes(-10), Duration.ZERO).map(Step.ClockJumps::new);
    }

    private static Arbitrary<Step> runs() {
        return Combinators.combine(Arbitraries.frequency(Tuple.of(10, Run.SYNC), Tuple.of(2, Run.APPLY), Tuple.of(1, Run.REPLAY)), interruptions().optional(0.3)).as(Step.Runs::new);
    }

    private static Arbitrary<Interruption> interruptions() {
        Arbitrary<Optional<Step>> what = Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(Optional.empty())), Tuple.of(1, life().map(Optional::of)),
                Tuple.of(1, directories().map(Optional::of)), Tuple.of(1, Arbitraries.create(Step.AllIsWell::new).map(Optional::of)), Tuple.of(1, Arbitraries.just(Optional.of(new Step.Pause(true)))));
        return Combinators.combine(Arbitraries.integers().between(0, MOST_BEATS), what).as(Interruption::new);
    }

    private static Arbitrary<Integer> who() {
        return Arbitraries.integers().between(0, 7);
    }
}

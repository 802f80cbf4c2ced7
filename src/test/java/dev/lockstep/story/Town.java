package dev.lockstep.story;

import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.plan.Decision;
import dev.lockstep.sandbox.Realm;
import dev.lockstep.sandbox.Realm.Home;
import dev.lockstep.sandbox.Realm.Somebody;
import dev.lockstep.story.Lockstep.Ended;
import dev.lockstep.story.Matrix.Acct;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/** The place where a story happens: people, Keycloak, Synapse and MAS, the time, and Lockstep. */
final class Town implements AutoCloseable {

    static final String ADMINISTRATOR = "chief";
    static final String PROTECTED = "kept";

    final Realm realm = new Realm();
    final Matrix matrix = new Matrix();
    final List<Somebody> people = new ArrayList<>();
    final Setup setup;
    final Invariants invariants;
    final List<Ended> runs = new ArrayList<>();
    Duration clockError = Duration.ZERO;
    boolean paused;
    Optional<String> heldPlan = Optional.empty();
    private final Lockstep lockstep;
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private int newcomers;

    Town(Setup setup, BiFunction<Clock, LongSupplier, Lockstep> product) {
        this.setup = setup;
        this.lockstep = product.apply(new OurClock(), () -> Duration.between(Instant.EPOCH, now).toNanos());
        this.invariants = new Invariants(this);
        matrix.add("lockstep", Matrix.Kind.OWNER, Optional.empty());
        matrix.add(ADMINISTRATOR, Matrix.Kind.ADMINISTRATOR, Optional.empty());
        matrix.add(PROTECTED, Matrix.Kind.PROTECTED, Optional.empty());
        for (Home home : setup.homes()) {
            Somebody somebody = settle(home, nextName());
            realm.federation(Home.KEPT).sync();
            realm.join(somebody);
        }
        realm.listing();
        people.forEach(this::signIn);
        invariants.lived();
    }

    /** What happens next. */
    void live(Step step) {
        step.happen(this);
        invariants.lived();
    }

    /** The true time, which Keycloak's and Synapse's clocks show. */
    Instant now() {
        return now;
    }

    /** Time passes; what MAS's worker had to do is done. */
    void pass(Duration time) {
        now = now.plus(time);
        matrix.work();
    }

    Somebody somebody(int number) {
        return people.get(Math.floorMod(number, people.size()));
    }

    /** Somebody new in Keycloak, who is not in the group. */
    Somebody settle(Home home, String name) {
        Somebody somebody = realm.add(home, name);
        people.add(somebody);
        if (home == Home.KEPT || home == Home.LIVE_ON) {
            realm.federation(home).sync();
        }
        return somebody;
    }

    String nextName() {
        return "n" + newcomers++;
    }

    /** The first sign-in makes an account under the name of that day; MAS gives nobody an account of somebody else. */
    void signIn(Somebody who) {
        if (!realm.isDeleted(who) && account(who).isEmpty() && matrix.find(who.username()).isEmpty()) {
            matrix.add(who.username(), Matrix.Kind.ORDINARY, Optional.of(who));
        }
    }

    Optional<Acct> account(Somebody who) {
        return matrix.accounts().stream().filter(account -> account.owner.equals(Optional.of(who))).findFirst();
    }

    void pause(boolean pauses) {
        paused = pauses;
        if (pauses) {
            lockstep.pause();
        } else {
            lockstep.resume();
        }
    }

    /** Whether nothing is wrong anywhere, so that a run has no excuse. */
    boolean isCalm() {
        boolean directories = true;
        for (Home home : new Home[] {Home.LIVE_ON, Home.LIVE_OFF, Home.KEPT}) {
            directories &= realm.isCalm(home);
        }
        return directories && matrix.isCalm() && clockError.isZero() && !paused;
    }

    /** A run of a kind; the interruption happens at its beat of that number. */
    void run(Run kind, Optional<Interruption> interruption) {
        invariants.runBegins();
        Neighbours neighbours = new Neighbours(interruption);
        Optional<Ended> ended = switch (kind) {
            case SYNC -> Optional.of(lockstep.sync(neighbours));
            case REPLAY -> Optional.of(lockstep.replay(neighbours));
            case APPLY -> heldPlan.map(plan -> lockstep.apply(plan, neighbours));
        };
        ended.ifPresent(end -> {
            runs.add(end);
            heldPlan = end.planId().or(() -> heldPlan);
            invariants.runEnded(kind, end, neighbours.interrupted);
        });
    }

    @Override
    public void close() {
        lockstep.close();
    }

    /** What starts a run. */
    enum Run { SYNC, APPLY, REPLAY }

    /** Something that happens at a beat of a run, the first being 0; without a step the process is killed there. */
    record Interruption(int beat, Optional<Step> step) {
    }

    private final class Neighbours implements Lockstep.Neighbours {

        private final Optional<Interruption> interruption;
        private int beats;
        private boolean interrupted;

        Neighbours(Optional<Interruption> interruption) {
            this.interruption = interruption;
        }

        @Override
        public void beat(String where) {
            boolean isNow = interruption.isPresent() && interruption.get().beat() == beats++;
            if (isNow) {
                interrupted = true;
                interruption.get().step().orElseThrow(() -> new Killed(where)).happen(Town.this);
                invariants.lived();
            }
        }

        @Override
        public Realm realm() {
            return realm;
        }

        @Override
        public String date() {
            return DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC));
        }

        @Override
        public Accounts accounts() {
            return matrix.listing();
        }

        @Override
        public Administrators administrators() {
            return Administrators.of(Set.of(ADMINISTRATOR));
        }

        @Override
        public void noted(Decision decision) {
            invariants.noted(decision);
        }

        @Override
        public void undone(Decision decision) {
            invariants.undone(decision);
        }

        @Override
        public void begins(Decision decision) {
            invariants.begins(decision);
        }

        @Override
        public void call(Decision decision, List<String> arguments, boolean isApplied) {
            invariants.calls(decision, arguments, isApplied);
            try {
                matrix.call(arguments);
            } finally {
                invariants.called(decision, isApplied);
            }
        }

        @Override
        public void done(Decision decision) {
            invariants.done(decision);
        }
    }

    /** This machine's clock, which can be wrong. */
    private final class OurClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.plus(clockError);
        }
    }
}

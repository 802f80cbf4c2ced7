package dev.lockstep.run;

import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.keycloak.PlayedUsers;
import dev.lockstep.keycloak.RealmUsers;
import dev.lockstep.ledger.DeadLetter;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.MemoryLedger;
import dev.lockstep.ledger.Origin;
import dev.lockstep.mas.MasCommand;
import dev.lockstep.mas.MasException;
import dev.lockstep.net.ServerClock;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Inquiry;
import dev.lockstep.plan.Look;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Verdict;
import dev.lockstep.sandbox.Realm.Row;
import dev.lockstep.settings.Settings;
import dev.lockstep.story.Killed;
import dev.lockstep.story.Lockstep;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Runs of the real steps in the order of {@code routes/sync.camel.yaml}, without Camel, HTTP and processes, on a ledger in memory. */
public final class DrivenLockstep implements Lockstep {

    private static final int TRIES = 2;
    private static final Origin BY_HAND = new Origin("", "cli", "somebody");

    private final Settings settings;
    private final Clock clock;
    private final Ledger ledger = MemoryLedger.open();
    private final SyncSteps steps;
    private final ActionSteps actions;
    private final PersonSteps people;

    public DrivenLockstep(Settings settings, Clock clock, LongSupplier monotonic) {
        Time time = new Time(clock, monotonic);
        this.settings = settings;
        this.clock = clock;
        this.steps = new SyncSteps(settings, time, ledger);
        this.actions = new ActionSteps(steps, new MasCommand(settings));
        this.people = new PersonSteps(settings, time);
    }

    @Override
    public Ended sync(Neighbours neighbours) {
        return run(new SyncRun("cron", true), neighbours);
    }

    @Override
    public Ended apply(String plan, Neighbours neighbours) {
        return run(SyncRun.applying(plan, "cli"), neighbours);
    }

    @Override
    public Ended replay(Neighbours neighbours) {
        return run(SyncRun.replaying(ledger.letters().open().stream().map(DeadLetter::id).collect(Collectors.toSet()), "cli"), neighbours);
    }

    @Override
    public void pause() {
        ledger.pause(BY_HAND, "Paused.", clock.instant());
    }

    @Override
    public void resume() {
        ledger.resume(BY_HAND, clock.instant());
    }

    @Override
    public void close() {
        ledger.close();
    }

    private Ended run(SyncRun given, Neighbours neighbours) {
        SyncRun run = given;
        Set<Decision> released = new HashSet<>();
        // What a look taught the ledger stays there, whatever comes of the run.
        Optional<SyncPlan> looked = Optional.empty();
        RealmUsers users = PlayedUsers.of(settings, neighbours.realm());
        try {
            run = steps.begin(given, null);
            neighbours.beat("before the look");
            requireClock(neighbours.date());
            SyncPlan plan = steps.plan(run, new Look(members(neighbours), neighbours.accounts(), neighbours.administrators()));
            looked = Optional.of(plan);
            if (plan.closes()) {
                neighbours.beat("between both looks");
                plan = steps.leaveAlone(run, plan, members(neighbours));
                plan = ask(run, plan, users, neighbours);
            }
            neighbours.beat("before the guard");
            Verdict verdict = steps.guard(run, plan);
            if (verdict.trusted()) {
                steps.passed(run);
                for (Decision decision : verdict.released().actions()) {
                    released.add(decision);
                    carryOut(run, decision, users, neighbours);
                }
            }
            neighbours.beat("before the report");
            steps.report(run);
        } catch (Killed e) {
            return new Ended("killed", plan(run, looked), released, Optional.empty(), e.getMessage());
        } catch (Exception e) {
            steps.failed(run, e);
        } finally {
            steps.release(run);
        }
        Optional<Verdict> verdict = run.verdict();
        String sentence = run.failure().map(ExitCode::sentence).or(() -> verdict.flatMap(Verdict::reason)).orElse("");
        return new Ended(run.exitCode().words(), plan(run, looked), released, verdict.filter(Verdict::held).map(held -> held.heldPlan().id()), sentence);
    }

    private static Optional<SyncPlan> plan(SyncRun run, Optional<SyncPlan> looked) {
        return run.verdict().map(Verdict::plan).or(() -> looked);
    }

    /** As the adapters: each compares our clock with its server's. */
    private void requireClock(String date) {
        ServerClock.ahead(date, clock.instant(), clock.instant()).filter(ahead -> ahead.abs().compareTo(ServerClock.TOLERABLE) > 0).ifPresent(ahead -> {
            throw new SetupException(ServerClock.sentence("Keycloak", ahead));
        });
    }

    /** As the adapter: an empty group is no answer. */
    private static Members members(Neighbours neighbours) {
        List<Row> rows = neighbours.realm().listing();
        if (rows.isEmpty()) {
            throw new SourceException("Keycloak lists no member.");
        }
        return new Members(rows.stream().map(row -> new Member(row.id(), row.username(), Optional.of(row.username()), row.enabled(),
                row.federation().map(federation -> new DirectoryEntry(federation, row.ldapId())))).toList(), List.of(neighbours.realm().groupId()));
    }

    private SyncPlan ask(SyncRun run, SyncPlan plan, RealmUsers users, Neighbours neighbours) throws Exception {
        Pages pages = people.begin(run, plan);
        for (Inquiry inquiry : pages.getInquiries()) {
            if (people.goesOn(pages)) {
                neighbours.beat("before a question");
                people.add(pages, inquiry, users.ask(inquiry.question()));
            }
        }
        return people.heard(run, plan, pages);
    }

    private void carryOut(SyncRun run, Decision decision, RealmUsers users, Neighbours neighbours) {
        neighbours.beat("before an action");
        if (actions.mayNotBegin(run, false)) {
            actions.notBegun(run, decision);
            return;
        }
        if (actions.isHopeless(run)) {
            actions.keep(run, decision);
            return;
        }
        ActionRun action = actions.begin(run, decision);
        neighbours.noted(decision);
        RuntimeException before = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            try {
                attempt(run, action, before, users, neighbours);
                actions.done(run, action);
                neighbours.done(decision);
                return;
            } catch (HaltedException e) {
                actions.halted(run, action, e);
                tellUndone(action, null, neighbours);
                return;
            } catch (MasException e) {
                before = e;
                if (!e.outcome().worthRetry()) {
                    break;
                }
            } catch (SourceException | SetupException e) {
                before = e;
            }
        }
        actions.gaveUp(run, action, before);
        tellUndone(action, before, neighbours);
    }

    private static void tellUndone(ActionRun action, RuntimeException failure, Neighbours neighbours) {
        if (!action.maybeChanged() && !(failure instanceof MasException mas && mas.outcome().maybeChanged())) {
            neighbours.undone(action.decision());
        }
    }

    private void attempt(SyncRun run, ActionRun action, Throwable before, RealmUsers users, Neighbours neighbours) {
        neighbours.beat("before an attempt");
        actions.triedBefore(action, before);
        people.question(run, action).ifPresent(question -> people.judge(run, action, users.ask(question)));
        List<List<String>> calls = actions.attempt(run, action, false);
        neighbours.begins(action.decision());
        for (List<String> call : calls) {
            actions.goOn(run, action);
            neighbours.call(action.decision(), call, run.applies().isPresent());
            neighbours.beat("after a call");
            actions.accepted(action);
        }
    }
}

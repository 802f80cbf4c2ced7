package dev.lockstep.run;

import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.ledger.DeadLetter;
import dev.lockstep.ledger.GivenUp;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.mas.MasCommand;
import dev.lockstep.mas.MasException;
import dev.lockstep.mas.MasOutcome;
import dev.lockstep.plan.Decision;
import dev.lockstep.run.SyncRun.ActionResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.event.Level;

/** The steps of one action that the routes name: begun, tried, done or given up, each written to the ledger when it happens. */
public final class ActionSteps {

    /** The outcome of an action that was kept without a try. */
    static final String NOT_TRIED = "not-tried";

    /** The outcome of a closing for whose person Keycloak could not be asked. */
    static final String NOT_ASKED = "not-asked";

    private final SyncSteps sync;
    private final MasCommand command;
    private volatile boolean noMore;

    public ActionSteps(SyncSteps sync, MasCommand command) {
        this.sync = sync;
        this.command = command;
    }

    /** Whether no further action may begin: Lockstep is stopping, somebody has paused it, or the run lock is lost. */
    public boolean mayNotBegin(SyncRun run, boolean stopping) {
        return stopping || noMore || whyNot(run).isPresent();
    }

    /** From now on no further action may begin: said at once when the process is told to stop, for Camel takes its time to say so. */
    public void beginNoMore() {
        noMore = true;
    }

    /** Whether the actions before failed one after another for the same reason, so that this one would too. */
    public boolean isHopeless(SyncRun run) {
        return run.breaker().isOpen();
    }

    /** Notes in the ledger that an action begins, before anything of it happens. */
    public ActionRun begin(SyncRun run, Decision decision) {
        Ledger ledger = sync.openLedger();
        long number = ledger.actionBegan(run.origin(), decision, run.applies().isPresent(), sync.time().now());
        return new ActionRun(decision, number, run.id(), process -> ledger.callStarted(number, process.toString()));
    }

    /**
     * Notes what the attempt before this one may have changed, before anything can stop this one.
     *
     * @param before how it failed; null for the first
     */
    public void triedBefore(ActionRun action, Throwable before) {
        if (Causes.find(before, MasException.class).filter(mas -> mas.outcome().maybeChanged()).isPresent()) {
            action.mayHaveChanged();
        }
    }

    /**
     * The calls of mas-cli that it takes, counted as one attempt.
     *
     * @throws HaltedException when it must not be tried (again) now
     */
    public List<List<String>> attempt(SyncRun run, ActionRun action, boolean stopping) {
        if (action.attempts() > 0 && (stopping || noMore)) {
            throw new HaltedException("Lockstep is stopping.");
        }
        whyNot(run).ifPresent(why -> {
            throw new HaltedException(why);
        });
        Decision decision = action.decision();
        List<List<String>> calls = command.calls(decision.action().orElseThrow(), decision.certainState(), decision.mxid(), decision.keepsSessions());
        action.attempt(calls.size(), LookAge.of(sync.time()));
        return calls;
    }

    /**
     * Asks before each further call what was asked before the first. What has begun may end while Lockstep is stopping, but not against a person's word, nor when the machine stood still meanwhile.
     *
     * @throws HaltedException when it must not go on now
     */
    public void goOn(SyncRun run, ActionRun action) {
        if (action.callsAccepted() > 0) {
            whyNot(run).ifPresent(why -> {
                throw new HaltedException(why);
            });
            if (action.age().isOlderThan(LookAge.OLDEST.plus(sync.callTime()), sync.time())) {
                throw new HaltedException("The call before it was begun more than " + LookAge.OLDEST.toMinutes() + " minutes ago, and what asked for both may no longer be true.");
            }
        }
    }

    /** Notes that it was halted after it had begun: neither done nor given up, so that the next run settles it. */
    public void halted(SyncRun run, ActionRun action, Throwable failure) {
        HaltedException halt = Causes.find(failure, HaltedException.class).orElseThrow();
        String outcome = action.maybeChanged() ? Ledger.HALTED : halt.outcome();
        String why = halt.getMessage() + (outcome.equals(Ledger.LEFT_ALONE) ? "" : " The next run " + (outcome.equals(Ledger.HELD) ? "asks again." : "settles it."));
        sync.openLedger().actionHalted(run.origin(), action.decision(), action.number(), outcome, action.attempts(), why, sync.time().now());
        if (halt.outcome().equals(Ledger.LEFT_ALONE)) {
            sync.openLedger().present(Set.of(action.decision().mxid()));
        }
        run.ended(result(action.decision(), outcome, action.attempts(), why));
        RunLog.result(run, Level.WARN, "does not go on to " + action.decision().action().orElseThrow().words() + " '" + action.decision().mxid() + "'. " + why);
    }

    /** Notes that MAS accepted one of its calls: from now on Synapse's word on this account isn't enough. */
    public void accepted(ActionRun action) {
        action.accepted();
    }

    /** Notes that all its calls were accepted. */
    public void done(SyncRun run, ActionRun action) {
        sync.openLedger().actionDone(run.origin(), action.decision(), action.number(), action.attempts(), sync.time().now());
        run.breaker().answered();
        run.ended(result(action.decision(), Ledger.DONE, action.attempts(), ""));
    }

    /**
     * Notes that it was given up. One that could not even be noted as begun has changed nothing: there it is the ledger's failure that counts, and ends the run.
     *
     * @return its dead letter
     */
    public DeadLetter gaveUp(SyncRun run, ActionRun action, Throwable failure) {
        if (action == null) {
            throw new IllegalStateException(failure);
        }
        Decision decision = action.decision();
        Optional<MasException> mas = Causes.find(failure, MasException.class);
        GivenUp why = givenUp(action, mas, failure);
        long letter = sync.openLedger().actionGivenUp(run.origin(), decision, action.number(), why, sync.time().now());
        run.ended(result(decision, why.outcome(), why.attempts(), why.detail()));
        RunLog.result(run, Level.WARN, "gave up to " + decision.action().orElseThrow().words() + " '" + decision.mxid() + "' after " + why.attempts()
                + (why.attempts() == 1 ? " attempt" : " attempts") + " (dead letter " + letter + "): " + why.detail());
        if (mas.isPresent() && mas.get().outcome() == MasOutcome.USER_NOT_FOUND) {
            run.breaker().answered();
        } else if (run.breaker().failed(why.outcome(), why.said(), decision.mxid().localpart())) {
            RunLog.warn(run, "one action after another failed for the same reason, so the rest is not tried: it is kept as dead letters. The next run tries again. " + why.detail());
        }
        return sync.openLedger().letters().find(letter);
    }

    /**
     * Keeps an action without a try, because it would fail for the reason for which those before it did.
     *
     * @return its dead letter
     */
    public DeadLetter keep(SyncRun run, Decision decision) {
        String detail = "It was not tried, because one action after another had failed for the same reason.";
        GivenUp why = new GivenUp(NOT_TRIED, false, 0, OptionalInt.empty(), 0, 0, "", "", detail);
        long letter = sync.openLedger().actionKept(run.origin(), decision, why, sync.time().now());
        run.ended(result(decision, NOT_TRIED, 0, detail));
        return sync.openLedger().letters().find(letter);
    }

    /** Notes that it isn't begun, because Lockstep is stopping or paused, or the run lock is lost. */
    public void notBegun(SyncRun run, Decision decision) {
        run.ended(result(decision, Ledger.NOT_BEGUN, 0, whyNot(run).orElse("Lockstep is stopping.") + " The next run does it."));
    }

    private Optional<String> whyNot(SyncRun run) {
        return run.holdsLock() ? sync.openLedger().paused() : Optional.of("The run lock was removed or replaced, so another run may be at work.");
    }

    private static GivenUp givenUp(ActionRun action, Optional<MasException> mas, Throwable failure) {
        String detail = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        int call = action.callsAccepted() + 1;
        return mas.map(known -> new GivenUp(known.outcome().words(), action.maybeChanged() || known.outcome().maybeChanged(), action.attempts(), known.exitCode(), call, action.calls(),
                known.command(), known.said(), known.inFull("")))
                .orElseGet(() -> new GivenUp(isUnasked(failure) ? NOT_ASKED : "unexpected", action.maybeChanged() || !isUnasked(failure), action.attempts(), OptionalInt.empty(), call, action.calls(), "", "", isUnasked(failure) ? ExitCode.sentence(failure) : detail));
    }

    /** Keycloak could not be asked for the person, so no call was made in that attempt. */
    private static boolean isUnasked(Throwable failure) {
        return Causes.find(failure, SourceException.class).isPresent() || Causes.find(failure, SetupException.class).isPresent();
    }

    private static ActionResult result(Decision decision, String outcome, int attempts, String detail) {
        return new ActionResult(decision.mxid().toString(), decision.action().orElseThrow().words(), outcome, attempts, detail);
    }
}

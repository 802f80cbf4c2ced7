package dev.lockstep.run;

import dev.lockstep.ledger.Ledger;
import dev.lockstep.mas.MasCommand;
import dev.lockstep.mas.MasException;
import dev.lockstep.plan.Decision;
import dev.lockstep.run.SyncRun.ActionResult;
import java.time.Instant;
import java.util.List;

/** The steps of one action that the routes name: begun, tried, done or given up, each written to the ledger when it happens. */
public final class ActionSteps {

    private final SyncSteps sync;
    private final MasCommand command;

    public ActionSteps(SyncSteps sync, MasCommand command) {
        this.sync = sync;
        this.command = command;
    }

    /** Whether no further action may begin: Lockstep is stopping, or somebody has paused it. */
    public boolean mayNotBegin(boolean stopping) {
        return stopping || sync.openLedger().paused().isPresent();
    }

    /** Notes in the ledger that an action begins, before anything of it happens. */
    public ActionRun begin(SyncRun run, Decision decision) {
        long number = sync.openLedger().actionBegan(run.id(), decision.mxid(), decision.action().orElseThrow(), decision.rule(), Instant.now());
        return new ActionRun(decision, number);
    }

    /** The calls of mas-cli that it takes, counted as one attempt. */
    public List<List<String>> attempt(ActionRun action) {
        action.attempt();
        Decision decision = action.decision();
        return command.calls(decision.action().orElseThrow(), decision.certainState(), decision.mxid());
    }

    /** Notes that MAS accepted one of its calls: from now on Synapse's word on this account isn't enough. */
    public void accepted(ActionRun action) {
        action.changed();
    }

    /** Notes that all its calls were accepted. */
    public void done(SyncRun run, ActionRun action) {
        end(run, action, Ledger.DONE, false, "");
        RunLog.info(run, said(action) + " '" + action.decision().mxid() + "' (" + action.decision().rule().id() + ").");
    }

    /** Notes that it was given up. One that could not even be noted as begun has changed nothing: there it is the ledger's failure that counts, and ends the run. */
    public void gaveUp(SyncRun run, ActionRun action, Throwable failure) {
        if (action == null) {
            throw new IllegalStateException(failure);
        }
        String outcome = "unexpected";
        boolean maybeChanged = true;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MasException mas) {
                outcome = mas.outcome().words();
                maybeChanged = action.maybeChanged() || mas.outcome().maybeChanged();
                break;
            }
        }
        String detail = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        end(run, action, outcome, maybeChanged, detail);
        RunLog.warn(run, "gave up to " + action.decision().action().orElseThrow().words() + " '" + action.decision().mxid() + "' after " + action.attempts()
                + (action.attempts() == 1 ? " attempt: " : " attempts: ") + detail);
    }

    /** Notes that it isn't begun, because Lockstep is stopping or paused. */
    public void notBegun(SyncRun run, Decision decision) {
        run.ended(new ActionResult(decision.mxid().toString(), decision.action().orElseThrow().words(), ActionRun.NOT_BEGUN, 0, "Lockstep is stopping or paused; the next run does it."));
    }

    private void end(SyncRun run, ActionRun action, String outcome, boolean maybeChanged, String detail) {
        sync.openLedger().actionEnded(action.number(), outcome, maybeChanged, action.attempts(), detail, Instant.now());
        run.ended(new ActionResult(action.decision().mxid().toString(), action.decision().action().orElseThrow().words(), outcome, action.attempts(), detail));
    }

    private static String said(ActionRun action) {
        return switch (action.decision().action().orElseThrow()) {
            case DEACTIVATE -> "deactivated";
            case LOCK -> "locked";
            case ACTIVATE -> "activated";
        };
    }
}

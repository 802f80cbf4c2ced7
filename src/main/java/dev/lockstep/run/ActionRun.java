package dev.lockstep.run;

import dev.lockstep.mas.CallOwner;
import dev.lockstep.mas.ProcessMark;
import dev.lockstep.plan.Decision;
import java.util.function.Consumer;

/** One action being carried out, over all its attempts. Used by one thread at a time. */
public final class ActionRun implements CallOwner {

    private final Decision decision;
    private final long number;
    private final String run;
    private final Consumer<ProcessMark> noteProcess;
    private int attempts;
    private int calls;
    private int callsAccepted;
    private boolean maybeChanged;
    private LookAge age;

    /**
     * One that has begun.
     *
     * @param number      its number in the ledger
     * @param run         the id of its run
     * @param noteProcess notes in the ledger which process acts for it
     */
    ActionRun(Decision decision, long number, String run, Consumer<ProcessMark> noteProcess) {
        this.decision = decision;
        this.number = number;
        this.run = run;
        this.noteProcess = noteProcess;
    }

    @Override
    public String runId() {
        return run;
    }

    @Override
    public void started(ProcessMark process) {
        noteProcess.accept(process);
    }

    public Decision decision() {
        return decision;
    }

    long number() {
        return number;
    }

    int attempts() {
        return attempts;
    }

    /** How many calls the attempt at hand has. */
    int calls() {
        return calls;
    }

    /** How many of them were accepted. */
    int callsAccepted() {
        return callsAccepted;
    }

    /** Whether something of it reached MAS in any attempt. */
    boolean maybeChanged() {
        return maybeChanged;
    }

    /** How old what the attempt at hand rests on is. */
    LookAge age() {
        return age;
    }

    /** Notes that it is tried, for the first time or again, with so many calls. */
    void attempt(int ofCalls, LookAge now) {
        attempts++;
        age = now;
        calls = ofCalls;
        callsAccepted = 0;
    }

    /** Notes that one of its calls was accepted. */
    void accepted() {
        callsAccepted++;
        mayHaveChanged();
    }

    /** Notes that an attempt may have changed something, though it failed. */
    void mayHaveChanged() {
        maybeChanged = true;
    }
}

package dev.lockstep.run;

import dev.lockstep.plan.Decision;

/** One action being carried out, over all its attempts. Used by one thread at a time. */
public final class ActionRun {

    /** The outcome of an action that was not begun because Lockstep is stopping. */
    static final String NOT_BEGUN = "not-begun";

    /** The outcome of a closing that waits for a person, because Keycloak's word on its person was doubtful right before it began. */
    static final String HELD = "held";

    /** The outcome of a closing whose person was in the group after all. */
    static final String LEFT_ALONE = "left-alone";

    private final Decision decision;
    private final long number;
    private int attempts;
    private int calls;
    private int callsAccepted;
    private boolean maybeChanged;
    private String stopped = "";
    private String why = "";

    ActionRun(Decision decision, long number) {
        this.decision = decision;
        this.number = number;
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

    /** Notes that it is tried, for the first time or again, with so many calls. */
    void attempt(int ofCalls) {
        attempts++;
        calls = ofCalls;
        callsAccepted = 0;
    }

    /** Notes that one of its calls was accepted. */
    void accepted() {
        callsAccepted++;
        mayHaveChanged();
    }

    /** Notes that no further call of it is made, with what outcome and why. */
    void stop(String outcome, String sentence) {
        stopped = outcome;
        why = sentence;
    }

    /** Whether no further call of it is made. */
    boolean stopped() {
        return !stopped.isEmpty();
    }

    /** How it ended, where it was stopped. */
    String outcome() {
        return stopped;
    }

    /** Why, where it was stopped. */
    String why() {
        return why;
    }

    /** Notes that an attempt may have changed something, though it failed. */
    void mayHaveChanged() {
        maybeChanged = true;
    }
}

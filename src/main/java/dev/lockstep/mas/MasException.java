package dev.lockstep.mas;

/** A call of mas-cli failed. The message says which call and what mas-cli said of it. */
public class MasException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final MasOutcome outcome;

    MasException(MasOutcome outcome, String sentence) {
        super(sentence);
        this.outcome = outcome;
    }

    /** The exception for an outcome: {@link MasRefusalException} where trying again can't help. */
    static MasException of(MasOutcome outcome, String sentence) {
        return outcome.worthRetry() ? new MasException(outcome, sentence) : new MasRefusalException(outcome, sentence);
    }

    public MasOutcome outcome() {
        return outcome;
    }
}

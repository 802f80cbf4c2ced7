package dev.lockstep.mas;

/** A call of mas-cli failed, and would fail again. */
public final class MasRefusalException extends MasException {

    private static final long serialVersionUID = 1L;

    MasRefusalException(MasOutcome outcome, String sentence) {
        super(outcome, sentence);
    }
}

package dev.lockstep.run;

import dev.lockstep.ledger.Ledger;

/** An action that had begun must not go on: somebody has paused Lockstep, it is stopping, the run lock is lost, or Keycloak says something else of the person now. The message says which. */
public final class HaltedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String outcome;

    /** One that is left to the next run. */
    HaltedException(String sentence) {
        this(Ledger.NOT_BEGUN, sentence);
    }

    /**
     * One that ends so.
     *
     * @param outcome what became of it, where none of its calls was made
     */
    HaltedException(String outcome, String sentence) {
        super(sentence);
        this.outcome = outcome;
    }

    String outcome() {
        return outcome;
    }
}

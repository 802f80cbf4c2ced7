package dev.lockstep.run;

/** An action that had begun must not go on: somebody has paused Lockstep, it is stopping, or the run lock is lost. The message says which. */
public final class HaltedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HaltedException(String sentence) {
        super(sentence);
    }
}

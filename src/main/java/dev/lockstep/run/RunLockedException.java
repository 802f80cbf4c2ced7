package dev.lockstep.run;

/** Another run is at work on this ledger. The message says which, and since when. */
public final class RunLockedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunLockedException(String sentence) {
        super(sentence);
    }
}

package dev.lockstep.run;

/** The file of the run lock was removed or replaced while a run was at work, so that another one may have begun. The message says which file, and what to do. */
public final class RunLockLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunLockLostException(String sentence) {
        super(sentence);
    }
}

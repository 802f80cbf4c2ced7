package dev.lockstep.story;

/** The process ends here; nothing of a run that has it catches this. */
public final class Killed extends Error {

    private static final long serialVersionUID = 1L;

    Killed(String where) {
        super("killed " + where, null, false, false);
    }
}

package dev.lockstep.mas;

import java.util.OptionalInt;

/** A call of mas-cli failed, and would fail again. */
public final class MasRefusalException extends MasException {

    private static final long serialVersionUID = 1L;

    MasRefusalException(MasWords.End end, String sentence, OptionalInt exitCode, String command, String said) {
        super(end, sentence, exitCode, command, said);
    }
}

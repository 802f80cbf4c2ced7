package dev.lockstep.mas;

import java.util.OptionalInt;

/** Calls of mas-cli that failed, for those who play one. */
public final class Failures {

    private Failures() {
    }

    public static MasException of(MasOutcome outcome, String said) {
        return MasException.of(new MasWords.End(outcome), "'mas-cli' ended badly: " + said, OptionalInt.of(1), "mas-cli manage", said);
    }
}

package dev.lockstep.net;

import java.io.IOException;

/** An answer that was cut off by us: too slow, too long, or packed. The message is the sentence for people. */
public final class AnswerRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient RuntimeException told;

    AnswerRefusal(RuntimeException told) {
        super(told.getMessage(), told);
        this.told = told;
    }

    /** What a source's reader throws for it. */
    RuntimeException told() {
        return told;
    }
}

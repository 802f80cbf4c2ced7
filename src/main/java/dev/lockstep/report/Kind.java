package dev.lockstep.report;

import dev.lockstep.account.AccountAction;
import dev.lockstep.plan.Decision;

/** What happens to an account, in the order in which plans show it. */
public enum Kind {
    OPEN("+", "activate", "to activate", Tone.OPENS), DEACTIVATE("-", "deactivate", "to deactivate", Tone.CLOSES), LOCK("~", "lock", "to lock", Tone.LOCKS),
    LEFT_ALONE("!", "left alone", "left alone", Tone.LEFT_ALONE);

    private final String symbol;
    private final String words;
    private final String counted;
    private final Tone tone;

    Kind(String symbol, String words, String counted, Tone tone) {
        this.symbol = symbol;
        this.words = words;
        this.counted = counted;
        this.tone = tone;
    }

    /** The kind of a decision that a plan names. */
    static Kind of(Decision decision) {
        return decision.action().map(Kind::of).orElse(LEFT_ALONE);
    }

    static Kind of(AccountAction action) {
        return switch (action) {
            case ACTIVATE -> OPEN;
            case DEACTIVATE -> DEACTIVATE;
            case LOCK -> LOCK;
        };
    }

    /** The sign before a row. */
    public String symbol() {
        return symbol;
    }

    /** What stands in the column of actions. */
    String words() {
        return words;
    }

    /** What follows a count of them. */
    String counted() {
        return counted;
    }

    Tone tone() {
        return tone;
    }
}

package dev.lockstep.report;

/** How a piece of text is meant; where there are colours, it has one that is legible on light and on dark. */
public enum Tone {
    PLAIN, STRONG, OPENS, CLOSES, LOCKS, LEFT_ALONE
}

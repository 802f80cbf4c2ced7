package dev.lockstep.mas;

import java.util.OptionalInt;

/** A call of mas-cli failed. The message is a sentence that says which call and what mas-cli said of it. No part of it holds a secret or an invisible character. */
public class MasException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int NONE = -1;

    private final MasOutcome outcome;
    private final int exitCode;
    private final String command;
    private final String said;

    MasException(MasOutcome outcome, String sentence, OptionalInt exitCode, String command, String said) {
        super(sentence);
        this.outcome = outcome;
        this.exitCode = exitCode.orElse(NONE);
        this.command = command;
        this.said = said;
    }

    /** The exception for an outcome: {@link MasRefusalException} where trying again can't help. */
    static MasException of(MasOutcome outcome, String sentence, OptionalInt exitCode, String command, String said) {
        return outcome.worthRetry() ? new MasException(outcome, sentence, exitCode, command, said) : new MasRefusalException(outcome, sentence, exitCode, command, said);
    }

    public MasOutcome outcome() {
        return outcome;
    }

    /** What the process ended with, 0 to 255; empty where it was never started, or was killed by us. */
    public OptionalInt exitCode() {
        return exitCode == NONE ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /** The whole command line, {@code lockstep.mas.command} and the arguments; a word with blanks or odd characters stands in quotes. */
    public String command() {
        return command;
    }

    /** What mas-cli's standard error says between {@code Error:} and the stack, or its last lines, joined to one; at most 4 KiB of UTF-8, empty where it said nothing. */
    public String said() {
        return said;
    }
}

package dev.lockstep.mas;

import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A call of mas-cli failed. The message is a sentence that says which call and what mas-cli said of it. No part of it holds a secret or an invisible character. */
public class MasException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int NONE = -1;

    private final MasOutcome outcome;
    private final String remedy;
    private final int exitCode;
    private final String command;
    private final String said;

    MasException(MasWords.End end, String sentence, OptionalInt exitCode, String command, String said) {
        super(sentence);
        this.outcome = end.outcome();
        this.remedy = end.remedy();
        this.exitCode = exitCode.orElse(NONE);
        this.command = command;
        this.said = said;
    }

    /** The exception for an end: {@link MasRefusalException} where trying again can't help. */
    static MasException of(MasWords.End end, String sentence, OptionalInt exitCode, String command, String said) {
        return end.outcome().worthRetry() ? new MasException(end, sentence, exitCode, command, said) : new MasRefusalException(end, sentence, exitCode, command, said);
    }

    public MasOutcome outcome() {
        return outcome;
    }

    /** What a person does about it; empty where that depends on what the call was for. */
    String remedy() {
        return remedy;
    }

    /** The message as whole sentences: what failed, something that is to be said in between, and the remedy. */
    public String inFull(String between) {
        String sentence = getMessage().matches("(?s).*[.!?]\\s*") ? getMessage().stripTrailing() : getMessage() + ".";
        return Stream.of(sentence, between, remedy).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
    }

    /** What the process ended with, 0 to 255; empty where it was never started, or was killed by us. */
    public OptionalInt exitCode() {
        return exitCode == NONE ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /** The whole command line, {@code lockstep.mas.command} and the arguments; a word with blanks or odd characters stands in quotes. */
    public String command() {
        return command;
    }

    /** What was said between {@code Error:} and the stack, or its last lines, joined to one; at most 4 KiB of UTF-8, empty where it said nothing. */
    public String said() {
        return said;
    }
}

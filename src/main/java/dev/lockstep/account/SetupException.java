package dev.lockstep.account;

/** A setting, a credential or a right is wrong: trying again is of no use, a person has to mend it. The message is a sentence that says which, with the value, and the remedy. */
public class SetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SetupException(String sentence) {
        super(sentence);
    }

    public SetupException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

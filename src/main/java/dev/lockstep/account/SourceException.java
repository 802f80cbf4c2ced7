package dev.lockstep.account;

/** A source (Keycloak, Synapse, MAS) could not be read whole, so nothing may be planned from it. The message is a sentence that says which, what came, and what to do. */
public class SourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SourceException(String sentence) {
        super(sentence);
    }

    public SourceException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

package dev.lockstep.account;

import java.time.Duration;
import java.util.Optional;

/** A source (Keycloak, Synapse, MAS) could not be read whole, so nothing may be planned from it. The message is a sentence that says which, what came, and what to do. */
public class SourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public SourceException(String sentence) {
        this(sentence, null);
    }

    public SourceException(String sentence, Throwable cause) {
        this(sentence, cause, Optional.empty());
    }

    /** One whose answer said when to ask again. */
    public SourceException(String sentence, Throwable cause, Optional<Duration> retryAfter) {
        super(sentence, cause);
        this.retryAfter = retryAfter.orElse(null);
    }

    /** How long the source asks to be left alone, if it said. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

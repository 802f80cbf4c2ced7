package dev.lockstep.keycloak;

import dev.lockstep.account.SourceException;

/** Keycloak refused a token that may only have ended. The next call gets a new one. */
final class TokenRefusedException extends SourceException {

    private static final long serialVersionUID = 1L;

    TokenRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}

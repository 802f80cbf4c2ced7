package dev.lockstep.sandbox;

import java.util.Optional;

/** Knows whose an access token is; it throws when it can't be reached. */
@FunctionalInterface
public interface Introspector {

    /** Empty for a token that is unknown, ended, or whose owner is locked or deactivated. */
    Optional<Token> introspect(String token);

    /** A living token: no username for a client's own token, no device for a personal one. */
    record Token(Optional<String> username, String scope, Optional<String> device) {

        boolean grants(String wanted) {
            return (" " + scope + " ").contains(" " + wanted + " ");
        }
    }
}

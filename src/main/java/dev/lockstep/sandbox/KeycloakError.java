package dev.lockstep.sandbox;

import java.util.Map;

/** A refusal as Keycloak writes it. */
final class KeycloakError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, Object> body;

    private KeycloakError(int status, Map<String, Object> body) {
        super(body.toString(), null, false, false);
        this.status = status;
        this.body = body;
    }

    static KeycloakError of(int status, String error) {
        return new KeycloakError(status, Answer.object("error", error));
    }

    /** RFC 6749, section 5.2. */
    static KeycloakError oauth(int status, String error, String description) {
        return new KeycloakError(status, Answer.object("error", error, "error_description", description));
    }

    static KeycloakError noSuchGroup() {
        return of(404, "Could not find group by id");
    }

    static KeycloakError noSuchUser() {
        return of(404, "User not found");
    }

    static KeycloakError forbidden() {
        return of(403, "HTTP 403 Forbidden");
    }

    /** What every failure inside Keycloak looks like from outside. */
    static KeycloakError unknown() {
        return oauth(500, "unknown_error", "For more on this error consult the server log.");
    }

    int status() {
        return status;
    }

    Answer answer() {
        return Answer.json(status, body);
    }
}

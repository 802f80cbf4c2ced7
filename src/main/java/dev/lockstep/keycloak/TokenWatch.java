package dev.lockstep.keycloak;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * Tells a token that has ended from one that was never any good: after a refusal Keycloak's client gets a new token, and where that is refused too, before any was accepted, it isn't the token's age.
 * One object per client.
 */
final class TokenWatch implements ClientResponseFilter {

    private static final String REFUSED_AGAIN = "X-Lockstep-Refused-Again";
    private static final String BEARER = "Bearer ";

    private Optional<String> refused = Optional.empty();

    @Override
    public synchronized void filter(ClientRequestContext request, ClientResponseContext response) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        response.getHeaders().remove(REFUSED_AGAIN);
        if (authorization == null || !authorization.startsWith(BEARER)) {
            return;
        }
        if (response.getStatus() != Response.Status.UNAUTHORIZED.getStatusCode()) {
            refused = Optional.empty();
            return;
        }
        if (refused.filter(before -> !before.equals(authorization)).isPresent()) {
            response.getHeaders().putSingle(REFUSED_AGAIN, "true");
        }
        refused = Optional.of(authorization);
    }

    /** Whether this answer refuses a new token right after another one was refused. */
    static boolean isRefusedAgain(Response response) {
        return response.getHeaderString(REFUSED_AGAIN) != null;
    }
}

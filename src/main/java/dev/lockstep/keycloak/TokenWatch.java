package dev.lockstep.keycloak;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * Tells a token that has ended from one that was never any good: after a refusal Keycloak's client gets a new token, and where the very next call is refused that one too, it isn't the token's age.
 * One object per client.
 */
final class TokenWatch implements ClientRequestFilter, ClientResponseFilter {

    private static final String REFUSED_AGAIN = "X-Lockstep-Refused-Again";
    private static final String ADMIN_API = "/admin/realms";
    private static final String BEARER = "Bearer ";

    /** A call that was refused, by its number, and its token. */
    private record Refused(long call, String authorization) {
    }

    private long calls;
    private Optional<Refused> last = Optional.empty();

    @Override
    public synchronized void filter(ClientRequestContext request) {
        // Asking for a token is no call of its own.
        if (request.getUri().getPath().contains(ADMIN_API)) {
            calls++;
        }
    }

    @Override
    public synchronized void filter(ClientRequestContext request, ClientResponseContext response) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        response.getHeaders().remove(REFUSED_AGAIN);
        if (authorization == null || !authorization.startsWith(BEARER) || response.getStatus() != Response.Status.UNAUTHORIZED.getStatusCode()) {
            return;
        }
        if (last.filter(before -> before.call() == calls - 1 && !before.authorization().equals(authorization)).isPresent()) {
            response.getHeaders().putSingle(REFUSED_AGAIN, "true");
        }
        last = Optional.of(new Refused(calls, authorization));
    }

    /** Whether this answer refuses a new token right after another one was refused. */
    static boolean isRefusedAgain(Response response) {
        return response.getHeaderString(REFUSED_AGAIN) != null;
    }
}

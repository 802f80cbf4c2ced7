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
    static final String ADMIN_API = "/admin/realms";
    private static final String FOR_TOKEN = "X-Lockstep-For-Token";
    private static final String PATH = "X-Lockstep-Path";
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
        response.getHeaders().remove(FOR_TOKEN);
        response.getHeaders().putSingle(PATH, request.getUri().getRawPath());
        if (!request.getUri().getPath().contains(ADMIN_API)) {
            response.getHeaders().putSingle(FOR_TOKEN, "true");
        }
        if (authorization == null || !authorization.startsWith(BEARER) || response.getStatus() != Response.Status.UNAUTHORIZED.getStatusCode()) {
            return;
        }
        if (last.filter(before -> before.call() == calls - 1 && !before.authorization().equals(authorization)).isPresent()) {
            response.getHeaders().putSingle(REFUSED_AGAIN, "true");
        }
        last = Optional.of(new Refused(calls, authorization));
    }

    /** What this is the answer to. */
    static String path(Response response) {
        return String.valueOf(response.getHeaderString(PATH));
    }

    /** Whether this is the answer to a sign-in. */
    static boolean isForToken(Response response) {
        return response.getHeaderString(FOR_TOKEN) != null;
    }

    /** Whether this answer refuses a new token right after another one was refused. */
    static boolean isRefusedAgain(Response response) {
        return response.getHeaderString(REFUSED_AGAIN) != null;
    }
}

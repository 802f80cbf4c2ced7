package dev.lockstep.keycloak;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets a sign-in that was just refused not be tried by whoever waits behind it: people are asked for side by side, and each of them would try the wrong password once more. One object per client.
 */
final class SignInGate implements ClientRequestFilter, ClientResponseFilter {

    /** Longer than it takes to pass on; far shorter than anybody's time between two runs. */
    private static final long CLOSED_NANOS = Duration.ofSeconds(3).toNanos();
    private static final int CLIENT_ERRORS = 400;
    private static final int FORBIDDEN = 403;

    private record Refused(long when, int status, String body) {
    }

    private Optional<Refused> last = Optional.empty();

    @Override
    public synchronized void filter(ClientRequestContext request) {
        if (isSignIn(request)) {
            last.filter(refused -> System.nanoTime() - refused.when() < CLOSED_NANOS)
                    .ifPresent(refused -> request.abortWith(Response.status(refused.status()).type(MediaType.APPLICATION_JSON_TYPE).entity(refused.body()).build()));
        }
    }

    @Override
    public synchronized void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        if (!isSignIn(request) || last.filter(refused -> System.nanoTime() - refused.when() < CLOSED_NANOS).isPresent()) {
            return;
        }
        if (response.getStatus() < CLIENT_ERRORS || response.getStatus() > FORBIDDEN || !response.hasEntity()) {
            last = Optional.empty();
            return;
        }
        byte[] body = response.getEntityStream().readAllBytes();
        response.setEntityStream(new ByteArrayInputStream(body));
        last = Optional.of(new Refused(System.nanoTime(), response.getStatus(), new String(body, StandardCharsets.UTF_8)));
    }

    /** A token that is renewed tries no password. */
    private static boolean isSignIn(ClientRequestContext request) {
        return request.getEntity() instanceof MultivaluedMap<?, ?> form && form.containsKey("grant_type") && !form.get("grant_type").contains("refresh_token");
    }
}

package dev.lockstep.keycloak;

import jakarta.ws.rs.Priorities;
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
import java.util.Optional;

/**
 * Lets a sign-in that is refused not be tried by whoever waited behind it: people are asked for side by side, and each of them would try the wrong password once more. Whoever asks later tries it
 * again. One object per client.
 */
final class SignInGate implements ClientRequestFilter, ClientResponseFilter {

    /** Before the filter that asks for tokens. */
    static final int PRIORITY = Priorities.AUTHENTICATION - 1;
    private static final String NOT_SENT = "lockstep.sign-in.not-sent";
    private static final int CLIENT_ERRORS = 400;
    private static final int FORBIDDEN = 403;

    private record Refused(long when, int status, String body) {
    }

    /** When the call began that this thread signs in for; this filter sees it first. */
    private final ThreadLocal<Long> began = new ThreadLocal<>();
    private Optional<Refused> last = Optional.empty();

    @Override
    public synchronized void filter(ClientRequestContext request) {
        if (!isSignIn(request)) {
            began.set(System.nanoTime());
            return;
        }
        Optional<Long> since = Optional.ofNullable(began.get());
        began.remove();
        last.filter(refused -> since.isPresent() && refused.when() - since.get() > 0).ifPresent(refused -> {
            request.setProperty(NOT_SENT, true);
            request.abortWith(Response.status(refused.status()).type(MediaType.APPLICATION_JSON_TYPE).entity(refused.body()).build());
        });
    }

    @Override
    public synchronized void filter(ClientRequestContext request, ClientResponseContext response) throws IOException {
        if (!isSignIn(request)) {
            began.remove();
        } else if (request.getProperty(NOT_SENT) == null && response.getStatus() >= CLIENT_ERRORS && response.getStatus() <= FORBIDDEN && response.hasEntity()) {
            byte[] body = response.getEntityStream().readAllBytes();
            response.setEntityStream(new ByteArrayInputStream(body));
            last = Optional.of(new Refused(System.nanoTime(), response.getStatus(), new String(body, StandardCharsets.UTF_8)));
        }
    }

    /** A token that is renewed tries no password. */
    private static boolean isSignIn(ClientRequestContext request) {
        return request.getEntity() instanceof MultivaluedMap<?, ?> form && form.containsKey("grant_type") && !form.get("grant_type").contains("refresh_token");
    }
}

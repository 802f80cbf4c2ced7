package dev.lockstep.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The form that a server gives its own answers. A status alone is anybody's: a reverse proxy, a load balancer, a firewall or a portal answers 401, 403, 404 and 200 too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, 5.2</a>
 * @see <a href="https://spec.matrix.org/latest/client-server-api/#standard-error-response">Matrix, standard error response</a>
 */
enum OwnForm {

    /** {@code error} with a text, and perhaps {@code error_description}; or {@code errorMessage}. */
    KEYCLOAK {
        @Override
        boolean isRefusal(JsonNode body) {
            return Stream.of("error", "errorMessage").anyMatch(field -> body.path(field).isTextual()) && NEVER_KEYCLOAKS.stream().noneMatch(body::has);
        }

        @Override
        boolean isLookedAt(String path) {
            // Its client takes any object for a token, and signs in with the word "null".
            return path.endsWith(TOKEN);
        }

        @Override
        boolean isAnswer(String path, String body) {
            return isJson(body) && (!path.endsWith(TOKEN) || json(body).path("access_token").isTextual());
        }
    },

    /** {@code errcode} with a text. */
    SYNAPSE {
        @Override
        boolean isRefusal(JsonNode body) {
            return body.path("errcode").isTextual();
        }
    };

    /** What gateways, frameworks and Matrix servers put beside an {@code error} of theirs. */
    private static final Set<String> NEVER_KEYCLOAKS = Set.of("errcode", "status", "statusCode", "status_code", "code", "timestamp", "path", "message", "detail", "details", "title", "type", "success");
    private static final String TOKEN = "/protocol/openid-connect/token";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int REDIRECTS = 300;
    private static final int CLIENT_ERRORS = 400;

    /**
     * Whether an answer has it.
     *
     * @param path   what was asked for
     * @param status of the answer
     * @param body   its beginning, {@link ForeignAnswer#BEGINNING} bytes at most
     */
    boolean isOwn(String path, int status, String body) {
        return status == OK && isAnswer(path, body) || status >= CLIENT_ERRORS && status != ProxyRefusal.AUTHENTICATION_REQUIRED && isRefusal(json(body));
    }

    /** Whether more than the first sign of an answer that went well has to be looked at. */
    boolean isLookedAt(String path) {
        return false;
    }

    boolean isAnswer(String path, String body) {
        return isJson(body);
    }

    abstract boolean isRefusal(JsonNode body);

    /** Whether a text looks like JSON, from its first sign. */
    static boolean isJson(String body) {
        String text = body.stripLeading();
        return text.startsWith("{") || text.startsWith("[");
    }

    /** Whether an answer sends on to another address; nobody here follows. */
    static boolean isRedirect(int status) {
        return status >= REDIRECTS && status < CLIENT_ERRORS;
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}

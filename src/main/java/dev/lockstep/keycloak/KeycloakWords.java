package dev.lockstep.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.Shown;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Keycloak itself says in a refusal. Its statuses differ from version to version (a wrong password is 401 up to 26.5 and 400 since), its words hardly do.
 *
 * @param error       one word, or a sentence
 * @param description a sentence, or nothing
 */
record KeycloakWords(String error, String description) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NO_REALM = Pattern.compile("(?i)^realm\\b.*(not found|not exist)");
    /** RESTEasy's, of Keycloak 17 to 23; RESTEasy Reactive's, and the same where Keycloak keeps it to itself. */
    private static final Pattern NO_PATH = Pattern.compile("(?i)could not find resource for|unable to find matching target resource|^HTTP 404 Not Found$");

    /** Those of an answer; empty ones where there are none. */
    static KeycloakWords of(WebApplicationException refusal) {
        try {
            refusal.getResponse().bufferEntity();
            JsonNode body = JSON.readTree(refusal.getResponse().readEntity(String.class));
            return body == null ? new KeycloakWords("", "") : new KeycloakWords(text(body, "error").isEmpty() ? text(body, "errorMessage") : text(body, "error"), text(body, "error_description"));
        } catch (IOException | RuntimeException e) {
            // An answer without a readable body says as much as its status does.
            return new KeycloakWords("", "");
        }
    }

    /** Both, for a message; nothing where there are none. */
    String said() {
        return Stream.of(error, description).filter(text -> !text.isEmpty()).collect(Collectors.joining(": "));
    }

    /** Whether one of them holds these words, in whatever case. */
    boolean say(String words) {
        return said().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT));
    }

    boolean noRealm() {
        return NO_REALM.matcher(error).find();
    }

    boolean noPath() {
        return NO_PATH.matcher(error).find() || NO_PATH.matcher(description).find();
    }

    /** Whether they say that this very person is not there, and not that anything on the way to them is missing. */
    boolean noUser() {
        return say("user not found");
    }

    boolean noGroup() {
        return say("group") && !noRealm() && !noPath();
    }

    private static String text(JsonNode body, String field) {
        return Shown.text(body.path(field).asText(""));
    }
}

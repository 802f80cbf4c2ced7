package dev.lockstep.keycloak;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.RetryAfter;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.account.SourceException;
import dev.lockstep.net.Reach;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ResponseProcessingException;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** What Keycloak's refusals mean, and what to do about each. Token errors arrive wrapped, so the causes are walked. */
final class KeycloakFailures {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final Reach reach;
    private final Secrets secrets;

    KeycloakFailures(Settings settings) {
        this.settings = settings;
        this.secrets = new Secrets(settings);
        this.reach = Reach.keycloak(settings);
    }

    /** The exception to throw for a failed call; {@code what} says what was asked for. */
    RuntimeException explain(String what, Throwable failure) {
        String url = reach.shown();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebApplicationException refusal) {
                return refused(what, url, refusal, failure);
            }
        }
        Optional<RuntimeException> known = reach.explain(failure);
        if (known.isPresent()) {
            return known.get();
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String came = root.getMessage() == null ? root.getClass().getSimpleName() : Shown.text(secrets.hide(root.getMessage()));
        if (root instanceof JacksonException || failure instanceof ResponseProcessingException) {
            return new SourceException("Keycloak at " + url + " was asked for " + what + " and its answer was cut or is no JSON. Nothing was changed."
                    + " If this goes on, look whether a proxy in between answers instead of Keycloak.", failure);
        }
        return new SourceException("Keycloak at " + url + " was asked for " + what + " and did not answer: " + came + ". Nothing was changed."
                + " Check that it runs, and lockstep.keycloak.url.", failure);
    }

    private RuntimeException refused(String what, String url, WebApplicationException refusal, Throwable failure) {
        int status = refusal.getResponse().getStatus();
        // It may repeat what it was sent.
        String error = secrets.hide(error(refusal));
        Optional<RuntimeException> byProxy = error.isEmpty() ? reach.explainWordless(status) : Optional.empty();
        if (byProxy.isPresent()) {
            return byProxy.get();
        }
        String who = settings.find(Keys.KEYCLOAK_USERNAME).map(name -> "user '" + name + "' of realm 'master'")
                .orElse("client '" + settings.get(Keys.KEYCLOAK_CLIENT_ID) + "' of realm '" + settings.get(Keys.KEYCLOAK_REALM) + "'");
        if (status == 400 && error.contains("invalid_grant")) {
            return new SetupException("Keycloak at " + url + " refused the " + who + ": wrong username or password, or the account isn't ready for use. Nothing was changed."
                    + " Check lockstep.keycloak.username and lockstep.keycloak.password." + Secrets.shape(settings, Keys.KEYCLOAK_PASSWORD), refusal);
        }
        if (error.contains("invalid_client") || error.contains("unauthorized_client")) {
            return new SetupException("Keycloak at " + url + " refused the client '" + settings.get(Keys.KEYCLOAK_CLIENT_ID) + "': unknown, wrong secret, or not allowed this way"
                    + " of signing in. Nothing was changed. Check lockstep.keycloak.client-id and lockstep.keycloak.client-secret; a service account needs"
                    + " 'Service account roles' switched on." + Secrets.shape(settings, Keys.KEYCLOAK_CLIENT_SECRET), refusal);
        }
        if (status == 404 && error.toLowerCase(java.util.Locale.ROOT).contains("realm")) {
            return new SetupException("Keycloak at " + url + " knows no realm '" + settings.get(Keys.KEYCLOAK_REALM) + "'. Nothing was changed. Check lockstep.keycloak.realm"
                    + " (the name, not the display name) and lockstep.keycloak.url.", refusal);
        }
        if (status == 400 && error.contains("missingNormalization")) {
            return new SetupException("Keycloak at " + url + " does not take " + what + " as a path (400 '" + error + "'). Nothing was changed. Set lockstep.keycloak.group to the group's id:"
                    + " some characters can't stand in a path.", refusal);
        }
        if (status == 404) {
            return new SetupException("Keycloak at " + url + " was asked for " + what + " and answered 404" + (error.isEmpty() ? "" : " '" + error + "'")
                    + ". Nothing was changed. Check lockstep.keycloak.url (older servers need /auth at its end) and lockstep.keycloak.group.", refusal);
        }
        if (status == 403) {
            return new SetupException("Keycloak at " + url + " does not let the " + who + " read " + what + " (403). Nothing was changed. Give it the role view-users of the client "
                    + (settings.find(Keys.KEYCLOAK_USERNAME).isPresent() ? "'" + settings.get(Keys.KEYCLOAK_REALM) + "-realm' in realm 'master'." : "'realm-management'."), refusal);
        }
        if (TokenWatch.isRefusedAgain(refusal.getResponse())) {
            return new SetupException("Keycloak at " + url + " gives the " + who + " a token, and its Admin API refuses that token (401), a new one too. Nothing was changed."
                    + " Since Keycloak 26.8.2 the client that signs in needs the built-in client scope 'kc-admin-api': in the realm '"
                    + (settings.find(Keys.KEYCLOAK_USERNAME).isPresent() ? "master" : settings.get(Keys.KEYCLOAK_REALM)) + "' add it to the client '" + settings.get(Keys.KEYCLOAK_CLIENT_ID)
                    + "' (tab 'Client scopes'), as a default one. If it is there, look whether a proxy in between drops the header Authorization.", refusal);
        }
        if (status == 401 && failure == refusal) {
            return new TokenRefusedException("Keycloak at " + url + " was asked for " + what + " and answered 401" + (error.isEmpty() ? "" : " '" + error + "'")
                    + ". Nothing was changed. Look at Keycloak's log; this run was tried again as lockstep.retry.reads says.", refusal);
        }
        return new SourceException("Keycloak at " + url + " was asked for " + what + " and answered " + status + (error.isEmpty() ? "" : " '" + error + "'")
                + ". Nothing was changed. Look at Keycloak's log; this run was tried again as lockstep.retry.reads says.", refusal,
                RetryAfter.of(refusal.getResponse().getHeaderString(HttpHeaders.RETRY_AFTER), Instant.now()));
    }

    /** The {@code error} field of an answer, or nothing. */
    static String error(WebApplicationException refusal) {
        try {
            refusal.getResponse().bufferEntity();
            JsonNode body = JSON.readTree(refusal.getResponse().readEntity(String.class));
            return body == null ? "" : Shown.text(body.path("error").asText(""));
        } catch (IOException | RuntimeException e) {
            // An answer without a readable body says as much as its status does.
            return "";
        }
    }
}

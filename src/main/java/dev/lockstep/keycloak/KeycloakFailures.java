package dev.lockstep.keycloak;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.lockstep.account.RetryAfter;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.account.SourceException;
import dev.lockstep.net.ForeignAnswer;
import dev.lockstep.net.Reach;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.ResponseProcessingException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What Keycloak's refusals mean, and what to do about each. Token errors arrive wrapped, so the causes are walked. */
final class KeycloakFailures {

    /** What an issuer or the console's address has behind the server's. */
    private static final String OF_A_REALM = "/(?:realms/.*|admin(?:/.*)?)$";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final Settings settings;
    private final SignInRefusals signIn;
    private final Reach reach;
    private final Secrets secrets;

    KeycloakFailures(Settings settings) {
        this.settings = settings;
        this.signIn = new SignInRefusals(settings);
        this.secrets = new Secrets(settings);
        this.reach = Reach.keycloak(settings);
    }

    /** The exception to throw for a failed call; {@code what} says what was asked for. */
    RuntimeException explain(String what, Throwable failure) {
        String url = reach.shown();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof WebApplicationException refusal) {
                return refused(what, refusal, failure);
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
        if (root instanceof MismatchedInputException) {
            return new SourceException("Keycloak at " + url + " was asked for " + what + " and answered JSON that is nothing of the kind. Nothing was changed."
                    + " If this goes on, look whether a proxy in between answers instead of Keycloak, and whether lockstep.keycloak.url leads to Keycloak.", failure);
        }
        if (root instanceof JacksonException || failure instanceof ResponseProcessingException) {
            return new SourceException("Keycloak at " + url + " was asked for " + what + " and its answer was cut or is no JSON. Nothing was changed."
                    + " If this goes on, look whether a proxy in between answers instead of Keycloak.", failure);
        }
        return new SourceException("Keycloak at " + url + " was asked for " + what + " and did not answer: " + came + ". Nothing was changed."
                + " Check that it runs, and lockstep.keycloak.url.", failure);
    }

    private RuntimeException refused(String what, WebApplicationException refusal, Throwable failure) {
        int status = refusal.getResponse().getStatus();
        KeycloakWords words = KeycloakWords.of(refusal);
        boolean isSignIn = TokenWatch.isForToken(refusal.getResponse());
        String where = "Keycloak at " + reach.shown();
        // It may repeat what it was sent.
        String said = secrets.hide(words.said());
        String came = status + (said.isEmpty() ? "" : " '" + said + "'");
        if (words.say("HTTPS required")) {
            return new SetupException(where + " wants https: realm '" + (isSignIn ? signIn.realm() : settings.get(Keys.KEYCLOAK_REALM)) + "' lets nobody in without (" + came + "). Nothing was changed."
                    + " Set lockstep.keycloak.url to the https:// address. Where a reverse proxy speaks TLS, it has to say so to Keycloak (X-Forwarded-Proto, and Keycloak's --proxy-headers);"
                    + " the setting behind it is 'Require SSL' of the realm.", refusal);
        }
        if (words.noPath()) {
            String server = reach.url().toString().replaceFirst(OF_A_REALM, "");
            if (!server.equals(reach.url().toString())) {
                return new SetupException(where + " knows no such path (" + came + "). Nothing was changed. Set lockstep.keycloak.url to '" + server + "': the address of a realm or of the console is longer than Keycloak's own.", refusal);
            }
            boolean has = reach.url().getPath() != null && reach.url().getPath().endsWith("/auth");
            return new SetupException(where + " knows no such path (" + came + "). Nothing was changed. " + (has
                    ? "Leave /auth away at the end of lockstep.keycloak.url: Keycloak 17 and newer have it only where http-relative-path says so."
                    : "Set lockstep.keycloak.url to '" + reach.url() + "/auth': Keycloak 16 and older have that path, and newer ones where http-relative-path says so."), refusal);
        }
        if (words.noRealm()) {
            return new SetupException(where + " knows no realm '" + (isSignIn ? signIn.realm() : settings.get(Keys.KEYCLOAK_REALM)) + "' (" + came + "). Nothing was changed. Check lockstep.keycloak.realm"
                    + " (the name, not the display name) and lockstep.keycloak.url.", refusal);
        }
        if (!isPassing(status) && isSignIn) {
            return signIn.explain(where, words, came, refusal);
        }
        if (status == UNAUTHORIZED) {
            return tokenRefused(what, where, said, refusal, failure);
        }
        if (!isPassing(status)) {
            return asked(what, status, words, where, came, refusal);
        }
        return new SourceException(where + " was asked for " + (isSignIn ? "a token" : what) + " and answered " + came
                + ". Nothing was changed. Look at Keycloak's log; this run was tried again as lockstep.retry.reads says.", refusal,
                RetryAfter.of(refusal.getResponse().getHeaderString(HttpHeaders.RETRY_AFTER), Instant.now()));
    }

    /** What may be over at the next try. */
    private static boolean isPassing(int status) {
        return status == TIMEOUT || status == TOO_EARLY || status == TOO_MANY || status >= SERVER_ERROR;
    }

    private RuntimeException tokenRefused(String what, String where, String said, WebApplicationException refusal, Throwable failure) {
        boolean again = TokenWatch.isRefusedAgain(refusal.getResponse());
        if (said.isEmpty()) {
            RuntimeException foreign = reach.explain(foreign(refusal.getResponse())).orElseThrow();
            return again ? foreign : new TokenRefusedException(foreign.getMessage(), refusal);
        }
        if (again) {
            return new SetupException(where + " gives the " + signIn.who() + " a token, and its Admin API refuses that token (401), a new one too. Nothing was changed."
                    + " Since Keycloak 26.8.2 the client that signs in needs the built-in client scope 'kc-admin-api': in the realm '" + signIn.realm() + "' add it to the client '"
                    + settings.get(Keys.KEYCLOAK_CLIENT_ID) + "' (tab 'Client scopes'), as a default one. If it is there, look whether a proxy in between drops the header Authorization.", refusal);
        }
        String sentence = where + " was asked for " + what + " and answered 401 '" + said + "'. Nothing was changed. Look at Keycloak's log; this run was tried again as lockstep.retry.reads says.";
        return failure == refusal ? new TokenRefusedException(sentence, refusal) : new SourceException(sentence, refusal);
    }

    private RuntimeException asked(String what, int status, KeycloakWords words, String where, String came, WebApplicationException refusal) {
        if (words.say("missingNormalization")) {
            return new SetupException(where + " does not take " + what + " as a path (" + came + "). Nothing was changed. Set lockstep.keycloak.group to the group's id:"
                    + " some characters can't stand in a path.", refusal);
        }
        if (status == FORBIDDEN) {
            return new SetupException(where + " does not let the " + signIn.who() + " read " + what + " (" + came + "). Nothing was changed. Give it the role view-users of the client "
                    + (settings.find(Keys.KEYCLOAK_USERNAME).isPresent() ? "'" + settings.get(Keys.KEYCLOAK_REALM) + "-realm' in realm 'master'." : "'realm-management'."), refusal);
        }
        return new SetupException(where + " was asked for " + what + " and answered " + came + ". Nothing was changed. " + (status == NOT_FOUND
                ? "Check lockstep.keycloak.group, lockstep.keycloak.realm and lockstep.keycloak.url."
                : "Keycloak does not take the request as Lockstep sends it: look whether a proxy in between changes it, and at Keycloak's log."), refusal);
    }

    private static ForeignAnswer foreign(Response answer) {
        byte[] body = new byte[0];
        try {
            answer.bufferEntity();
            body = answer.readEntity(byte[].class);
        } catch (RuntimeException e) {
            // Its head tells enough.
        }
        Map<String, String> headers = new HashMap<>();
        answer.getStringHeaders().keySet().forEach(name -> headers.put(name, answer.getHeaderString(name)));
        return new ForeignAnswer(TokenWatch.path(answer), answer.getStatus(), headers, body == null ? new byte[0] : body);
    }
}

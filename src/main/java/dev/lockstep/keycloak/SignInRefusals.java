package dev.lockstep.keycloak;

import dev.lockstep.account.SetupException;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;

/** What it means when Keycloak itself gives no token. A person has to mend each: more tries would only lock the account. */
final class SignInRefusals {

    private static final String MASTER = "master";

    private final Settings settings;

    SignInRefusals(Settings settings) {
        this.settings = settings;
    }

    /** Who signs in, and where. */
    String who() {
        return settings.find(Keys.KEYCLOAK_USERNAME).map(name -> "user '" + name + "'").orElse("client '" + client() + "'") + " of realm '" + realm() + "'";
    }

    /** The realm that gives the token. */
    String realm() {
        return settings.find(Keys.KEYCLOAK_USERNAME).isPresent() ? MASTER : settings.get(Keys.KEYCLOAK_REALM);
    }

    /**
     * The exception to throw.
     *
     * @param where the server, for a message
     * @param came  the status and the words
     */
    SetupException explain(String where, KeycloakWords words, String came, Throwable refusal) {
        if (words.error().equals("invalid_grant")) {
            return grant(where, words, came, refusal);
        }
        if (words.say("Realm not enabled")) {
            return new SetupException(where + " has the realm '" + realm() + "' switched off, so the " + who() + " can't sign in (" + came + "). Nothing was changed. Enable the realm, or check"
                    + " lockstep.keycloak.realm.", refusal);
        }
        if (words.say("direct access grants")) {
            return new SetupException(where + " does not let the client '" + client() + "' of realm '" + realm() + "' sign people in with a password (" + came + "). Nothing was changed. Switch"
                    + " 'Direct access grants' on there, or set lockstep.keycloak.client-id to a client that has it (admin-cli).", refusal);
        }
        if (words.say("service account") || words.say("bearer-only")) {
            return new SetupException(where + " gives the client '" + client() + "' of realm '" + realm() + "' no token of its own (" + came + "). Nothing was changed. Switch 'Client authentication'"
                    + " and 'Service account roles' on there; a public client can't have one.", refusal);
        }
        if (words.error().equals("invalid_client") || words.error().equals("unauthorized_client")) {
            return new SetupException(where + " refused the client '" + client() + "' of realm '" + realm() + "' (" + came + "): unknown, wrong secret, switched off, or not allowed this way of signing in."
                    + " Nothing was changed. Check lockstep.keycloak.client-id and lockstep.keycloak.client-secret; a service account needs 'Service account roles' switched on."
                    + Secrets.shape(settings, Keys.KEYCLOAK_CLIENT_SECRET), refusal);
        }
        return new SetupException(where + " gives the " + who() + " no token (" + came + "). Nothing was changed. Check lockstep.keycloak.client-id and what it may do; Keycloak's log has more.", refusal);
    }

    private SetupException grant(String where, KeycloakWords words, String came, Throwable refusal) {
        String refused = where + " refused the " + who() + " (" + came + "): ";
        if (words.say("not fully set up") || words.say("required action")) {
            return new SetupException(refused + "the account is not ready for use, something is still asked of it. Nothing was changed. Sign in as that user in a browser once, or take its"
                    + " 'Required user actions' away; a client with a service account needs none.", refusal);
        }
        if (words.say("disabled")) {
            return new SetupException(refused + "the account is switched off, or locked for a while by brute-force detection. Nothing was changed. Look at that user in Keycloak, and at"
                    + " lockstep.keycloak.username.", refusal);
        }
        return new SetupException(refused + "wrong username or password, or brute-force detection has locked the account for a while. Nothing was changed. Check lockstep.keycloak.username and"
                + " lockstep.keycloak.password." + Secrets.shape(settings, Keys.KEYCLOAK_PASSWORD), refusal);
    }

    private String client() {
        return settings.get(Keys.KEYCLOAK_CLIENT_ID);
    }
}

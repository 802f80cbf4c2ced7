package dev.lockstep.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings that are of no use one without the other. */
final class Wholeness {

    private Wholeness() {
    }

    /** A sentence for each that is not whole. */
    static List<String> problems(Map<String, String> texts) {
        List<String> problems = new ArrayList<>();
        boolean username = given(texts, Keys.KEYCLOAK_USERNAME);
        boolean password = given(texts, Keys.KEYCLOAK_PASSWORD);
        boolean secret = given(texts, Keys.KEYCLOAK_CLIENT_SECRET);
        if (!(username && password || !username && !password && secret)) {
            problems.add("Keycloak's credentials are not whole: give " + Keys.KEYCLOAK_USERNAME.names() + " and " + Keys.KEYCLOAK_PASSWORD.names()
                    + " of an administrator in realm master, or " + Keys.KEYCLOAK_CLIENT_ID.names() + " and " + Keys.KEYCLOAK_CLIENT_SECRET.names()
                    + " of a service account, and no username.");
        }
        if (given(texts, Keys.KEYCLOAK_TLS_CERTIFICATE) != given(texts, Keys.KEYCLOAK_TLS_KEY)) {
            problems.add("Keycloak's client certificate is not whole: give both " + Keys.KEYCLOAK_TLS_CERTIFICATE.names() + " and " + Keys.KEYCLOAK_TLS_KEY.names() + ", or neither.");
        }
        return problems;
    }

    /** A secret file that could not be read has been told of; it counts as given here. */
    private static boolean given(Map<String, String> texts, Setting<?> setting) {
        return !texts.getOrDefault(setting.key(), "?").isEmpty();
    }
}

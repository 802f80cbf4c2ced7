package dev.lockstep.settings;

import java.util.Map;
import java.util.Properties;

/** Settings for tests: those that are required, and the ones that a test gives. */
public final class GivenSettings {

    private GivenSettings() {
    }

    /** Keys and values in turn; each overrides a required one of the same key. */
    public static Settings of(String... keysAndValues) {
        return SettingsFile.of(properties(keysAndValues), Map.of());
    }

    /** The same, with this environment. */
    public static Settings in(Map<String, String> environment, String... keysAndValues) {
        return SettingsFile.of(properties(keysAndValues), environment);
    }

    static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        properties.putAll(Map.of("lockstep.keycloak.url", "http://127.0.0.1:1", "lockstep.keycloak.realm", "corp", "lockstep.keycloak.group", "chat",
                "lockstep.keycloak.username", "admin", "lockstep.keycloak.password", "pass-sesame",
                "lockstep.matrix.url", "http://127.0.0.1:2", "lockstep.matrix.token", "mct_sesame",
                // Whoever builds this may be behind a proxy.
                "lockstep.proxy.no-proxy", "*"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}

package dev.lockstep.settings;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;

/** The checked values of all settings, and the environment that they came with: made once at the door, and used as they are by everything behind it. */
public interface Settings {

    /** The value of a setting that may be left empty. */
    <T> Optional<T> find(Setting<T> setting);

    /** Every setting as text, secrets too: for the placeholders of the routes, never for a log. */
    Properties asProperties();

    /**
     * The environment variables that were handed in with the settings, for what other programs' rules look for there: proxies, the place of state, what mas-cli needs.
     * Nobody behind the door asks the process for its own.
     */
    Map<String, String> environment();

    /** The value of a setting that is required or has a default. */
    default <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.key() + " has neither a value nor a default"));
    }

    /** These settings with another value of one of them. */
    default Settings with(Setting<?> changed, String text) {
        Properties texts = asProperties();
        texts.setProperty(changed.key(), text);
        return of(setting -> Optional.ofNullable(texts.getProperty(setting.key())), List.of(), environment());
    }

    /**
     * Reads and checks every setting.
     *
     * @param source      the text behind a setting; empty where none is given
     * @param found       problems that have been found already
     * @param environment the environment that comes with them
     * @throws SettingsException naming every setting that is missing or bad, not just the first
     */
    static Settings of(Function<Setting<?>, Optional<String>> source, List<String> found, Map<String, String> environment) {
        List<String> problems = new ArrayList<>(found);
        Map<String, String> texts = new LinkedHashMap<>();
        for (Setting<?> setting : Keys.all()) {
            String text;
            try {
                text = source.apply(setting).map(String::strip).filter(given -> !given.isEmpty()).orElse(setting.standard());
            } catch (SettingsException e) {
                problems.add(e.getMessage());
                continue;
            }
            problem(setting, text, environment).ifPresent(problems::add);
            texts.put(setting.key(), text);
        }
        lost(environment).forEach(problems::add);
        credentials(texts).ifPresent(problems::add);
        if (given(texts, Keys.KEYCLOAK_TLS_CERTIFICATE) != given(texts, Keys.KEYCLOAK_TLS_KEY)) {
            problems.add("Keycloak's client certificate is not whole: give both " + Keys.KEYCLOAK_TLS_CERTIFICATE.names() + " and " + Keys.KEYCLOAK_TLS_KEY.names() + ", or neither.");
        }
        if (!problems.isEmpty()) {
            throw SettingsException.of(problems);
        }
        return new Settings() {
            @Override
            public <T> Optional<T> find(Setting<T> setting) {
                return setting.value(texts.get(setting.key()));
            }

            @Override
            public Map<String, String> environment() {
                return Map.copyOf(environment);
            }

            @Override
            public Properties asProperties() {
                Properties properties = new Properties();
                properties.putAll(texts);
                return properties;
            }
        };
    }

    private static Optional<String> problem(Setting<?> setting, String text, Map<String, String> environment) {
        if (text.isEmpty()) {
            return setting.traits().required() ? Optional.of(setting.names() + " is missing: " + setting.sentence()
                    + (setting.example().isEmpty() ? "" : " For example: " + setting.example())) : Optional.empty();
        }
        String shown = BadValue.shown(setting, text);
        if (setting.traits().later() && !text.equals(setting.standard())) {
            return Optional.of(setting.names() + " is " + shown + ", but this version does not know that yet: leave it out.");
        }
        try {
            setting.value(text);
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of(setting.names() + " is " + shown + ", which can't be a path here: " + Letters.why(environment) + ".");
        } catch (IllegalArgumentException e) {
            return Optional.of(setting.names() + " is " + shown + "; allowed: " + setting.allowed() + ".");
        }
    }

    /** The variables of ours, and those that name a file of ours, that did not come whole. */
    private static List<String> lost(Map<String, String> environment) {
        return Keys.all().stream().flatMap(setting -> Stream.of(setting.environment(), setting.legacy())).filter(name -> !name.isEmpty()).flatMap(name -> Stream.of(name, name + "_FILE"))
                .filter(name -> Letters.areLostIn(environment.getOrDefault(name, ""))).map(name -> "The environment variable " + name + " did not come whole: " + Letters.why(environment) + ".").toList();
    }

    private static Optional<String> credentials(Map<String, String> texts) {
        boolean username = given(texts, Keys.KEYCLOAK_USERNAME);
        boolean password = given(texts, Keys.KEYCLOAK_PASSWORD);
        boolean secret = given(texts, Keys.KEYCLOAK_CLIENT_SECRET);
        if (username && password || !username && !password && secret) {
            return Optional.empty();
        }
        return Optional.of("Keycloak's credentials are not whole: give " + Keys.KEYCLOAK_USERNAME.names() + " and " + Keys.KEYCLOAK_PASSWORD.names()
                + " of an administrator in realm master, or " + Keys.KEYCLOAK_CLIENT_ID.names() + " and " + Keys.KEYCLOAK_CLIENT_SECRET.names()
                + " of a service account, and no username.");
    }

    /** A secret file that could not be read has been told of; it counts as given here. */
    private static boolean given(Map<String, String> texts, Setting<?> setting) {
        return !texts.getOrDefault(setting.key(), "?").isEmpty();
    }
}

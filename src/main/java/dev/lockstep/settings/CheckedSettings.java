package dev.lockstep.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;

/** Settings whose every value was found to be allowed, and that go together. */
final class CheckedSettings implements Settings {

    private static final List<Setting<Path>> CERTIFICATES = List.of(Keys.TLS_CA_FILE, Keys.KEYCLOAK_TLS_CERTIFICATE, Keys.KEYCLOAK_TLS_KEY);

    /**
     * A text that somebody gave for a setting.
     *
     * @param text  as it was written
     * @param place where, for the beginning of a message; empty for the environment
     */
    record Given(String text, String place) {
    }

    private final Function<Setting<?>, Optional<Given>> source;
    private final Map<String, String> environment;
    private final List<String> remarks;
    private volatile Map<String, String> texts;
    private volatile int reading;
    private List<Integer> certificates;

    /**
     * Reads and checks every setting.
     *
     * @param source      what was given for a setting; empty where nothing was
     * @param found       problems that have been found already
     * @param remarks     what has no effect
     * @param environment the environment that comes with them
     * @throws SettingsException naming every setting that is missing or bad, not just the first
     */
    CheckedSettings(Function<Setting<?>, Optional<Given>> source, List<String> found, List<String> remarks, Map<String, String> environment) {
        this.source = source;
        this.environment = Map.copyOf(environment);
        this.remarks = List.copyOf(remarks);
        List<String> problems = new ArrayList<>(found);
        texts = checked(problems);
        if (!problems.isEmpty()) {
            throw SettingsException.of(problems);
        }
        certificates = certificates();
    }

    @Override
    public <T> Optional<T> find(Setting<T> setting) {
        return setting.value(texts.get(setting.key()));
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    @Override
    public Properties asProperties() {
        Properties properties = new Properties();
        properties.putAll(texts);
        return properties;
    }

    @Override
    public Settings with(Setting<?> changed, String text) {
        return new CheckedSettings(setting -> setting.equals(changed) ? Optional.of(new Given(text, "")) : source.apply(setting), List.of(), remarks, environment);
    }

    @Override
    public synchronized void readAgain() {
        List<String> problems = new ArrayList<>();
        Map<String, String> now = checked(problems);
        if (!problems.isEmpty()) {
            throw new SettingsException("Secrets were to be read again, and can't be used. Nothing was changed. " + String.join(" ", problems));
        }
        List<Integer> then = certificates;
        certificates = certificates();
        if (!now.equals(texts) || !then.equals(certificates)) {
            texts = now;
            reading++;
        }
    }

    @Override
    public int reading() {
        return reading;
    }

    private Map<String, String> checked(List<String> problems) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Setting<?> setting : Keys.all()) {
            try {
                Optional<Given> given = source.apply(setting);
                String text = given.map(each -> meant(setting, each.text())).filter(each -> !each.isEmpty()).orElse(setting.standard());
                problem(setting, text).map(sentence -> given.map(Given::place).orElse("") + sentence).ifPresent(problems::add);
                found.put(setting.key(), text);
            } catch (SettingsException e) {
                problems.add(e.getMessage());
            }
        }
        problems.addAll(lost());
        problems.addAll(partial(found));
        return found;
    }

    /** Without what surrounds a value and is none of it: blanks and marks; and quotes, which some programs keep, where they can't be meant. */
    private static String meant(Setting<?> setting, String given) {
        boolean mayBeMeant = setting.traits().quotes() || setting.traits().secret() && setting.allowed().equals("text");
        return mayBeMeant ? Text.bare(given) : Text.unquoted(given);
    }

    private Optional<String> problem(Setting<?> setting, String text) {
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
    private List<String> lost() {
        return Keys.all().stream().flatMap(setting -> Stream.of(setting.environment(), setting.legacy())).filter(name -> !name.isEmpty()).flatMap(name -> Stream.of(name, name + Spelling.FILE))
                .filter(name -> Letters.areLostIn(environment.getOrDefault(name, ""))).map(name -> "The environment variable " + name + " did not come whole: " + Letters.why(environment) + ".").toList();
    }

    /** A sentence for each of those that are of no use one without the other. */
    private static List<String> partial(Map<String, String> texts) {
        List<String> partial = new ArrayList<>();
        boolean username = given(texts, Keys.KEYCLOAK_USERNAME);
        boolean password = given(texts, Keys.KEYCLOAK_PASSWORD);
        boolean secret = given(texts, Keys.KEYCLOAK_CLIENT_SECRET);
        if (!(username && password || !username && !password && secret)) {
            partial.add("Keycloak's credentials are not whole: give " + Keys.KEYCLOAK_USERNAME.names() + " and " + Keys.KEYCLOAK_PASSWORD.names()
                    + " of an administrator in realm master, or " + Keys.KEYCLOAK_CLIENT_ID.names() + " and " + Keys.KEYCLOAK_CLIENT_SECRET.names()
                    + " of a service account, and no username.");
        }
        if (given(texts, Keys.KEYCLOAK_TLS_CERTIFICATE) != given(texts, Keys.KEYCLOAK_TLS_KEY)) {
            partial.add("Keycloak's client certificate is not whole: give both " + Keys.KEYCLOAK_TLS_CERTIFICATE.names() + " and " + Keys.KEYCLOAK_TLS_KEY.names() + ", or neither.");
        }
        return partial;
    }

    /** A secret file that could not be read has been told of; it counts as given here. */
    private static boolean given(Map<String, String> texts, Setting<?> setting) {
        return !texts.getOrDefault(setting.key(), "?").isEmpty();
    }

    /** A number for what is in each file; the file itself is read, and judged, when a connection is made. */
    private List<Integer> certificates() {
        List<Integer> numbers = new ArrayList<>();
        for (Setting<Path> setting : CERTIFICATES) {
            Optional<Path> file = find(setting);
            try {
                numbers.add(file.isEmpty() ? 0 : Arrays.hashCode(Files.readAllBytes(file.get())));
            } catch (IOException e) {
                numbers.add(1);
            }
        }
        return numbers;
    }
}

package dev.lockstep.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the launcher finds settings. The first that is there counts: the environment variable {@code LOCKSTEP_...}, the file that {@code LOCKSTEP_..._FILE} names
 * (secrets only), the properties file, the environment variable of older set-ups and its {@code _FILE}, the default.
 */
public final class SettingsFile {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{env:([A-Za-z0-9_]+)(?::(.*?))?}}");
    private static final String PREFIX = "lockstep.";
    private static final String ENVIRONMENT_PREFIX = "LOCKSTEP_";
    private static final String FILE = "_FILE";

    private SettingsFile() {
    }

    /**
     * Reads a properties file in which {@code {{env:NAME:default}}} stands for an environment variable.
     *
     * @throws SettingsException when the file can't be read, or a setting is unknown, missing or bad
     */
    public static Settings read(Path file, Map<String, String> environment) {
        return of(load(file), environment);
    }

    /** The same for properties at hand. */
    public static Settings of(Properties properties, Map<String, String> environment) {
        List<String> unknown = new ArrayList<>();
        properties.stringPropertyNames().stream().sorted().filter(key -> key.startsWith(PREFIX) && byKey(key).isEmpty())
                .forEach(key -> unknown.add(key + " is no setting of Lockstep: see docs/settings.md for their names."));
        return Settings.of(find(properties, environment), unknown, environment);
    }

    /** Whether a secret itself stands in a settings file, also as what counts without a variable, and not only the name of that. */
    public static boolean secretsIn(Path file) {
        Properties properties = load(file);
        return Keys.all().stream().filter(setting -> setting.traits().secret())
                .anyMatch(setting -> !PLACEHOLDER.matcher(properties.getProperty(setting.key(), "")).replaceAll("$2").isBlank());
    }

    /** The files that the environment names for secrets. */
    public static List<Path> secretFiles(Map<String, String> environment) {
        return Keys.all().stream().filter(setting -> setting.traits().secret()).flatMap(setting -> Stream.of(setting.environment(), setting.legacy())).filter(name -> !name.isEmpty())
                .map(name -> environment.getOrDefault(name + FILE, "")).filter(file -> !file.isBlank()).map(Path::of).toList();
    }

    /** The variables that look like settings and are none: worth a warning only, because Kubernetes injects such. */
    public static List<String> unknownVariables(Map<String, String> environment) {
        return environment.keySet().stream().filter(name -> name.startsWith(ENVIRONMENT_PREFIX)).filter(name -> Keys.all().stream()
                .noneMatch(setting -> name.equals(setting.environment()) || setting.traits().secret() && name.equals(setting.environment() + FILE))).sorted().toList();
    }

    private static Properties load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("The settings file '" + file + "' could not be read (" + e.getMessage() + "). Give another with --config FILE.");
        }
        return properties;
    }

    private static Function<Setting<?>, Optional<String>> find(Properties properties, Map<String, String> environment) {
        return setting -> variable(setting, setting.environment(), environment)
                .or(() -> Optional.ofNullable(properties.getProperty(setting.key())).map(text -> resolve(text, environment)).filter(text -> !text.isBlank()))
                .or(() -> setting.legacy().isEmpty() ? Optional.empty() : variable(setting, setting.legacy(), environment));
    }

    private static Optional<String> variable(Setting<?> setting, String name, Map<String, String> environment) {
        Optional<String> direct = Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
        if (direct.isPresent() || !setting.traits().secret()) {
            return direct;
        }
        return Optional.ofNullable(environment.get(name + FILE)).filter(text -> !text.isBlank()).map(file -> {
            try {
                return Files.readString(Path.of(file));
            } catch (IOException | IllegalArgumentException e) {
                throw new SettingsException(setting.key() + ": the file '" + file + "' that " + name + FILE + " names could not be read.");
            }
        });
    }

    private static String resolve(String text, Map<String, String> environment) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> {
            String value = environment.get(match.group(1));
            return Matcher.quoteReplacement(value != null ? value : match.group(2) == null ? "" : match.group(2));
        });
    }

    private static Optional<Setting<?>> byKey(String key) {
        return Keys.all().stream().filter(setting -> setting.key().equals(key)).findFirst();
    }
}

package dev.lockstep.settings;

import dev.lockstep.settings.CheckedSettings.Given;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
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

    private SettingsFile() {
    }

    /**
     * Reads a properties file in which {@code {{env:NAME:default}}} stands for an environment variable.
     *
     * @throws SettingsException when the file can't be read, or a setting is unknown, misspelt, given twice, missing or bad
     */
    public static Settings read(Path file, Map<String, String> environment) {
        SettingsText text = load(file);
        Judgement judgement = new Judgement();
        judgement.file(text, true);
        try {
            return settings(properties(text), environment, judgement);
        } catch (SettingsException e) {
            throw e.readFrom(file);
        }
    }

    /** The same for properties at hand. */
    public static Settings of(Properties properties, Map<String, String> environment) {
        return settings(properties, environment, new Judgement());
    }

    /**
     * The same for properties that stand in files: those are looked at for what was lost on the way.
     *
     * @param files where the properties come from, as far as it is known
     * @param alone whether the files are Lockstep's alone
     */
    public static Settings of(Properties properties, List<SettingsText> files, boolean alone, Map<String, String> environment) {
        Judgement judgement = new Judgement();
        files.forEach(file -> judgement.file(file, alone));
        return settings(properties, environment, judgement);
    }

    /**
     * Refuses settings that were given to Java itself ({@code -D}): nothing reads them there.
     *
     * @param names those of the process's system properties
     * @throws SettingsException naming each
     */
    public static void requireNoneOf(Set<String> names) {
        List<String> given = names.stream().sorted().flatMap(name -> Spelling.misplaced(name).stream()).toList();
        if (!given.isEmpty()) {
            throw SettingsException.of(given);
        }
    }

    /** Whether somebody who writes this key means a setting of Lockstep's, in whatever spelling. */
    public static boolean isMeant(String key) {
        return Spelling.isOf(key, false);
    }

    /** Whether a secret itself stands in a settings file, also as what counts without a variable, and not only the name of that. */
    public static boolean secretsIn(Path file) {
        Properties properties = properties(load(file));
        return Keys.all().stream().filter(setting -> setting.traits().secret())
                .anyMatch(setting -> !PLACEHOLDER.matcher(properties.getProperty(setting.key(), "")).replaceAll("$2").isBlank());
    }

    /** The files that the environment names for secrets. */
    public static List<Path> secretFiles(Map<String, String> environment) {
        return Keys.all().stream().filter(setting -> setting.traits().secret()).flatMap(setting -> Stream.of(setting.environment(), setting.legacy())).filter(name -> !name.isEmpty())
                .map(name -> Text.unquoted(environment.getOrDefault(name + Spelling.FILE, ""))).filter(file -> !file.isEmpty()).map(Path::of).toList();
    }

    private static Settings settings(Properties properties, Map<String, String> environment, Judgement judgement) {
        judgement.keys(properties);
        judgement.environment(environment);
        return new CheckedSettings(find(properties, environment, judgement), judgement.problems(), judgement.remarks(), environment);
    }

    private static SettingsText load(Path file) {
        try {
            return SettingsText.of(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new SettingsException("The settings file '" + file + "' could not be read (" + why(e) + "). Give another with --config FILE.");
        }
    }

    /** Of these two Java says the path alone. */
    private static String why(IOException failure) {
        return failure instanceof NoSuchFileException ? "there is no such file" : failure instanceof AccessDeniedException ? "this user may not read it" : failure.getMessage();
    }

    private static Properties properties(SettingsText text) {
        Properties properties = new Properties();
        text.lines().forEach(line -> properties.setProperty(line.key(), line.value()));
        return properties;
    }

    private static Function<Setting<?>, Optional<Given>> find(Properties properties, Map<String, String> environment, Judgement judgement) {
        return setting -> variable(setting, setting.environment(), environment)
                .or(() -> Optional.ofNullable(properties.getProperty(setting.key()))
                        .map(text -> new Given(resolve(text, environment, judgement.place(setting) + setting.key()), judgement.place(setting))).filter(given -> !given.text().isBlank()))
                .or(() -> setting.legacy().isEmpty() ? Optional.empty() : variable(setting, setting.legacy(), environment));
    }

    private static Optional<Given> variable(Setting<?> setting, String name, Map<String, String> environment) {
        Optional<String> direct = Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
        if (direct.isPresent() || !setting.traits().secret()) {
            return direct.map(text -> new Given(text, ""));
        }
        String variable = name + Spelling.FILE;
        return Optional.ofNullable(environment.get(variable)).map(Text::unquoted).filter(text -> !text.isEmpty()).map(file -> {
            String which = "the file '" + file + "' that " + variable + " names";
            try {
                String text = SettingsText.decoded(Files.readAllBytes(Path.of(file)), setting.key() + ": " + which, ".");
                if (Text.bare(text).isEmpty()) {
                    throw new SettingsException(setting.key() + " is missing: " + which + " is empty. Write the value into it, or take the variable away.");
                }
                return new Given(text, "");
            } catch (IOException | InvalidPathException e) {
                throw new SettingsException(setting.key() + ": " + which + " could not be read. Check the path, and that the user who runs Lockstep may read it.");
            }
        });
    }

    private static String resolve(String text, Map<String, String> environment, String where) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> {
            String value = environment.get(match.group(1));
            if (value == null && match.group(2) == null) {
                throw new SettingsException(where + ": there is no environment variable '" + match.group(1) + "', and no default for it. Give it, or write {{env:" + match.group(1)
                        + ":}} where it may be missing.");
            }
            return Matcher.quoteReplacement(value != null ? value : match.group(2));
        });
    }
}

package dev.lockstep.settings;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How people spell the names of settings: the right way, in another one, or with a letter too much or too few. */
final class Spelling {

    static final String PREFIX = "lockstep.";
    static final String FILE = "_FILE";

    private static final String WORD = "lockstep";
    /** What shells, Java, containers and systemd want before a name. */
    private static final String BEFORE = "^(export|set|setenv|env|environment|declarex|d|e)(?=lockstep)";
    /** What bin/lockstep tells Java. */
    private static final Set<String> LAUNCHERS = Set.of("lockstep.home", "lockstep.command", "lockstep.terminal", "lockstep.dropped");
    /** More than this, and it is another word. */
    private static final int SLIPS = 2;

    private static final Map<String, Setting<?>> WHOLE = new HashMap<>();
    private static final Map<String, Setting<?>> SHORT = new HashMap<>();
    private static final Map<String, Setting<?>> FILES = new HashMap<>();

    static {
        for (Setting<?> setting : Keys.all()) {
            String withoutPrefix = letters(setting.key().substring(PREFIX.length()));
            WHOLE.put(letters(setting.key()), setting);
            SHORT.put(withoutPrefix, setting);
            if (!setting.legacy().isEmpty()) {
                SHORT.put(letters(setting.legacy()), setting);
            }
            if (setting.traits().secret()) {
                Stream.of(letters(setting.key()), withoutPrefix, letters(setting.legacy())).filter(name -> !name.isEmpty()).forEach(name -> FILES.put(name + "file", setting));
            }
        }
    }

    private Spelling() {
    }

    /** The setting of exactly this key. */
    static Optional<Setting<?>> key(String name) {
        return Optional.<Setting<?>>ofNullable(WHOLE.get(letters(name))).filter(setting -> setting.key().equals(name));
    }

    /**
     * Whether somebody who writes this means a setting of Lockstep's, in whatever spelling.
     *
     * @param alone whether nobody else's keys stand in the same place, so that the prefix may be missing
     */
    static boolean isOf(String name, boolean alone) {
        String letters = letters(name);
        return WHOLE.containsKey(letters) || FILES.containsKey(letters) && letters.startsWith(WORD) || begins(name)
                || alone && (WHOLE.containsKey(bare(letters)) || FILES.containsKey(bare(letters)) || SHORT.containsKey(letters) || nearest(name).isPresent());
    }

    /** What to write in the place of a name that isn't the right one, as a sentence. */
    static String remedy(String name) {
        String letters = bare(letters(name));
        Setting<?> setting = Optional.<Setting<?>>ofNullable(WHOLE.get(letters)).orElse(SHORT.get(letters));
        if (setting != null) {
            return "is not how a settings file names it: write " + setting.key() + ".";
        }
        setting = FILES.get(letters);
        if (setting != null) {
            return "has no effect in a settings file: name the file in the environment variable " + setting.environment() + FILE + ".";
        }
        return "is no setting of Lockstep: see docs/settings.md for their names." + nearest(name).map(near -> " Is " + near.key() + " meant?").orElse("");
    }

    /** What is to be said of a system property of Java's; empty where it is no setting. */
    static Optional<String> misplaced(String name) {
        Optional<Setting<?>> meant = Optional.<Setting<?>>ofNullable(WHOLE.get(letters(name))).or(() -> begins(name) && !LAUNCHERS.contains(name) ? nearest(name) : Optional.empty());
        return meant.map(setting -> "'" + name + "' is given to Java (-D), where Lockstep reads no setting: set the environment variable "
                + setting.environment() + ", or write " + setting.key() + " into the settings file.");
    }

    /** What is wrong with the name of an environment variable, as a sentence; empty where it is right, or not Lockstep's. */
    static Optional<String> variableMisspelt(String name) {
        Setting<?> setting = WHOLE.get(letters(name));
        Setting<?> file = FILES.get(letters(name));
        String right = setting != null ? setting.environment() : file != null && letters(name).startsWith(WORD) ? file.environment() + FILE : name;
        if (!right.equals(name)) {
            return Optional.of("The environment variable '" + name + "' is not how it is named: write " + right + ".");
        }
        return setting == null && file == null && begins(name) ? slipped(name).map(near -> "The environment variable '" + name + "' has no effect, and is probably a slip: write " + near.environment() + ", or take it away.")
                : Optional.empty();
    }

    /** What is to be said of an environment variable that looks like a setting and is none; Kubernetes injects such. */
    static Optional<String> variableUnknown(String name) {
        String letters = letters(name);
        if (!begins(name) || slipped(name).isPresent() || WHOLE.containsKey(letters) || FILES.containsKey(letters)) {
            return Optional.empty();
        }
        Optional<Setting<?>> noSecret = Optional.of(letters).filter(each -> each.endsWith("file")).map(each -> WHOLE.get(each.substring(0, each.length() - "file".length())));
        return Optional.of("The environment variable " + name + " is no setting of Lockstep" + noSecret.map(setting -> ": only secrets are read from files; set " + setting.environment() + ".")
                .orElseGet(() -> "." + nearest(name).map(near -> " Is " + near.environment() + " meant?").orElse("")));
    }

    private static boolean begins(String name) {
        return name.toLowerCase(Locale.ROOT).matches(WORD + "([^\\p{L}\\p{N}].*)?") || letters(name).startsWith(WORD) && !name.toLowerCase(Locale.ROOT).startsWith(WORD);
    }

    /** The setting whose name differs by a slip or two. */
    private static Optional<Setting<?>> nearest(String name) {
        String letters = letters(name);
        return WHOLE.entrySet().stream().filter(each -> Math.abs(each.getKey().length() - letters.length()) <= SLIPS).map(each -> Map.entry(slips(each.getKey(), letters), each.getValue()))
                .filter(each -> each.getKey() <= SLIPS).min(Comparator.comparing(Map.Entry::getKey)).map(Map.Entry::getValue);
    }

    /** The same, but for what others call a folder: what was meant to keep people safe must not be dropped for a slip. */
    private static Optional<Setting<?>> slipped(String name) {
        return letters(name).equals(WORD + "home") ? Optional.empty() : nearest(name);
    }

    /** How many letters have to be changed, put in or left out. */
    private static int slips(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    private static String bare(String letters) {
        return letters.replaceFirst(BEFORE, "");
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}

package dev.lockstep.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The checked values of all settings, and the environment that they came with: made once at the door, and used by everything behind it. Only files of secrets are read again. */
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

    /** A sentence for each thing that somebody wrote and that has no effect here; it may be meant for others. */
    List<String> remarks();

    /**
     * Reads the files of secrets again; each run does, for a file may be renewed while Lockstep runs. Where one can't be read, all stays as it was.
     *
     * @throws SettingsException naming every secret that can't be used
     */
    void readAgain();

    /** Grows whenever a secret, or a file of certificates or of a key, was found changed: what was made of them has to be made anew then. */
    int reading();

    /** The value of a setting that is required or has a default. */
    default <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.key() + " has neither a value nor a default"));
    }

    /** These settings with another value of one of them. */
    Settings with(Setting<?> changed, String text);
}

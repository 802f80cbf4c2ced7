package dev.lockstep.settings;

import java.nio.file.Path;
import java.util.List;

/** Settings are missing or bad; the message names all of them, by key and environment variable, and what is allowed. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String ITEM = "\n  - ";

    SettingsException(String message) {
        super(message);
    }

    /** The same; a list of problems says which file was read. */
    SettingsException readFrom(Path file) {
        return getMessage().contains(ITEM) ? new SettingsException(getMessage() + "\nThe settings file was '" + file + "'; --config FILE names another.") : this;
    }

    static SettingsException of(List<String> problems) {
        return new SettingsException((problems.size() == 1 ? "A setting has" : problems.size() + " settings have") + " to be mended; nothing was changed." + ITEM
                + String.join(ITEM, problems));
    }
}

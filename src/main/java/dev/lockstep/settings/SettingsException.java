package dev.lockstep.settings;

import java.util.List;

/** Settings are missing or bad; the message names all of them, by key and environment variable, and what is allowed. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SettingsException(String message) {
        super(message);
    }

    static SettingsException of(List<String> problems) {
        return new SettingsException((problems.size() == 1 ? "A setting has" : problems.size() + " settings have") + " to be mended; nothing was changed.\n  - "
                + String.join("\n  - ", problems));
    }
}

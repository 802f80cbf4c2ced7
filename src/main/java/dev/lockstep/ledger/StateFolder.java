package dev.lockstep.ledger;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.nio.file.Path;

/** Where the ledger lives: never the working directory, which is another one under cron than by hand. */
public final class StateFolder {

    private StateFolder() {
    }

    /** The folder of these settings; by default the one of the XDG base directory specification for state. */
    public static Path of(Settings settings) {
        return settings.find(Keys.STATE_DIR).orElseGet(() -> {
            String state = settings.environment().getOrDefault("XDG_STATE_HOME", "");
            Path base = Path.of(state).isAbsolute() ? Path.of(state) : Path.of(System.getProperty("user.home"), ".local", "state");
            return base.resolve("lockstep");
        });
    }
}

package dev.lockstep.net;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;

/** How long a whole look may take ({@code lockstep.look-time}). */
public final class LookTime {

    private final Settings settings;

    public LookTime(Settings settings) {
        this.settings = settings;
    }

    /** A look begins now. */
    public Deadline begin() {
        return Deadline.in(settings.get(Keys.LOOK_TIME), Keys.LOOK_TIME);
    }
}

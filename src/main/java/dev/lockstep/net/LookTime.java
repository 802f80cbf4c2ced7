package dev.lockstep.net;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.time.Duration;

/** How long a whole look may take ({@code lockstep.look-time}). */
public final class LookTime {

    private static final Duration QUESTION = Duration.ofSeconds(15);

    private final Settings settings;

    public LookTime(Settings settings) {
        this.settings = settings;
    }

    /** A look begins now. */
    public Deadline begin() {
        return Deadline.in(settings.get(Keys.LOOK_TIME), Keys.LOOK_TIME);
    }

    /** A question about one person or account is asked now. */
    public Deadline question() {
        return Deadline.in(QUESTION);
    }
}

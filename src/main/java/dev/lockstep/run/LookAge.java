package dev.lockstep.run;

import java.time.Duration;
import java.time.Instant;

/** How old a look is. By two clocks: the one stands still while the machine is suspended, the other jumps when it is set. */
final class LookAge {

    /** Without a question to Keycloak nothing begins on an older look. */
    static final Duration OLDEST = Duration.ofMinutes(5);

    private final Instant wall;
    private final long monotonic;

    LookAge(Instant wall, long monotonic) {
        this.wall = wall;
        this.monotonic = monotonic;
    }

    static LookAge now() {
        return new LookAge(Instant.now(), System.nanoTime());
    }

    /** Whether it is too old, by either clock. */
    boolean isTooOld(Instant wallNow, long monotonicNow) {
        return Duration.between(wall, wallNow).compareTo(OLDEST) > 0 || Duration.ofNanos(monotonicNow - monotonic).compareTo(OLDEST) > 0;
    }
}

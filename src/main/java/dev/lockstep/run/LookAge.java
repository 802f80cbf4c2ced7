package dev.lockstep.run;

import java.time.Duration;
import java.time.Instant;

/** How old a look is, or another moment on which something rests. By two clocks: the one stands still while the machine is suspended, the other jumps when it is set. */
final class LookAge {

    /** Without a question to Keycloak nothing begins on an older look. */
    static final Duration OLDEST = Duration.ofMinutes(5);

    private final Instant wall;
    private final long monotonic;

    LookAge(Instant wall, long monotonic) {
        this.wall = wall;
        this.monotonic = monotonic;
    }

    /** Of a look that is made now. */
    static LookAge of(Time time) {
        return new LookAge(time.now(), time.nanos());
    }

    /** Whether it is too old, by either clock. */
    boolean isTooOld(Time time) {
        return isOlderThan(OLDEST, time);
    }

    /** Whether it is older than that, by either clock. */
    boolean isOlderThan(Duration limit, Time time) {
        return Duration.between(wall, time.now()).compareTo(limit) > 0 || Duration.ofNanos(time.nanos() - monotonic).compareTo(limit) > 0;
    }
}

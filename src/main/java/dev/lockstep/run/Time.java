package dev.lockstep.run;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The time, by two clocks.
 *
 * @param wall      the one that people read and can set
 * @param monotonic the nanoseconds of one that never jumps, and stands still while the machine is suspended
 */
record Time(Clock wall, LongSupplier monotonic) {

    /** This machine's. */
    static final Time SYSTEM = new Time(Clock.systemUTC(), System::nanoTime);

    Instant now() {
        return wall.instant();
    }

    long nanos() {
        return monotonic.getAsLong();
    }
}

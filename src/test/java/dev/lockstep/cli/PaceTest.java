package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.Headway;
import dev.lockstep.run.Headway.Part;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The line that shows how far a run is. */
class PaceTest {

    private final Pace pace = new Pace(0);

    @Test
    void nothing_is_shown_of_what_takes_no_longer_than_a_second() {
        note(Part.ACCOUNTS, 100, 400, 0.5);
        assertThat(line(1)).isEmpty();
        assertThat(line(1.1)).isNotEmpty();
    }

    @Test
    void a_look_shows_counts_totals_rates_and_the_time_that_is_left() {
        assertThat(line(3)).isEqualTo("Reading members and accounts, 3 s");
        pace.note(new Headway(Part.MEMBERS, 40, OptionalLong.empty()), nanos(3));
        note(Part.ACCOUNTS, 1000, 5000, 4);
        assertThat(line(4)).isEqualTo("members read: 40, 10/s; accounts read: 1000 of 5000, 250/s, 16 s left");
        note(Part.MEMBERS, 60, 60, 5);
        assertThat(line(5)).startsWith("members read: 60 of 60; accounts");
    }

    @Test
    void each_part_has_its_own_time_and_line() {
        note(Part.ACCOUNTS, 10, 10, 20);
        note(Part.PEOPLE, 1, 4, 20.5);
        assertThat(line(21)).as("asking has begun a second ago").isEmpty();
        assertThat(line(22)).isEqualTo("people asked for: 1 of 4, 0.5/s, 6 s left");
        note(Part.ACTIONS, 2, 700, 24.5);
        assertThat(line(24.5)).isEqualTo("actions ended: 2 of 700, 0.5/s, 23 min 16 s left");
        note(Part.SHOWN, 0, 2, 30);
        assertThat(line(40)).isEqualTo("actions shown by Synapse: 0 of 2");
    }

    private void note(Part part, long done, long total, double seconds) {
        pace.note(new Headway(part, done, OptionalLong.of(total)), nanos(seconds));
    }

    private String line(double seconds) {
        return pace.line(nanos(seconds));
    }

    private static long nanos(double seconds) {
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }
}

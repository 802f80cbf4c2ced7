package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.Headway;
import dev.lockstep.run.Headway.Part;
import dev.lockstep.run.SyncRun;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How far a run is, on a terminal and off it. */
class ProgressTest {

    private static final Map<String, String> NARROW = Map.of("TERM", "xterm", "COLUMNS", "40");

    @Test
    void a_terminal_shows_what_takes_longer_than_a_second_in_one_line_and_it_is_gone_at_the_end() {
        String written = shown(Terminal.of("out,err", NARROW));

        assertThat(written).contains("\r\u001b[Kaccounts read: 10 of 4000, ").endsWith("\r\u001b[K");
        assertThat(written.split("\r\u001b\\[K")).as("a line that goes on in the next one can't be cleared").allSatisfy(line -> assertThat(line.length()).isLessThan(40));
    }

    @Test
    void nothing_is_shown_where_no_line_can_be_cleared() {
        assertThat(shown(Terminal.of("out", NARROW))).isEmpty();
        assertThat(shown(Terminal.of("out,err", Map.of("TERM", "dumb")))).isEmpty();
    }

    private static String shown(Terminal terminal) {
        SyncRun run = new SyncRun("test", false);
        return StandardError.of(() -> {
            try (Progress progress = Progress.of(run, terminal)) {
                run.progress(new Headway(Part.ACCOUNTS, 10, OptionalLong.of(4000)));
                TimeUnit.MILLISECONDS.sleep(1600);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}

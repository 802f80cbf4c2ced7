package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DEAD_LETTERS;
import static dev.lockstep.run.ExitCode.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.run.SyncRun;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MAS's database goes down between the preflight and the first action: few are tried, none is lost. */
@Timeout(120)
class BreakerIT {

    private static final int LEAVERS = 30;
    private static final int LIMIT = 5;
    private static final int PARALLEL = 4;

    @Test
    void with_the_database_down_few_are_tried_the_rest_is_kept_and_the_next_run_does_all() {
        try (Receiver receiver = Receiver.start(); Installation here = installation(LIMIT, "lockstep.notify.uri", receiver.url())) {
            here.sandbox().mas().databaseDownFromNextChange();
            SyncRun[] run = new SyncRun[1];

            String log = StandardError.of(() -> run[0] = here.sync());

            assertThat(run[0].exitCode()).isEqualTo(DEAD_LETTERS);
            // Those that had begun when it opened end by themselves.
            int tried = here.changes().size();
            assertThat(tried).isBetween(LIMIT, LIMIT + PARALLEL - 1);
            assertThat(run[0].results()).hasSize(LEAVERS);
            assertThat(run[0].results()).filteredOn(result -> result.outcome().equals("failed")).hasSize(tried).allMatch(result -> result.attempts() == 1);
            assertThat(run[0].results()).filteredOn(result -> result.outcome().equals("not-tried")).hasSize(LEAVERS - tried).allMatch(result -> result.attempts() == 0);
            assertThat(here.query("select count(*) from dead_letters where closed_at is null")).containsExactly(String.valueOf(LEAVERS));
            assertThat(here.query("select count(*) from dead_letters where outcome = 'not-tried' and attempts = 0 and maybe_changed = 0")).containsExactly(String.valueOf(LEAVERS - tried));
            assertThat(here.query("select count(*) from actions")).as("what was not tried was not begun").containsExactly(String.valueOf(tried));
            assertThat(Pattern.compile("one action after another failed for the same reason").matcher(log).results()).hasSize(1);
            assertThat(receiver.got()).hasSize(1);
            assertThat(receiver.got().get(0).path("text").asText()).contains("gave up " + LEAVERS + " actions:", "and " + (LEAVERS - 10) + " more.", "could not connect to the database");

            here.sandbox().mas().databaseDown(false);
            SyncRun next = here.sync();

            assertThat(next.exitCode()).isEqualTo(DONE);
            assertThat(next.results()).hasSize(LEAVERS);
            assertThat(names()).allMatch(name -> here.state(name).equals("deactivated"));
            assertThat(here.query("select id from dead_letters where closed_at is null")).isEmpty();
            assertThat(receiver.got()).hasSize(2);
            assertThat(receiver.got().get(1)).extracting(JsonNode::toString).asString().contains("Over since");
        }
    }

    @Test
    void zero_tries_all() {
        try (Installation here = installation(0)) {
            here.sandbox().mas().databaseDownFromNextChange();

            SyncRun run = here.sync();

            assertThat(run.exitCode()).isEqualTo(DEAD_LETTERS);
            assertThat(run.results()).hasSize(LEAVERS).allMatch(result -> result.outcome().equals("failed"));
            assertThat(here.changes()).hasSize(LEAVERS);
        }
    }

    private static Installation installation(int limit, String... more) {
        Installation here = Installation.with(more);
        here.restart("lockstep.retry.breaker", String.valueOf(limit), "lockstep.parallel", String.valueOf(PARALLEL), "lockstep.retry.actions.count", "0", "lockstep.guard.max-closings", "1000");
        here.member("anna");
        names().forEach(here::leaver);
        return here;
    }

    private static List<String> names() {
        return IntStream.range(0, LEAVERS).mapToObj(number -> "leaver" + number).toList();
    }
}

package dev.lockstep.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.ledger.LedgerSummary;
import dev.lockstep.ledger.LedgerSummary.PastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest(name = "{0} ms old: {1}")
    @CsvSource({"0, true", "1000, true", "3599999, true", "3600000, false", "3600001, false", "86400000, false"})
    void it_is_up_while_the_last_good_run_is_younger_than_the_limit(long age, boolean up) {
        Health health = health(run("good", "done", age), run("good", "done", age));

        assertThat(health.up()).isEqualTo(up);
        assertThat(health.facts().get("status")).isEqualTo(up ? "UP" : "DOWN");
        assertThat(health.facts().get("reason") == null).isEqualTo(up);
    }

    @ParameterizedTest
    @ValueSource(strings = {"held", "incomplete", "setup", "dead-letters", "unexpected"})
    void a_run_that_did_not_end_well_neither_keeps_it_up_nor_puts_it_down(String outcome) {
        assertThat(health(run("bad", outcome, 1000), run("good", "done", 1000)).up()).isTrue();

        Health down = health(run("bad", outcome, 1000), run("good", "done", 7_200_000));

        assertThat(down.up()).isFalse();
        assertThat(down.facts().get("reason")).isEqualTo("The last run that ended well did so 7200 s ago; lockstep.management.max-age allows 3600 s. The last one, bad (cron), ended as '" + outcome
                + "': the log and 'lockstep audit' say more.");
    }

    @Test
    void without_any_good_run_it_is_down() {
        assertThat(health(null, null).facts().get("reason")).isEqualTo("No run has ended well yet. None has begun.");
        assertThat(health(run("bad", "held", 1000), null).facts().get("reason")).isEqualTo("No run has ended well yet. The last one, bad (cron), ended as 'held': the log and 'lockstep audit' say more.");
    }

    @Test
    void a_run_at_work_has_no_outcome_yet() throws Exception {
        PastRun atWork = new PastRun("now", "cron", NOW.minusSeconds(90), Optional.empty(), Optional.empty());

        JsonNode json = new ObjectMapper().readTree(health(atWork, run("good", "done", 5000)).json());

        assertThat(json.toString()).isEqualTo("{\"status\":\"UP\",\"reason\":null,\"max_age_seconds\":3600,"
                + "\"last_run\":{\"run\":\"now\",\"trigger\":\"cron\",\"outcome\":null,\"began_seconds_ago\":90,\"ended_seconds_ago\":null},"
                + "\"last_good_run\":{\"run\":\"good\",\"trigger\":\"cron\",\"outcome\":\"done\",\"began_seconds_ago\":6,\"ended_seconds_ago\":5}}");
        assertThat(health(atWork, null).facts().get("reason")).isEqualTo("No run has ended well yet. The last one, now (cron), has not ended: the log and 'lockstep audit' say more.");
    }

    @Test
    void a_good_run_in_the_future_is_no_younger_than_it_is_far_away() {
        assertThat(health(run("good", "done", -2000), run("good", "done", -2000)).up()).isTrue();

        Health far = health(run("good", "done", -3_600_000), run("good", "done", -3_600_000));

        assertThat(far.up()).isFalse();
        assertThat(far.facts().get("reason")).isEqualTo("The last run that ended well lies 3600 s in the future: the clock was set back.");
    }

    private static Health health(PastRun last, PastRun good) {
        return Health.of(new LedgerSummary(Optional.ofNullable(last), Optional.ofNullable(good), false, 0), HOUR, NOW);
    }

    /** A run of one second that ended so many milliseconds ago. */
    private static PastRun run(String id, String outcome, long endedMillisAgo) {
        Instant ended = NOW.minusMillis(endedMillisAgo);
        return new PastRun(id, "cron", ended.minusSeconds(1), Optional.of(ended), Optional.of(outcome));
    }
}

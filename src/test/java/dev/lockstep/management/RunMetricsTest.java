package dev.lockstep.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.ledger.LedgerSummary;
import dev.lockstep.ledger.LedgerSummary.PastRun;
import dev.lockstep.run.SyncRun;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunMetricsTest {

    private final RunMetrics metrics = new RunMetrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void before_any_run_the_counters_are_there_and_what_is_unknown_is_not() {
        PrometheusText text = scrape();

        assertThat(text.value("lockstep_runs_total{outcome=\"done\",trigger=\"cron\"}")).isZero();
        assertThat(text.value("lockstep_runs_total{outcome=\"dead-letters\",trigger=\"cron\"}")).isZero();
        assertThat(text.value("lockstep_actions_total{action=\"deactivate\",outcome=\"done\"}")).isZero();
        assertThat(text.value("lockstep_last_success_timestamp_seconds")).isZero();
        assertThat(text.names("lockstep_")).doesNotContain("lockstep_members", "lockstep_accounts");
    }

    @Test
    void a_run_that_could_not_begin_is_counted_and_has_no_duration() {
        SyncRun run = new SyncRun("cron", true);
        run.failedWith(new IllegalStateException("no ledger"));

        metrics.ended(run);

        PrometheusText text = scrape();
        assertThat(text.value("lockstep_runs_total{outcome=\"unexpected\",trigger=\"cron\"}")).isEqualTo(1);
        assertThat(text.value("lockstep_run_duration_seconds_count")).isZero();
    }

    @Test
    void a_trigger_of_any_other_name_adds_one_series_at_most() {
        metrics.ended(new SyncRun("anna", true));
        metrics.ended(new SyncRun("a\nb\"c", true));

        assertThat(scrape().value("lockstep_runs_total{outcome=\"done\",trigger=\"other\"}")).isEqualTo(2);
        assertThat(metrics.text(Optional.empty())).doesNotContain("anna");
    }

    @Test
    void what_the_ledger_said_last_stays_when_it_cannot_be_read() {
        PastRun good = new PastRun("good", "cron", Instant.ofEpochSecond(1_800_000_000), Optional.of(Instant.ofEpochMilli(1_800_000_001_250L)), Optional.of("done"));
        metrics.text(Optional.of(new LedgerSummary(Optional.of(good), Optional.of(good), true, 3)));

        PrometheusText text = scrape();

        assertThat(text.value("lockstep_last_success_timestamp_seconds")).isEqualTo(1_800_000_001.25);
        assertThat(text.value("lockstep_held")).isEqualTo(1);
        assertThat(text.value("lockstep_dead_letters_open")).isEqualTo(3);
    }

    private PrometheusText scrape() {
        return PrometheusText.parse(metrics.text(Optional.empty()));
    }
}

package dev.lockstep.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerSummaryTest {

    private static final Instant BEGIN = Instant.parse("2026-11-22T08:00:00Z");

    @TempDir
    private Path folder;
    private Ledger ledger;
    private int runs;

    @BeforeEach
    void open() {
        ledger = Ledger.open(folder);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_new_ledger_knows_no_run() {
        LedgerSummary summary = LedgerSummary.of(folder);

        assertThat(summary.last()).isEmpty();
        assertThat(summary.good()).isEmpty();
        assertThat(summary.held()).isFalse();
        assertThat(summary.openLetters()).isZero();
    }

    @Test
    void the_last_good_run_is_the_last_that_was_done_and_one_at_work_has_no_end() {
        run("done", true);
        run("done", true);
        run("incomplete", false);
        ledger.runBegan(new Origin("at-work", "cli", "somebody"), BEGIN.plusSeconds(1000));

        LedgerSummary summary = LedgerSummary.of(folder);

        assertThat(summary.last()).contains(new LedgerSummary.PastRun("at-work", "cli", BEGIN.plusSeconds(1000), Optional.empty(), Optional.empty()));
        assertThat(summary.good()).contains(new LedgerSummary.PastRun("run2", "cron", BEGIN.plusSeconds(20), Optional.of(BEGIN.plusSeconds(25)), Optional.of("done")));
    }

    @Test
    void a_plan_stays_held_over_runs_that_did_not_get_as_far_as_the_guard() {
        run("held", false);
        run("incomplete", false);
        assertThat(LedgerSummary.of(folder).held()).isTrue();

        run("dead-letters", true);
        assertThat(LedgerSummary.of(folder).held()).isFalse();
    }

    @Test
    void open_letters_are_counted_and_closed_ones_are_not() {
        run("dead-letters", true);
        Decision lock = Entries.decision(Mxid.parse("@carl:corp.example"), AccountAction.LOCK);
        Entries.ended(ledger, Entries.RUN, lock, ledger.actionBegan(Entries.RUN, lock, false, BEGIN), "failed", false, BEGIN);
        assertThat(LedgerSummary.of(folder).openLetters()).isEqualTo(1);

        Entries.ended(ledger, Entries.RUN, lock, ledger.actionBegan(Entries.RUN, lock, false, BEGIN), Ledger.DONE, false, BEGIN);
        assertThat(LedgerSummary.of(folder).openLetters()).isZero();
    }

    private void run(String outcome, boolean passed) {
        runs++;
        Origin origin = new Origin("run" + runs, "cron", "schedule");
        ledger.runBegan(origin, BEGIN.plusSeconds(10L * runs));
        if (passed) {
            ledger.runPassed(origin, Entries.plan(List.of(), List.of()), List.of("g"), true, BEGIN.plusSeconds(10L * runs));
        }
        ledger.runEnded(origin, outcome, "", BEGIN.plusSeconds(10L * runs + 5));
    }

    @Test
    void who_reads_again_and_again_sees_what_is_new_and_a_ledger_that_was_replaced() throws IOException {
        try (SummaryReader reader = new SummaryReader(folder)) {
            assertThat(reader.read().last()).isEmpty();
            try (Ledger ledger = Ledger.open(folder)) {
                ledger.runBegan(Entries.RUN, Instant.now());
            }
            assertThat(reader.read().last()).map(LedgerSummary.PastRun::id).contains("run1");

            for (String name : new String[] {"lockstep.db", "lockstep.db-wal", "lockstep.db-shm"}) {
                Files.deleteIfExists(folder.resolve(name));
            }
            assertThat(reader.read().last()).as("a new ledger").isEmpty();
        }
    }
}

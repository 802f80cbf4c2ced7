package dev.lockstep.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SetupException;
import dev.lockstep.plan.History;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, pages that are damaged: a sentence with the right remedy, and never another history than the true one. */
class LedgerTroubleTest {

    private static final int PAGE = 4096;
    private static final List<String> GROUPS = List.of("g1");
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() {
        try (Ledger ledger = Ledger.open(folder)) {
            ledger.runBegan(Entries.RUN, NOW);
            for (int i = 0; i < 60; i++) {
                Mxid mxid = Mxid.parse("@person" + i + ":example.org");
                long action = ledger.actionBegan(Entries.RUN, Entries.decision(mxid, AccountAction.LOCK), false, NOW);
                Entries.ended(ledger, Entries.RUN, Entries.decision(mxid, AccountAction.LOCK), action, i % 3 == 0 ? "failed" : Ledger.DONE, i % 2 == 0, NOW);
                ledger.looked(Entries.RUN, List.of(Account.of(mxid, AccountState.LOCKED)), Map.of("id" + i, mxid), Map.of(), Set.of(mxid), Set.of(), NOW);
            }
        }
    }

    @Test
    void a_full_disk_loses_what_is_being_written_and_nothing_else() {
        try (LedgerDatabase database = LedgerDatabase.open(folder)) {
            database.write(sql -> sql.text("pragma max_page_count = 1"));

            assertThatThrownBy(() -> database.write(sql -> {
                sql.update("insert into about (name, value) values ('small', '1')");
                return sql.update("insert into about (name, value) values ('big', ?)", "x".repeat(200_000));
            })).isInstanceOf(LedgerException.class).hasMessageContaining("SQLITE_FULL").hasMessageContaining("Without it no action begins").hasMessageContaining("Is the disk full")
                    .hasMessageContaining("leave it where it is").hasMessageNotContaining("backup");

            assertThat(database.<String>write(sql -> sql.text("select count(*) from about where name in ('small', 'big')"))).isEqualTo("0");
            database.write(sql -> sql.text("pragma max_page_count = 1000000"));
            assertThat(database.<Integer>write(sql -> sql.update("insert into about (name, value) values ('big', ?)", "x".repeat(200_000)))).as("room again, the same connection").isEqualTo(1);
        }
    }

    @Test
    void wherever_it_is_damaged_it_is_refused_or_its_history_is_true() throws IOException {
        byte[] whole = Files.readAllBytes(file());
        History truth = history().orElseThrow();
        int refused = 0;
        for (int page = 1; page < whole.length / PAGE; page++) {
            for (int length : List.of(PAGE, 200)) {
                Files.write(file(), whole);
                damage(page * PAGE + (PAGE - length) / 2, length, page);
                Optional<History> read = history();
                refused += read.isEmpty() ? 1 : 0;
                if (length == PAGE) {
                    read.ifPresent(history -> assertThat(history).isEqualTo(truth));
                }
            }
        }
        assertThat(refused).isGreaterThan(5);
    }

    /** Empty when it is refused, with the sentence for a damaged one. */
    private Optional<History> history() {
        try (Ledger ledger = Ledger.open(folder)) {
            ledger.runBegan(new Origin("run2", "cli", "tester"), NOW);
            return Optional.of(ledger.history(GROUPS, NOW));
        } catch (SetupException | LedgerException e) {
            assertThat(e.getMessage()).contains("'" + file() + "'", "It is damaged", "restore it from a backup");
            return Optional.empty();
        }
    }

    private void damage(int place, int length, long seed) throws IOException {
        byte[] garbage = new byte[length];
        new Random(seed).nextBytes(garbage);
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(garbage), place);
        }
    }

    private Path file() {
        return folder.resolve("lockstep.db");
    }
}

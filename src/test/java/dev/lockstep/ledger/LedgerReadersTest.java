package dev.lockstep.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads the ledger waits for nobody who writes to it, and writes nothing; whoever must wait is told for whom. */
@Timeout(60)
class LedgerReadersTest {

    private static final Mxid ALICE = Mxid.parse("@alice:example.org");
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    /** Far less than a writer's patience, far more than an answer takes. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() {
        try (Ledger ledger = Ledger.open(folder)) {
            ledger.requireOwner("example.org", "chat");
            ledger.runBegan(Entries.RUN, NOW);
            long action = ledger.actionBegan(Entries.RUN, Entries.decision(ALICE, AccountAction.LOCK), false, NOW);
            Entries.ended(ledger, Entries.RUN, Entries.decision(ALICE, AccountAction.LOCK), action, "failed", false, NOW);
        }
    }

    @Test
    void whatever_is_read_is_read_beside_a_long_write_of_another_process() throws SQLException {
        try (Connection writer = writing()) {
            atOnce(() -> LedgerSummary.of(folder).last().orElseThrow().id(), "run1");
            try (Ledger ledger = Ledger.open(folder)) {
                atOnce(() -> ledger.audit().since(Instant.EPOCH).size(), 3);
                atOnce(() -> ledger.letters().open().size(), 1);
                atOnce(() -> ledger.letters().find(1).mxid(), ALICE);
                atOnce(() -> ledger.actions(ALICE).size(), 1);
                atOnce(() -> ledger.accountsOf("id1"), List.of());
                atOnce(() -> ledger.paused().isPresent(), false);
                atOnce(() -> ledger.plans().find("0badcafe").isPresent(), false);
                atOnce(() -> ledger.looks().lastGood().isPresent(), false);
                atOnce(() -> ledger.history(List.of("g1"), NOW).accounts().keySet().size(), 1);
                atOnce(() -> {
                    ledger.requireOwner("example.org", "chat");
                    return true;
                }, true);
            }
            assertThat(writer.getAutoCommit()).isFalse();
        }
    }

    @Test
    void a_check_beside_a_long_write_says_that_writing_could_not_be_tried() throws SQLException {
        assertThat(LedgerCheck.of(folder).busy()).isFalse();
        try (Connection writer = writing()) {
            assertThat(writer).isNotNull();
            atOnce(() -> LedgerCheck.of(folder).busy(), true);
        }
    }

    @Test
    void a_reader_does_not_wait_for_a_long_write_of_its_own_process_either() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        try (LedgerDatabase database = LedgerDatabase.open(folder)) {
            CompletableFuture<Integer> write = CompletableFuture.supplyAsync(() -> database.write(sql -> {
                int changed = sql.update("insert into about (name, value) values ('new', '1')");
                begun.countDown();
                await(read);
                return changed;
            }));
            await(begun);

            atOnce(() -> database.<String>read(sql -> sql.text("select count(*) from about where name = 'new'")), "0");

            read.countDown();
            assertThat(write.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(database.<String>read(sql -> sql.text("select count(*) from about where name = 'new'"))).isEqualTo("1");
        }
    }

    @Test
    void opening_and_reading_writes_nothing() throws Exception {
        try (Connection open = DriverManager.getConnection("jdbc:sqlite:" + file()); Statement statement = open.createStatement()) {
            // As long as another connection is open, what is written stays beside the ledger.
            statement.execute("select count(*) from runs");
            Path log = folder.resolve("lockstep.db-wal");
            long before = Files.exists(log) ? Files.size(log) : 0;
            FileTime earlier = Files.getLastModifiedTime(file());
            try (Ledger ledger = Ledger.open(folder)) {
                ledger.history(List.of("g1"), NOW);
                ledger.requireOwner("example.org", "chat");
            }
            LedgerSummary.of(folder);

            assertThat(Files.exists(log) ? Files.size(log) : 0).isEqualTo(before);
            assertThat(Files.getLastModifiedTime(file())).isEqualTo(earlier);
        }
    }

    @Test
    void a_reader_cannot_write() {
        try (LedgerDatabase database = LedgerDatabase.open(folder)) {
            assertThatThrownBy(() -> database.read(sql -> sql.update("delete from runs"))).isInstanceOf(LedgerException.class);
            assertThat(database.<String>read(sql -> sql.text("select count(*) from runs"))).isEqualTo("1");
        }
    }

    @Test
    void whoever_waits_too_long_is_told_for_whom_and_what_to_do() throws SQLException {
        try (Connection writer = writing(); LedgerDatabase database = LedgerDatabase.open(folder, Duration.ofMillis(50))) {
            assertThat(writer).isNotNull();
            assertThatThrownBy(() -> database.write(sql -> sql.update("delete from about"))).isInstanceOf(LedgerException.class)
                    .hasMessageContaining("The ledger '" + file() + "' is busy").hasMessageContaining("run run1 (cli) of 'tester', which began at 2026-11-22T08:00:00Z")
                    .hasMessageContaining("nothing of this was written").hasMessageContaining("Try again when it has ended")
                    .hasMessageNotContaining("disk full").hasMessageNotContaining("damaged");
        }
    }

    @Test
    void without_a_run_at_work_it_is_told_how_to_find_who_writes() throws SQLException {
        try (Ledger ledger = Ledger.open(folder)) {
            ledger.runEnded(Entries.RUN, "done", "Done.", NOW);
        }
        try (Connection writer = writing(); LedgerDatabase database = LedgerDatabase.open(folder, Duration.ofMillis(50))) {
            assertThat(writer).isNotNull();
            assertThatThrownBy(() -> database.write(sql -> sql.update("delete from about"))).hasMessageContaining("No run is at work").hasMessageContaining("fuser");
        }
    }

    @Test
    void a_restored_copy_that_is_not_in_the_mode_for_readers_is_put_into_it() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file()); Statement statement = other.createStatement()) {
            statement.execute("pragma journal_mode = delete");
        }
        try (Ledger ledger = Ledger.open(folder)) {
            assertThat(ledger.paused()).isEmpty();
        }
        whatever_is_read_is_read_beside_a_long_write_of_another_process();
    }

    private Path file() {
        return folder.resolve("lockstep.db");
    }

    /** A transaction that has written, and goes on; closing the connection undoes it. */
    private Connection writing() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into about (name, value) values ('somebody', 'writes')");
        }
        return connection;
    }

    private static <T> void atOnce(Supplier<T> question, T answer) {
        long start = System.nanoTime();
        assertThat(question.get()).isEqualTo(answer);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

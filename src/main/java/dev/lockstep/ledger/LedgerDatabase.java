package dev.lockstep.ledger;

import dev.lockstep.account.SetupException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The SQLite file under the ledger: durable across {@code kill -9}, readable by its owner alone. One connection writes, one transaction at a time, for SQLite has one writer anyway; another one reads,
 * and waits for no writer. Each is opened when it is first needed: who only reads takes no lock that a run needs.
 */
final class LedgerDatabase implements AutoCloseable {

    /** How long a write waits for another process's: the first one of a run with very many people takes a quarter of a minute. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A reader waits only while a killed process's last transactions are put in order. */
    private static final Duration READERS_PATIENCE = Duration.ofSeconds(5);
    private static final int BUSY_PAUSE_MILLIS = 20;
    private static final String NAME = "lockstep.db";

    private final Path file;
    private final Duration patience;
    private final Object reading = new Object();
    private Connection writer;
    private Connection reader;

    private LedgerDatabase(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    /** One that both writes and reads by this connection, for a database that is nowhere else. */
    LedgerDatabase(Path file, Connection only) {
        this(file, PATIENCE);
        this.writer = only;
        this.reader = only;
    }

    /** Work inside one transaction. */
    interface Work<T> {
        T in(Sql sql) throws SQLException;
    }

    /**
     * Opens the ledger in a folder and makes both where they are missing.
     *
     * @throws SetupException when the folder can't be written, or the file is damaged or of a newer version
     */
    static LedgerDatabase open(Path folder) {
        return open(folder, PATIENCE);
    }

    /** The same, whose writes wait only so long for those of another process. */
    static LedgerDatabase open(Path folder, Duration patience) {
        Path file = folder.resolve(NAME);
        StateFolder.prepare(folder, file);
        NativeLibrary.load(folder);
        LedgerDatabase database = new LedgerDatabase(file, patience);
        boolean opened = false;
        try {
            if (!database.isCurrent()) {
                database.migrate();
            }
            opened = true;
            return database;
        } catch (LedgerException e) {
            throw new SetupException(e.isBusy() ? e.getMessage()
                    : "The ledger '" + file + "' can't be used (" + Remedy.reason(e.failure()) + "). Nothing was changed. " + Remedy.of(e.failure()), e);
        } finally {
            if (!opened) {
                database.close();
            }
        }
    }

    Path place() {
        return file;
    }

    /** One durable transaction. */
    synchronized <T> T write(Work<T> work) {
        try {
            if (writer == null) {
                writer = connect(writing());
            }
            return in(writer, work);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** One look at the ledger as it is at a moment, which changes nothing and waits for nobody who writes. */
    <T> T read(Work<T> work) {
        synchronized (reading) {
            try {
                if (reader == null) {
                    reader = connect(onlyReading());
                    try (Statement statement = reader.createStatement()) {
                        statement.execute("pragma query_only = 1");
                    }
                }
                return in(reader, work);
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        synchronized (reading) {
            try (Connection one = reader; Connection other = writer) {
                reader = null;
                writer = null;
            } catch (SQLException e) {
                throw new LedgerException("The ledger '" + file + "' could not be closed (" + e.getMessage() + ").", e);
            }
        }
    }

    private static <T> T in(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        Sql sql = new Sql(connection);
        T result;
        try {
            result = work.in(sql);
            // Commits; commit() would begin the next transaction at once, which can fail by itself.
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException e) {
            undo(connection, e);
            throw e;
        }
        sql.committed();
        return result;
    }

    /** After some failures, a full disk among them, SQLite has rolled back by itself: that nothing is left to undo must not hide the failure. */
    private static void undo(Connection connection, Exception failure) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("rollback");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private LedgerException failed(SQLException failure) {
        if (LedgerException.isBusy(failure)) {
            return new LedgerException("The ledger '" + file + "' is busy: another process has been writing to it for longer than " + patience.toSeconds() + " s, so nothing of this was written. "
                    + Remedy.busy(file, atWork()), failure);
        }
        return new LedgerException("The ledger '" + file + "' could not be written or read (" + Remedy.reason(failure)
                + "). Without it no action begins, and what had begun is settled by the next run. " + Remedy.of(failure), failure);
    }

    /** The run that is at work, in words; empty when none is known. */
    private String atWork() {
        String[] found = {""};
        try {
            read(sql -> {
                sql.each("select id, trigger_name, actor, began_at from runs where ended_at is null order by began_at desc limit 1", row -> found[0] = "run " + row.getString(1)
                        + " (" + row.getString(2) + ") of '" + row.getString(3) + "', which began at " + Instant.ofEpochMilli(row.getLong(4)).truncatedTo(ChronoUnit.SECONDS));
                return null;
            });
        } catch (LedgerException e) {
            // The failure that is being told is the one that matters.
        }
        return found[0];
    }

    private SQLiteConfig writing() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        // A transaction that begins as a reader can't become a writer once another process has written.
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout((int) patience.toMillis());
        return config;
    }

    private static SQLiteConfig onlyReading() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) READERS_PATIENCE.toMillis());
        return config;
    }

    /**
     * The file as SQLite reads it from an address, encoded byte by byte: by itself the driver takes what stands behind a {@code ?} in a path for parameters, and opens another file.
     *
     * @see <a href="https://www.sqlite.org/uri.html">SQLite, URI filenames</a>
     */
    private static String address(Path file) {
        return "jdbc:sqlite:file:" + file.toUri().getRawPath();
    }

    /** Switching a new file to WAL fails at once when another process does the same: SQLite's own patience does not cover it. */
    private Connection connect(SQLiteConfig config) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl(address(file));
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.getBusyTimeout());
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                if (!LedgerException.isBusy(e) || System.nanoTime() > until) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BUSY_PAUSE_MILLIS));
            }
        }
    }

    /** Whether it is a ledger of this version, in the mode in which whoever reads waits for nobody. */
    private boolean isCurrent() {
        return read(sql -> Schema.version(sql, file) == Schema.MIGRATIONS.size() && sql.text("pragma journal_mode").equalsIgnoreCase(SQLiteConfig.JournalMode.WAL.name()));
    }

    void migrate() {
        write(sql -> {
            Schema.migrate(sql, file);
            return null;
        });
    }
}

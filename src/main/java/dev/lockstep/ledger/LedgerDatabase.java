package dev.lockstep.ledger;

import dev.lockstep.account.SetupException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/** The SQLite file under the ledger: durable across {@code kill -9}, readable by its owner alone. One connection, one transaction at a time: SQLite has one writer anyway. */
final class LedgerDatabase implements AutoCloseable {

    private static final int BUSY_MILLIS = 5000;
    private static final int BUSY_PAUSE_MILLIS = 20;
    private static final String NAME = "lockstep.db";

    private final Path file;
    private final Connection connection;

    private LedgerDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
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
        Path file = folder.resolve(NAME);
        prepare(folder, file);
        NativeLibrary.load(folder);
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MILLIS);
        // A transaction that begins as a reader can't become a writer once another process has written.
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        try {
            LedgerDatabase database = new LedgerDatabase(file, connect(source));
            database.migrate();
            return database;
        } catch (SQLException e) {
            throw unusable(file, e);
        } catch (LedgerException e) {
            throw unusable(file, e.failure());
        }
    }

    Path place() {
        return file;
    }

    synchronized <T> T write(Work<T> work) {
        try {
            connection.setAutoCommit(false);
            Sql sql = new Sql(connection);
            T result;
            try {
                result = work.in(sql);
                // Commits; commit() would begin the next transaction at once, which can fail by itself.
                connection.setAutoCommit(true);
            } catch (SQLException | RuntimeException e) {
                undo(e);
                throw e;
            }
            sql.committed();
            return result;
        } catch (SQLException e) {
            throw new LedgerException("The ledger '" + file + "' could not be written or read (" + Remedy.reason(e) + "). Without it no action begins, and what had begun is settled by the next run. "
                    + Remedy.of(e), e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new LedgerException("The ledger '" + file + "' could not be closed (" + e.getMessage() + ").", e);
        }
    }

    /** After some failures, a full disk among them, SQLite has rolled back by itself: that nothing is left to undo must not hide the failure. */
    private void undo(Exception failure) {
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

    private static SetupException unusable(Path file, SQLException failure) {
        return new SetupException("The ledger '" + file + "' can't be used (" + Remedy.reason(failure) + "). Nothing was changed. " + Remedy.of(failure), failure);
    }

    /** Switching a new file to WAL fails at once when another process does the same: SQLite's own patience does not cover it. */
    private static Connection connect(SQLiteDataSource source) throws SQLException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS);
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                if (e.getErrorCode() != SQLiteErrorCode.SQLITE_BUSY.code || System.nanoTime() > until) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BUSY_PAUSE_MILLIS));
            }
        }
    }

    private void migrate() {
        write(sql -> {
            int version = Integer.parseInt(sql.text("pragma user_version"));
            if (version > Schema.MIGRATIONS.size()) {
                throw new SetupException("The ledger '" + file + "' was written by a newer Lockstep (its version is " + version + ", this one knows " + Schema.MIGRATIONS.size()
                        + "). Nothing was changed. Use that newer Lockstep.");
            }
            if (version == 0 && !sql.text("select count(*) from sqlite_master").equals("0")) {
                throw new SetupException("'" + file + "' is a database, but no ledger of Lockstep. Nothing was changed. Move it away, or set lockstep.state-dir.");
            }
            for (int next = version; next < Schema.MIGRATIONS.size(); next++) {
                for (String statement : Schema.MIGRATIONS.get(next)) {
                    sql.update(statement);
                }
                sql.update("pragma user_version = " + (next + 1));
            }
            return null;
        });
    }

    private static void prepare(Path folder, Path file) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                if (posix) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                }
            }
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createFile(file);
                if (posix) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
            }
        } catch (FileAlreadyExistsException e) {
            // Another process made it just now.
        } catch (IOException e) {
            throw new SetupException("The ledger '" + file + "' can't be made (" + e + "). Nothing was changed. Make the folder writable for this user, or set lockstep.state-dir.", e);
        }
    }
}

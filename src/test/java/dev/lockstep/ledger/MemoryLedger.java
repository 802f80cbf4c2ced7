package dev.lockstep.ledger;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** A ledger that lives in memory: the real one in all but its durability, for tests that need thousands of them. */
public final class MemoryLedger {

    private static final byte[] EMPTY = empty();

    private MemoryLedger() {
    }

    /** An empty one of its own. */
    public static Ledger open() {
        try {
            SQLiteConnection connection = connect();
            connection.deserialize("main", EMPTY);
            return new Ledger(new LedgerDatabase(Path.of(":memory:"), connection));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** What every new ledger holds: to copy it takes less than to make it. */
    private static byte[] empty() {
        try (SQLiteConnection connection = connect()) {
            new LedgerDatabase(Path.of(":memory:"), connection).migrate();
            return connection.serialize("main");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static SQLiteConnection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite::memory:");
        return (SQLiteConnection) source.getConnection();
    }
}

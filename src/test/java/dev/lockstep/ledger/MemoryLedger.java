package dev.lockstep.ledger;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A ledger that lives in memory: the real one in all but its durability, for tests that need thousands of them. */
public final class MemoryLedger {

    private MemoryLedger() {
    }

    /** An empty one of its own. */
    public static Ledger open() {
        SQLiteConfig config = new SQLiteConfig();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite::memory:");
        try {
            LedgerDatabase database = new LedgerDatabase(Path.of(":memory:"), source.getConnection());
            database.migrate();
            return new Ledger(database);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}

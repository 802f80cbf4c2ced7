package dev.lockstep.ledger;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** The ledger could not be written or read. The message is a sentence with the file and the remedy. */
public final class LedgerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerException(String sentence, SQLException cause) {
        super(sentence, cause);
    }

    /** Whether it failed because another process was writing for too long. */
    boolean isBusy() {
        return isBusy(failure());
    }

    static boolean isBusy(SQLException failure) {
        return (failure.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
    }

    /** What the database said. */
    SQLException failure() {
        return (SQLException) getCause();
    }
}

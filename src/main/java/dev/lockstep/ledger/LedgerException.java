package dev.lockstep.ledger;

import java.sql.SQLException;

/** The ledger could not be written or read. The message is a sentence with the file and the remedy. */
public final class LedgerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerException(String sentence, SQLException cause) {
        super(sentence, cause);
    }

    /** What the database said. */
    SQLException failure() {
        return (SQLException) getCause();
    }
}

package dev.lockstep.ledger;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** What to do about a database that fails: a damaged one is replaced, and no other, for whoever moves it away loses its history. */
final class Remedy {

    static final String DAMAGED = "It is damaged: stop Lockstep and restore it from a backup; without one, move it away: history is lost then, and the next plan is held for you to read.";
    private static final String DISK = "Is the disk full, or the folder read-only for this user? The ledger itself is whole: leave it where it is.";

    private Remedy() {
    }

    /** The remedy as a sentence. */
    static String of(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return DAMAGED;
        }
        return isNative(failure) ? "SQLite unpacks its native part (2 MB) beside the ledger, or else to '" + temporary() + "': are both full, read-only or mounted noexec? JAVA_OPTS=-Djava.io.tmpdir=... names another folder." : DISK;
    }

    /**
     * The remedy when another process writes for too long.
     *
     * @param atWork the run that is at work, in words; empty when none is known
     */
    static String busy(Path file, String atWork) {
        return atWork.isEmpty() ? "No run is at work: see who has the file open (fuser -v '" + file + "'), perhaps a backup or a shell of sqlite3, and end that."
                : "At work is " + atWork + ". Try again when it has ended.";
    }

    /** Why it failed; SQLite's driver hides why its native part can't be loaded. */
    static String reason(SQLException failure) {
        return isNative(failure) ? failure.getCause().getMessage() : failure.getMessage();
    }

    private static boolean isNative(SQLException failure) {
        return failure.getErrorCode() == 0 && failure.getCause() != null;
    }

    private static String temporary() {
        return System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"));
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.SetupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A ledger that was tried: it could be opened and written, and the database finds itself whole.
 *
 * @param file    the database
 * @param version the version of its tables
 * @param busy    whether another process was writing to it, so that writing could not be tried
 */
public record LedgerCheck(Path file, int version, boolean busy) {

    private static final String WHOLE = "ok";

    /**
     * Tries the ledger in a folder, and makes both where they are missing. Nothing in it is changed.
     *
     * @throws SetupException  when the folder can't be used, or the ledger is damaged or of a newer version
     * @throws LedgerException when it can't be written
     */
    public static LedgerCheck of(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new SetupException("'" + folder + "' is a file, and the ledger needs a folder there. Move it away, or set lockstep.state-dir to another folder.");
        }
        try (LedgerDatabase database = LedgerDatabase.open(folder, Duration.ZERO)) {
            boolean busy = !isWritten(database);
            return database.read(sql -> {
                String found = sql.text("pragma integrity_check");
                if (!WHOLE.equals(found)) {
                    throw new SetupException("The ledger '" + database.place() + "' can't be used (SQLite's integrity check says '" + found + "'). " + Remedy.DAMAGED);
                }
                return new LedgerCheck(database.place(), Integer.parseInt(sql.text("pragma user_version")), busy);
            });
        }
    }

    /** Tries to write, unless another process does: that one shows that it can be written, and isn't waited for. */
    private static boolean isWritten(LedgerDatabase database) {
        try {
            return database.write(sql -> {
                // Only a commit that holds something reaches the disk.
                sql.update("insert into about (name, value) values ('doctor was here', '') on conflict (name) do nothing");
                sql.update("delete from about where name = 'doctor was here'");
                return true;
            });
        } catch (LedgerException e) {
            if (e.isBusy()) {
                return false;
            }
            throw e;
        }
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.SetupException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * What monitoring asks the ledger.
 *
 * @param last        the run that began last, of any process
 * @param good        the run that last ended as done
 * @param held        whether the guard held the last plan that was put before it
 * @param openLetters how many dead letters are open
 */
public record LedgerSummary(Optional<PastRun> last, Optional<PastRun> good, boolean held, long openLetters) {

    /**
     * A run as the ledger knows it.
     *
     * @param ended   empty while it is at work, and for one that was cut off
     * @param outcome the words of its exit code; empty as {@code ended} is
     */
    public record PastRun(String id, String trigger, Instant began, Optional<Instant> ended, Optional<String> outcome) {
    }

    /**
     * Reads it from the ledger in a folder, through a connection of its own; makes both where they are missing.
     *
     * @throws SetupException  when the folder can't be used, or the ledger is damaged or of a newer version
     * @throws LedgerException when it can't be read
     */
    public static LedgerSummary of(Path folder) {
        try (LedgerDatabase database = LedgerDatabase.open(folder)) {
            return of(database);
        }
    }

    static LedgerSummary of(LedgerDatabase database) {
        return database.read(sql -> new LedgerSummary(run(sql, "order by began_at desc"), run(sql, "where outcome = 'done' order by ended_at desc"),
                sql.text("select outcome from runs where carried_out = 1 or outcome = 'held' order by began_at desc limit 1").equals("held"),
                Long.parseLong(sql.text("select count(*) from dead_letters where closed_at is null"))));
    }

    private static Optional<PastRun> run(Sql sql, String which) throws SQLException {
        PastRun[] found = new PastRun[1];
        sql.each("select id, trigger_name, began_at, ended_at, outcome from runs " + which + " limit 1", row -> found[0] = new PastRun(row.getString(1), row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)), row.getObject(4) == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.getLong(4))), Optional.ofNullable(row.getString(5))));
        return Optional.ofNullable(found[0]);
    }
}

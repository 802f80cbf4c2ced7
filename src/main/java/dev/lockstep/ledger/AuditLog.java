package dev.lockstep.ledger;

import dev.lockstep.account.Shown;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who did what to whose account and why: rows are added and, after their time, forgotten; never changed. Each is a log line of {@code lockstep.audit} too. */
public final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger("lockstep.audit");

    private final LedgerDatabase database;

    AuditLog(LedgerDatabase database) {
        this.database = database;
    }

    /** All rows from a moment on, oldest first. */
    public List<AuditRow> since(Instant from) {
        return database.read(sql -> {
            List<AuditRow> rows = new ArrayList<>();
            sql.each("select at, run, trigger_name, actor, event, mxid, action, rule, state_before, state_after, detail from audit where at >= ? order by id",
                    row -> rows.add(read(row)), from.toEpochMilli());
            return rows;
        });
    }

    /** Forgets what is older than so long. */
    public void keep(Duration time, Instant now) {
        database.write(sql -> sql.update("delete from audit where at < ?", now.minus(time).toEpochMilli()));
    }

    /** Adds a row to a transaction; it is logged when that is on the disk. */
    static void add(Sql sql, AuditRow row) throws SQLException {
        sql.update("insert into audit (at, run, trigger_name, actor, event, mxid, action, rule, state_before, state_after, detail) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.at().toEpochMilli(), row.origin().run(), row.origin().trigger(), row.origin().actor(), row.event().words(), row.mxid(), row.action(), row.rule(),
                row.before(), row.after(), row.detail());
        sql.afterwards(() -> LOG.info(line(row.isSaidBeside() ? row.withoutDetail() : row)));
    }

    /** The row as logfmt: {@code key=value}, what is empty left out, the rest in quotes unless it is plain: there {@code \\}, {@code \"} and {@code \}{@code uXXXX} stand for characters. The time is the log's own. */
    static String line(AuditRow row) {
        return row.facts().entrySet().stream().filter(fact -> !fact.getValue().isEmpty()).map(fact -> fact.getKey() + "=" + quoted(fact.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String value) {
        boolean plain = value.matches("[^\\s\"=\\\\]+") && Shown.text(value).equals(value);
        // Backslashes before anything else, so that those of a name are told from ours.
        return plain ? value : "\"" + Shown.text(value.replace("\\", "\\\\").replace("\"", "\\\"")) + "\"";
    }

    private static AuditRow read(ResultSet row) throws SQLException {
        return new AuditRow(Instant.ofEpochMilli(row.getLong(1)), new Origin(row.getString(2), row.getString(3), row.getString(4)),
                AuditRow.Event.valueOf(row.getString(5).toUpperCase(Locale.ROOT).replace('-', '_')), row.getString(6), row.getString(7), row.getString(8), row.getString(9),
                row.getString(10), row.getString(11));
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.ledger.AuditRow.Event;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The actions that were given up. A letter is closed by a later success for its account, or when the table asks for its action no longer. */
public final class DeadLetters {

    private static final String SELECT = "select id, mxid, action, rule, run, first_tried_at, last_tried_at, attempts, outcome, maybe_changed, last_attempts, exit_code, call_number,"
            + " call_count, command, said, detail from dead_letters";

    /** Rules that say "not now": the action is still wanted. */
    private static final Set<Rule> NOT_NOW = Set.of(Rule.PENDING, Rule.SECOND_LOOK, Rule.UNKNOWN_TO_MAS);

    private final LedgerDatabase database;

    DeadLetters(LedgerDatabase database) {
        this.database = database;
    }

    /** The letters that are open, oldest first. */
    public List<DeadLetter> open() {
        return database.read(DeadLetters::open);
    }

    /** A letter, open or closed. */
    public DeadLetter find(long id) {
        return database.read(sql -> {
            List<DeadLetter> found = new ArrayList<>();
            sql.each(SELECT + " where id = ?", row -> found.add(read(row)), id);
            return found.stream().findFirst().orElseThrow();
        });
    }

    /** Closes the letters whose action this plan, made of a whole look, wants no longer; each with the reason. */
    public void settle(Origin origin, SyncPlan plan, Instant when) {
        database.write(sql -> {
            for (DeadLetter letter : open(sql)) {
                Optional<String> reason = unneeded(letter, plan);
                if (reason.isPresent()) {
                    close(sql, letter.id(), reason.get(), when);
                    AuditLog.add(sql, AuditRow.of(when, origin, Event.LETTER_CLOSED, "Dead letter " + letter.id() + " is closed: " + reason.get() + ".")
                            .about(letter.mxid().toString(), letter.action().words()));
                }
            }
            return null;
        });
    }

    private static Optional<String> unneeded(DeadLetter letter, SyncPlan plan) {
        Optional<Decision> decision = plan.of(letter.mxid());
        if (decision.isEmpty()) {
            return Optional.of("needed no longer, the account is as it should be");
        }
        Optional<AccountAction> wanted = decision.get().action();
        if (wanted.isPresent()) {
            return wanted.get() == letter.action() ? Optional.empty() : Optional.of("needed no longer, it is to " + wanted.get().words() + " now (" + decision.get().rule().id() + ")");
        }
        return NOT_NOW.contains(decision.get().rule()) ? Optional.empty() : Optional.of("needed no longer (" + decision.get().rule().id() + ")");
    }

    /** Writes what was given up to the account's letter, or to a new one; gives its number. */
    static long put(Sql sql, Origin origin, Decision decision, GivenUp why, Instant began, Instant when) throws SQLException {
        String mxid = decision.mxid().toString();
        String action = decision.action().orElseThrow().words();
        String id = sql.text("select id from dead_letters where mxid = ? and action = ? and closed_at is null", mxid, action);
        if (id.isEmpty()) {
            closeFor(sql, decision.mxid(), "replaced, it is to " + action + " now", when);
            return sql.insert("insert into dead_letters (mxid, action, rule, run, first_tried_at, last_tried_at, attempts, outcome, maybe_changed, last_attempts, exit_code, call_number,"
                    + " call_count, command, said, detail) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id", mxid, action, decision.rule().id(), origin.run(),
                    began.toEpochMilli(), when.toEpochMilli(), why.attempts(), why.outcome(), why.maybeChanged() ? 1 : 0, why.attempts(), exitCode(why), why.call(), why.calls(),
                    why.command(), why.said(), why.detail());
        }
        sql.update("update dead_letters set rule = ?, run = ?, last_tried_at = ?, attempts = attempts + ?, outcome = ?, maybe_changed = ?, last_attempts = ?, exit_code = ?,"
                + " call_number = ?, call_count = ?, command = ?, said = ?, detail = ? where id = ?", decision.rule().id(), origin.run(), when.toEpochMilli(), why.attempts(),
                why.outcome(), why.maybeChanged() ? 1 : 0, why.attempts(), exitCode(why), why.call(), why.calls(), why.command(), why.said(), why.detail(), Long.valueOf(id));
        return Long.parseLong(id);
    }

    /** Closes the letter of an account, if it has one. */
    static void closeFor(Sql sql, Mxid mxid, String why, Instant when) throws SQLException {
        String id = sql.text("select id from dead_letters where mxid = ? and closed_at is null", mxid.toString());
        if (!id.isEmpty()) {
            close(sql, Long.parseLong(id), why, when);
        }
    }

    private static void close(Sql sql, long id, String why, Instant when) throws SQLException {
        sql.update("update dead_letters set closed_at = ?, closed_because = ? where id = ?", when.toEpochMilli(), why, id);
    }

    private static List<DeadLetter> open(Sql sql) throws SQLException {
        List<DeadLetter> letters = new ArrayList<>();
        sql.each(SELECT + " where closed_at is null order by id", row -> letters.add(read(row)));
        return letters;
    }

    private static DeadLetter read(ResultSet row) throws SQLException {
        OptionalInt exitCode = row.getObject(12) == null ? OptionalInt.empty() : OptionalInt.of(row.getInt(12));
        return new DeadLetter(row.getLong(1), Mxid.parse(row.getString(2)), AccountAction.valueOf(row.getString(3).toUpperCase(Locale.ROOT)), row.getString(4), row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)), Instant.ofEpochMilli(row.getLong(7)), row.getInt(8), new GivenUp(row.getString(9), row.getInt(10) == 1, row.getInt(11), exitCode,
                row.getInt(13), row.getInt(14), row.getString(15), row.getString(16), row.getString(17)));
    }

    private static Integer exitCode(GivenUp why) {
        return why.exitCode().isPresent() ? why.exitCode().getAsInt() : null;
    }
}

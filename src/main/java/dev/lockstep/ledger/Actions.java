package dev.lockstep.ledger;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.ledger.AuditRow.Event;
import dev.lockstep.plan.AccountHistory;
import dev.lockstep.plan.AccountHistory.Standing;
import dev.lockstep.plan.Rule;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Our actions on accounts: begun, ended, seen in Synapse, undone by somebody else. */
final class Actions {

    /** The outcome of an action whose process ended before it did. */
    static final String CUT_OFF = "cut-off";

    private Actions() {
    }

    /** Gives an end to what a killed process left without one: whether it happened isn't known, so it counts as unfinished. */
    static void cutOff(Sql sql, Origin origin, Instant when) throws SQLException {
        String detail = "the process ended before the action did; whether MAS made the change isn't known";
        List<AuditRow> lost = new ArrayList<>();
        sql.each("select run, mxid, action, rule from actions where ended_at is null", row -> lost.add(new AuditRow(when, origin, Event.ACTION_ENDED, row.getString(2), row.getString(3),
                row.getString(4), "", "unknown", "cut-off in run " + row.getString(1) + ": " + detail + ".")));
        sql.update("update actions set ended_at = ?, outcome = '" + CUT_OFF + "', maybe_changed = 1, detail = ? where ended_at is null", when.toEpochMilli(), detail);
        for (AuditRow row : lost) {
            AuditLog.add(sql, row);
        }
    }

    /** Notes which of them these accounts show, and which closings somebody has undone since. */
    static void looked(Sql sql, Origin origin, Collection<Account> accounts, Instant when) throws SQLException {
        Map<Mxid, AccountHistory> ours = last(sql);
        for (Account account : accounts) {
            AccountHistory history = ours.get(account.mxid());
            if (history == null) {
                continue;
            }
            String mxid = account.mxid().toString();
            if (history.standing() == Standing.DONE && history.last().shownBy(account.state())) {
                seen(sql, account.mxid(), when);
            } else if (undone(history, account.state())) {
                sql.update("update actions set undone_at = ? where mxid = ? and undone_at is null", when.toEpochMilli(), mxid);
                AuditLog.add(sql, AuditRow.of(when, origin, Event.UNDONE, "Somebody else has opened the account since Lockstep closed it.").about(mxid, "")
                        .change(history.closing().get().target().words(), account.state().words()));
            }
        }
    }

    /** Also where we tried to open it ourselves and surely changed nothing. What is still on its way to Synapse, or may have been cut off, is no sign of somebody else. */
    private static boolean undone(AccountHistory history, AccountState state) {
        return state == AccountState.ACTIVE && history.closing().isPresent() && history.standing() != Standing.DONE && history.standing() != Standing.UNFINISHED;
    }

    static void seen(Sql sql, Mxid mxid, Instant when) throws SQLException {
        sql.update("update actions set seen_at = ? where mxid = ? and outcome = '" + Ledger.DONE + "' and seen_at is null", when.toEpochMilli(), mxid.toString());
    }

    /** For each account that we ever acted on, our last action and how it stands. */
    static Map<Mxid, AccountHistory> last(Sql sql) throws SQLException {
        Map<Mxid, AccountHistory> last = new HashMap<>();
        Map<Mxid, Optional<AccountAction>> closings = new HashMap<>();
        sql.each("select mxid, action, began_at, ended_at, outcome, maybe_changed, seen_at, undone_at from actions where outcome is null or outcome not in ('" + Ledger.NOT_BEGUN
                + "', '" + Ledger.HELD + "', '" + Ledger.LEFT_ALONE + "') order by id", row -> {
            Mxid mxid = Mxid.parse(row.getString(1));
            AccountAction action = AccountAction.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
            String outcome = row.getString(5);
            Object undone = row.getObject(8);
            if (Ledger.DONE.equals(outcome)) {
                closings.put(mxid, Optional.of(action).filter(done -> done.closes() && undone == null));
            }
            boolean maybeChanged = row.getInt(6) == 1;
            Standing standing = outcome == null || maybeChanged ? Standing.UNFINISHED
                    : outcome.equals(Ledger.UNKNOWN_TO_MAS) ? Standing.UNKNOWN_TO_MAS
                    : !outcome.equals(Ledger.DONE) ? Standing.FAILED
                    : row.getObject(7) == null ? Standing.DONE : Standing.SEEN;
            Instant since = Instant.ofEpochMilli(row.getObject(4) == null ? row.getLong(3) : row.getLong(4));
            AccountHistory before = last.get(mxid);
            // A try that surely changed nothing takes nothing from what may be under way.
            boolean underWay = standing == Standing.FAILED && before != null && (before.standing() == Standing.UNFINISHED || before.standing() == Standing.DONE);
            last.put(mxid, underWay ? before : new AccountHistory(action, standing, since, closings.getOrDefault(mxid, Optional.empty())));
        });
        return last;
    }

    /** The openings that ended well since then of what somebody else had closed, oldest first. */
    static Map<Long, Mxid> opened(Sql sql, Instant since) throws SQLException {
        Map<Long, Mxid> opened = new LinkedHashMap<>();
        // One that was cut off ends under another rule: what it began as counts.
        sql.each("select id, mxid from actions a where action = 'activate' and outcome = '" + Ledger.DONE + "' and began_at > ? and (rule = '" + Rule.CLOSED_BY_SOMEBODY_ELSE.id()
                + "' or rule = '" + Rule.UNFINISHED.id() + "' and exists (select 1 from actions b where b.mxid = a.mxid and b.id < a.id and b.rule = '" + Rule.CLOSED_BY_SOMEBODY_ELSE.id()
                + "' and not exists (select 1 from actions c where c.mxid = a.mxid and c.id > b.id and c.id < a.id and c.outcome = '" + Ledger.DONE + "'))) order by id", row -> opened.put(row.getLong(1), Mxid.parse(row.getString(2))), since.toEpochMilli());
        return opened;
    }

    /** All our actions on an account, newest first. */
    static List<PastAction> of(Sql sql, Mxid mxid) throws SQLException {
        List<PastAction> actions = new ArrayList<>();
        sql.each("select a.run, r.trigger_name, a.action, a.rule, a.began_at, a.outcome, a.detail, a.seen_at, a.undone_at from actions a left join runs r on r.id = a.run"
                + " where a.mxid = ? order by a.id desc", row -> actions.add(new PastAction(row.getString(1), Optional.ofNullable(row.getString(2)).orElse(""),
                AccountAction.valueOf(row.getString(3).toUpperCase(Locale.ROOT)), row.getString(4), Instant.ofEpochMilli(row.getLong(5)), Optional.ofNullable(row.getString(6)),
                Optional.ofNullable(row.getString(7)).orElse(""), row.getObject(8) != null,
                row.getObject(9) == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.getLong(9))))), mxid.toString());
        return actions;
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SetupException;
import dev.lockstep.plan.AccountHistory;
import dev.lockstep.plan.AccountHistory.Standing;
import dev.lockstep.plan.History;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.StoredPlan;
import dev.lockstep.plan.SyncPlan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What Lockstep did, in a small database: runs, actions begun and ended and seen, members ever seen. Every method is one durable transaction; times are epoch milliseconds.
 * Each throws {@link LedgerException} when the database can't be written or read.
 */
public final class Ledger implements AutoCloseable {

    /** The outcome of an action that ended well, and of one whose user MAS doesn't know. */
    public static final String DONE = "done";
    public static final String UNKNOWN_TO_MAS = "user-not-found";

    private static final Duration DAY = Duration.ofDays(1);
    private static final String NEW_MEMBER = "insert into members (mxid, first_seen) values (?, ?) on conflict (mxid) do nothing";

    private final LedgerDatabase database;

    private Ledger(LedgerDatabase database) {
        this.database = database;
    }

    /**
     * Opens the ledger in a folder, and makes both where they are missing.
     *
     * @throws SetupException when the folder can't be written, or the ledger is damaged or of a newer version
     */
    public static Ledger open(Path folder) {
        return new Ledger(LedgerDatabase.open(folder));
    }

    /**
     * Makes sure that this ledger is the one of this server and realm: the history of another one would make wrong decisions.
     *
     * @throws SetupException when it belongs to another
     */
    public void requireOwner(String serverName, String realm) {
        database.write(connection -> {
            for (Map.Entry<String, String> fact : Map.of("server name", serverName, "realm", realm).entrySet()) {
                update(connection, "insert into about (name, value) values (?, ?) on conflict (name) do nothing", fact.getKey(), fact.getValue());
                String remembered = text(connection, "select value from about where name = ?", fact.getKey());
                if (!remembered.equals(fact.getValue())) {
                    throw new SetupException("The ledger '" + database.place() + "' belongs to the " + fact.getKey() + " '" + remembered + "', not to '" + fact.getValue()
                            + "'. Nothing was changed. Give each installation its own lockstep.state-dir.");
                }
            }
            return null;
        });
    }

    /** Notes that a run began. */
    public void runBegan(String run, String trigger, Instant when) {
        database.write(connection -> update(connection, "insert into runs (id, trigger_name, began_at) values (?, ?, ?)", run, trigger, when.toEpochMilli()));
    }

    /** Notes that a run's plan may be carried out: later plans for the same groups aren't the first, and its look at the members was a good one. */
    public void runPassed(String run, List<String> groups, Map<String, Integer> members) {
        database.write(connection -> {
            update(connection, "update runs set carried_out = 1, realm_groups = ? where id = ?", groups(groups), run);
            update(connection, "delete from last_look");
            for (Map.Entry<String, Integer> count : members.entrySet()) {
                update(connection, "insert into last_look (federation, members) values (?, ?)", count.getKey(), count.getValue());
            }
            return null;
        });
    }

    /** How many members the last good look at these groups had, in all under the empty name and for each user federation; empty when there was none. */
    public Map<String, Integer> lastGoodLook(List<String> groups) {
        return database.write(connection -> {
            Map<String, Integer> counts = new HashMap<>();
            if (text(connection, "select realm_groups from runs where carried_out = 1 order by began_at desc limit 1").equals(groups(groups))) {
                each(connection, "select federation, members from last_look", row -> counts.put(row.getString(1), row.getInt(2)));
            }
            return counts;
        });
    }

    /** Keeps a plan, so that a person can read it and apply it. */
    public void planSeen(SyncPlan plan, String held, Instant when) {
        String actions = plan.actions().stream().map(decision -> decision.action().orElseThrow().words() + " " + decision.mxid()).collect(Collectors.joining("\n"));
        database.write(connection -> update(connection, "insert into plans (id, actions, first_seen, last_seen, held) values (?, ?, ?, ?, ?)"
                + " on conflict (id) do update set last_seen = excluded.last_seen, held = excluded.held", plan.id(), actions, when.toEpochMilli(), when.toEpochMilli(), held));
    }

    /** A plan that was kept. */
    public Optional<StoredPlan> plan(String id) {
        return database.write(connection -> {
            List<StoredPlan> found = new ArrayList<>();
            each(connection, "select id, actions, last_seen from plans", row -> {
                if (row.getString(1).equals(id)) {
                    Map<Mxid, AccountAction> actions = new HashMap<>();
                    row.getString(2).lines().forEach(line -> actions.put(Mxid.parse(line.substring(line.indexOf(' ') + 1)),
                            AccountAction.valueOf(line.substring(0, line.indexOf(' ')).toUpperCase(Locale.ROOT))));
                    found.add(new StoredPlan(id, actions, Instant.ofEpochMilli(row.getLong(3))));
                }
            });
            return found.stream().findFirst();
        });
    }

    /** Notes which run applied a plan. */
    public void planApplied(String id, String run) {
        database.write(connection -> update(connection, "update plans set applied_by = ? where id = ?", run, id));
    }

    /** Stops every door until {@link #resume}: plans go on, nothing is carried out. */
    public void pause(String sentence) {
        database.write(connection -> update(connection, "insert into about (name, value) values ('paused', ?) on conflict (name) do update set value = excluded.value", sentence));
    }

    /** Opens the doors again; gives back what {@link #paused} said. */
    public Optional<String> resume() {
        Optional<String> before = paused();
        database.write(connection -> update(connection, "delete from about where name = 'paused'"));
        return before;
    }

    /** Since when, by whom and why nothing is carried out; empty when it is. */
    public Optional<String> paused() {
        return database.write(connection -> Optional.of(text(connection, "select value from about where name = 'paused'")).filter(sentence -> !sentence.isEmpty()));
    }

    /** Notes how a run ended. */
    public void runEnded(String run, String outcome, Instant when) {
        database.write(connection -> update(connection, "update runs set ended_at = ?, outcome = ? where id = ?", when.toEpochMilli(), outcome, run));
    }

    /** Notes that an action begins, before anything of it happens; gives the number under which it ends. */
    public long actionBegan(String run, Mxid mxid, AccountAction action, Rule rule, Instant when) {
        return database.write(connection -> {
            try (PreparedStatement statement = prepare(connection, "insert into actions (run, mxid, action, rule, began_at) values (?, ?, ?, ?, ?) returning id",
                    run, mxid.toString(), action.words(), rule.id(), when.toEpochMilli()); ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /**
     * Notes that an action ended.
     *
     * @param outcome      {@link #DONE}, {@link #UNKNOWN_TO_MAS} or the name of another failure
     * @param maybeChanged whether a failed action may have changed something, so that the next run must not trust what Synapse shows
     * @param attempts     how often it was tried
     * @param detail       what went wrong, empty when it is done
     */
    public void actionEnded(long action, String outcome, boolean maybeChanged, int attempts, String detail, Instant when) {
        database.write(connection -> update(connection, "update actions set ended_at = ?, outcome = ?, maybe_changed = ?, attempts = ?, detail = ? where id = ?",
                when.toEpochMilli(), outcome, maybeChanged ? 1 : 0, attempts, detail, action));
    }

    /**
     * Notes which of our actions Synapse now shows, which closings somebody has undone since, and who is in the group.
     *
     * @param members Keycloak id -> the MXID that belongs to it from now on
     * @param inGroup every MXID that somebody in the group has or is named after
     * @param present those of them that count as in the group: the absence of the others goes on, or begins
     */
    public void looked(Collection<Account> accounts, Map<String, Mxid> members, Set<Mxid> inGroup, Set<Mxid> present, Instant when) {
        database.write(connection -> {
            Map<Mxid, AccountHistory> ours = last(connection);
            for (Account account : accounts) {
                AccountHistory history = ours.get(account.mxid());
                if (history == null) {
                    continue;
                }
                boolean shown = history.last().shownBy(account.state());
                if (history.standing() == Standing.DONE && shown) {
                    update(connection, "update actions set seen_at = ? where mxid = ? and outcome = '" + DONE + "' and seen_at is null", when.toEpochMilli(), account.mxid().toString());
                } else if (history.standing() == Standing.SEEN && history.closedByUs() && account.state() == AccountState.ACTIVE) {
                    update(connection, "update actions set undone_at = ? where mxid = ? and undone_at is null", when.toEpochMilli(), account.mxid().toString());
                }
            }
            remember(connection, members, inGroup, when);
            absences(connection, accounts, present, when);
            return null;
        });
    }

    /** Notes that an MXID belongs to a Keycloak id from now on. */
    public void relinked(String keycloakId, Mxid mxid, Instant when) {
        database.write(connection -> {
            remember(connection, Map.of(keycloakId, mxid), Set.of(), when);
            return null;
        });
    }

    /** What people were told and is not over yet: each kind with its text. */
    public Map<String, String> notices() {
        return database.write(connection -> {
            Map<String, String> notices = new HashMap<>();
            each(connection, "select kind, text from notices", row -> notices.put(row.getString(1), row.getString(2)));
            return notices;
        });
    }

    /** Notes what people were told, each kind with its text, and which kinds are over. */
    public void noticed(Map<String, String> told, Collection<String> over, Instant when) {
        database.write(connection -> {
            for (String kind : over) {
                update(connection, "delete from notices where kind = ?", kind);
            }
            for (Map.Entry<String, String> notice : told.entrySet()) {
                update(connection, "insert into notices (kind, since, text) values (?, ?, ?) on conflict (kind) do nothing", notice.getKey(), when.toEpochMilli(), notice.getValue());
            }
            return null;
        });
    }

    /** What the planner and the guard need to know. */
    public History history(List<String> groups, Instant now) {
        return database.write(connection -> {
            Set<Mxid> known = new HashSet<>();
            Map<String, Mxid> belongs = new HashMap<>();
            each(connection, "select mxid, keycloak_id from members", row -> {
                Mxid mxid = Mxid.parse(row.getString(1));
                known.add(mxid);
                if (row.getString(2) != null) {
                    belongs.put(row.getString(2), mxid);
                }
            });
            Map<Mxid, Instant> absent = new HashMap<>();
            each(connection, "select mxid, since from absences", row -> absent.put(Mxid.parse(row.getString(1)), Instant.ofEpochMilli(row.getLong(2))));
            Set<Mxid> closed = new HashSet<>();
            each(connection, "select distinct mxid from actions where action in ('deactivate', 'lock') and (outcome is null or outcome = '" + DONE
                    + "' or maybe_changed = 1) and began_at > " + now.minus(DAY).toEpochMilli(), row -> closed.add(Mxid.parse(row.getString(1))));
            boolean trusted = !text(connection, "select count(*) from runs where carried_out = 1 and realm_groups = ?", groups(groups)).equals("0");
            return new History(last(connection), known, closed, trusted, now, belongs, absent);
        });
    }

    /** All our actions on an account, newest first. */
    public List<PastAction> actions(Mxid mxid) {
        return database.write(connection -> {
            List<PastAction> actions = new ArrayList<>();
            try (PreparedStatement statement = prepare(connection, "select a.run, r.trigger_name, a.action, a.rule, a.began_at, a.outcome, a.detail, a.seen_at, a.undone_at"
                    + " from actions a left join runs r on r.id = a.run where a.mxid = ? order by a.id desc", mxid.toString()); ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    actions.add(new PastAction(row.getString(1), Optional.ofNullable(row.getString(2)).orElse(""), AccountAction.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                            row.getString(4), Instant.ofEpochMilli(row.getLong(5)), Optional.ofNullable(row.getString(6)), Optional.ofNullable(row.getString(7)).orElse(""),
                            row.getObject(8) != null, row.getObject(9) == null ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.getLong(9)))));
                }
            }
            return actions;
        });
    }

    /** The accounts that a Keycloak id had when it was seen in the group, oldest first. */
    public List<Mxid> accountsOf(String keycloakId) {
        return database.write(connection -> {
            List<Mxid> accounts = new ArrayList<>();
            try (PreparedStatement statement = prepare(connection, "select mxid from members where keycloak_id = ? order by first_seen", keycloakId);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    accounts.add(Mxid.parse(row.getString(1)));
                }
            }
            return accounts;
        });
    }

    @Override
    public void close() {
        database.close();
    }

    private static Map<Mxid, AccountHistory> last(Connection connection) throws SQLException {
        Map<Mxid, AccountHistory> last = new HashMap<>();
        Map<Mxid, Boolean> closedByUs = new HashMap<>();
        each(connection, "select mxid, action, began_at, ended_at, outcome, maybe_changed, seen_at, undone_at from actions order by id", row -> {
            Mxid mxid = Mxid.parse(row.getString(1));
            AccountAction action = AccountAction.valueOf(row.getString(2).toUpperCase(Locale.ROOT));
            String outcome = row.getString(5);
            if (DONE.equals(outcome)) {
                closedByUs.put(mxid, action.closes() && row.getObject(8) == null);
            }
            boolean maybeChanged = row.getInt(6) == 1;
            Standing standing = outcome == null || maybeChanged ? Standing.UNFINISHED
                    : outcome.equals(UNKNOWN_TO_MAS) ? Standing.UNKNOWN_TO_MAS
                    : !outcome.equals(DONE) ? Standing.FAILED
                    : row.getObject(7) == null ? Standing.DONE : Standing.SEEN;
            Instant since = Instant.ofEpochMilli(row.getObject(4) == null ? row.getLong(3) : row.getLong(4));
            last.put(mxid, new AccountHistory(action, standing, since, closedByUs.getOrDefault(mxid, false)));
        });
        return last;
    }

    /** An MXID belongs to one Keycloak id, and an id has one MXID: what they had before is let go first. */
    private static void remember(Connection connection, Map<String, Mxid> members, Set<Mxid> inGroup, Instant when) throws SQLException {
        Map<String, String> owners = new HashMap<>();
        each(connection, "select mxid, keycloak_id from members", row -> owners.put(row.getString(1), row.getString(2)));
        for (Mxid mxid : inGroup) {
            if (!owners.containsKey(mxid.toString())) {
                update(connection, NEW_MEMBER, mxid.toString(), when.toEpochMilli());
            }
        }
        for (Map.Entry<String, Mxid> member : members.entrySet()) {
            String mxid = member.getValue().toString();
            if (!member.getKey().equals(owners.get(mxid))) {
                update(connection, NEW_MEMBER, mxid, when.toEpochMilli());
                update(connection, "update members set keycloak_id = null where keycloak_id = ?", member.getKey());
                update(connection, "update members set keycloak_id = ? where mxid = ?", member.getKey(), mxid);
            }
        }
    }

    /** Whoever was there, or is closed for good, has no absence; an account that isn't listed keeps the one it has. */
    private static void absences(Connection connection, Collection<Account> accounts, Set<Mxid> present, Instant when) throws SQLException {
        Set<String> absent = new HashSet<>();
        each(connection, "select mxid from absences", row -> absent.add(row.getString(1)));
        for (Mxid mxid : present) {
            if (absent.contains(mxid.toString())) {
                update(connection, "delete from absences where mxid = ?", mxid.toString());
            }
        }
        for (Account account : accounts) {
            String mxid = account.mxid().toString();
            boolean open = account.state() == AccountState.ACTIVE || account.state() == AccountState.LOCKED;
            if (!open && absent.contains(mxid)) {
                update(connection, "delete from absences where mxid = ?", mxid);
            } else if (open && !present.contains(account.mxid()) && !absent.contains(mxid)) {
                update(connection, "insert into absences (mxid, since) values (?, ?)", mxid, when.toEpochMilli());
            }
        }
    }

    private static String groups(List<String> ids) {
        return String.join(",", ids);
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Row reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql); ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    private static String text(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values); ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.Account;
import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SetupException;
import dev.lockstep.ledger.AuditRow.Event;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.History;
import dev.lockstep.plan.SyncPlan;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Lockstep did, in a small database: runs, actions begun and ended and seen, members ever seen; in rooms of their own plans, dead letters, the audit and what people
 * were told. Every method is one durable transaction; times are epoch milliseconds. Each throws {@link LedgerException} when the database can't be written or read.
 */
public final class Ledger implements AutoCloseable {

    /** The outcome of an action that ended well, and of one whose user MAS doesn't know. */
    public static final String DONE = "done";
    public static final String UNKNOWN_TO_MAS = "user-not-found";
    /** The outcomes of an action that was stopped before anything of it reached MAS, and of one that was stopped on its way. */
    public static final String NOT_BEGUN = "not-begun";
    public static final String HALTED = "halted";

    /** The outcomes of a closing that waits for a person, for Keycloak's word was doubtful right before it began, and of one whose person was in the group after all. */
    public static final String HELD = "held";
    public static final String LEFT_ALONE = "left-alone";

    private static final Duration DAY = Duration.ofDays(1);
    private static final String PASSED = "last plan carried out at";
    private static final String TRUSTED = "trusted groups";

    private final LedgerDatabase database;

    Ledger(LedgerDatabase database) {
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

    public Plans plans() {
        return new Plans(database);
    }

    public DeadLetters letters() {
        return new DeadLetters(database);
    }

    public AuditLog audit() {
        return new AuditLog(database);
    }

    public Looks looks() {
        return new Looks(database);
    }

    public Told told() {
        return new Told(database);
    }

    /**
     * Makes sure that this ledger is the one of this server and realm: the history of another one would make wrong decisions.
     *
     * @throws SetupException when it belongs to another
     */
    public void requireOwner(String serverName, String realm) {
        Map<String, String> facts = Map.of("server name", serverName, "realm", realm);
        if (database.read(sql -> owns(sql, facts))) {
            return;
        }
        database.write(sql -> {
            for (Map.Entry<String, String> fact : facts.entrySet()) {
                sql.update("insert into about (name, value) values (?, ?) on conflict (name) do nothing", fact.getKey(), fact.getValue());
            }
            return owns(sql, facts);
        });
    }

    /** Stops every door until {@link #resume}: plans go on, nothing is carried out. */
    public void pause(Origin origin, String sentence, Instant when) {
        database.write(sql -> {
            remember(sql, "paused", sentence);
            AuditLog.add(sql, AuditRow.of(when, origin, Event.PAUSED, sentence));
            return null;
        });
    }

    /** Opens the doors again; gives back what {@link #paused} said. */
    public Optional<String> resume(Origin origin, Instant when) {
        return database.write(sql -> {
            Optional<String> before = Optional.of(about(sql, "paused")).filter(sentence -> !sentence.isEmpty());
            sql.update("delete from about where name = 'paused'");
            if (before.isPresent()) {
                AuditLog.add(sql, AuditRow.of(when, origin, Event.RESUMED, before.get()));
            }
            return before;
        });
    }

    /** Since when, by whom and why nothing is carried out; empty when it is. */
    public Optional<String> paused() {
        return database.read(sql -> Optional.of(about(sql, "paused")).filter(sentence -> !sentence.isEmpty()));
    }

    /** Notes that a run began that holds the run lock, so that no other process is at work: what another one left without an end is cut off. */
    public void runBegan(Origin origin, Instant when) {
        runBegan(origin, "", "", when);
    }

    /** The same, with the marks of its process and of its run lock, by which the next run knows whether this one is still at work. */
    public void runBegan(Origin origin, String process, String lock, Instant when) {
        database.write(sql -> {
            sql.update("insert into runs (id, trigger_name, actor, began_at, process, lock_file) values (?, ?, ?, ?, ?, ?)", origin.run(), origin.trigger(), origin.actor(), when.toEpochMilli(),
                    process, lock);
            AuditLog.add(sql, AuditRow.of(when, origin, Event.RUN_BEGAN, ""));
            cutOff(sql, origin, when);
            return null;
        });
    }

    /** The runs that have no end, or actions without one, and which processes may still act for them. */
    public List<OpenRun> openRuns() {
        return database.read(sql -> {
            Map<String, List<String>> calls = new HashMap<>();
            sql.each("select run, process from actions where ended_at is null and process <> ''", row -> calls.computeIfAbsent(row.getString(1), run -> new ArrayList<>()).add(row.getString(2)));
            List<OpenRun> open = new ArrayList<>();
            sql.each("select id, trigger_name, actor, case when ended_at is null then process else '' end, lock_file from runs where ended_at is null"
                    + " or id in (select run from actions where ended_at is null)", row -> open.add(new OpenRun(
                    new Origin(row.getString(1), row.getString(2), row.getString(3)), row.getString(4), row.getString(5), calls.getOrDefault(row.getString(1), List.of()))));
            return open;
        });
    }

    /** Notes what was said about a run: that a person applies a plan or replays letters, that the guard holds it. */
    public void said(Origin origin, Event event, String sentence, Instant when) {
        database.write(sql -> {
            AuditLog.add(sql, AuditRow.of(when, origin, event, sentence));
            return null;
        });
    }

    /**
     * Notes that this plan is carried out.
     *
     * @param trusted whether a person has read it, or needs to read none: then later plans for the same groups aren't the first
     */
    public void runPassed(Origin origin, SyncPlan plan, List<String> groups, boolean trusted, Instant when) {
        database.write(sql -> {
            sql.update("update runs set carried_out = 1, realm_groups = ? where id = ?", groups(groups), origin.run());
            remember(sql, PASSED, String.valueOf(when.toEpochMilli()));
            // Trust is in the set of groups of the last run: once it was another one, a person has to look anew.
            if (trusted) {
                remember(sql, TRUSTED, groups(groups));
            } else if (!about(sql, TRUSTED).equals(groups(groups))) {
                sql.update("delete from about where name = '" + TRUSTED + "'");
            }
            for (Decision decision : plan.actions()) {
                AuditLog.add(sql, AuditRow.of(when, origin, Event.DECIDED, "Plan " + plan.id() + ".").about(decision));
            }
            return null;
        });
    }

    /** Notes how a run ended. */
    public void runEnded(Origin origin, String outcome, String sentence, Instant when) {
        database.write(sql -> {
            sql.update("update runs set ended_at = ?, outcome = ? where id = ?", when.toEpochMilli(), outcome, origin.run());
            AuditLog.add(sql, AuditRow.of(when, origin, Event.RUN_ENDED, sentence).became(outcome));
            return null;
        });
    }

    /**
     * Notes that an action begins, before anything of it happens; gives the number under which it ends.
     *
     * @param byWord whether a person applied it: such closings don't count against the next 24 hours
     */
    public long actionBegan(Origin origin, Decision decision, boolean byWord, Instant when) {
        return database.write(sql -> {
            AuditLog.add(sql, AuditRow.of(when, origin, Event.ACTION_BEGAN, decision.opensWhatSomebodyElseClosed() ? "Closed by somebody else, opened because the person is in the group." : "").about(decision));
            return sql.insert("insert into actions (run, mxid, action, rule, began_at, by_word) values (?, ?, ?, ?, ?, ?) returning id", origin.run(), decision.mxid().toString(),
                    decision.action().orElseThrow().words(), decision.rule().id(), when.toEpochMilli(), byWord ? 1 : 0);
        });
    }

    /** Notes which process acts for an action from now on, by its mark. */
    public void callStarted(long action, String process) {
        database.write(sql -> sql.update("update actions set process = ? where id = ?", process, action));
    }

    /** Notes that an action was stopped after it had begun: it is neither done nor given up, and what may have been changed by it is settled by the next run. */
    public void actionHalted(Origin origin, Decision decision, long action, String outcome, int attempts, String why, Instant when) {
        database.write(sql -> {
            ended(sql, action, outcome, outcome.equals(HALTED), attempts, why, when);
            AuditLog.add(sql, AuditRow.of(when, origin, Event.ACTION_ENDED, outcome + ": " + why).about(decision)
                    .became(outcome.equals(HALTED) ? "unknown" : decision.state().map(state -> state.words()).orElse("none")));
            return null;
        });
    }

    /** Notes that all calls of an action were accepted; a dead letter of the account is closed by it. */
    public void actionDone(Origin origin, Decision decision, long action, int attempts, Instant when) {
        database.write(sql -> {
            ended(sql, action, DONE, false, attempts, "", when);
            DeadLetters.closeFor(sql, decision.mxid(), "done in run " + origin.run(), when);
            AuditLog.add(sql, AuditRow.of(when, origin, Event.ACTION_ENDED, attempts == 1 ? DONE : DONE + " after " + attempts + " attempts").about(decision));
            return null;
        });
    }

    /** Notes that an action was given up; gives the number of its dead letter. */
    public long actionGivenUp(Origin origin, Decision decision, long action, GivenUp why, Instant when) {
        return database.write(sql -> {
            ended(sql, action, why.outcome(), why.maybeChanged(), why.attempts(), why.detail(), when);
            Instant began = Instant.ofEpochMilli(Long.parseLong(sql.text("select began_at from actions where id = ?", action)));
            long letter = DeadLetters.put(sql, origin, decision, why, began, when);
            AuditLog.add(sql, AuditRow.of(when, origin, Event.ACTION_ENDED, why.outcome() + ", dead letter " + letter + ": " + why.detail()).about(decision)
                    .became(why.maybeChanged() ? "unknown" : decision.state().map(state -> state.words()).orElse("none")));
            return letter;
        });
    }

    /** Notes that an action was not even tried and is kept as a dead letter; gives its number. */
    public long actionKept(Origin origin, Decision decision, GivenUp why, Instant when) {
        return database.write(sql -> {
            long letter = DeadLetters.put(sql, origin, decision, why, when, when);
            AuditLog.add(sql, AuditRow.of(when, origin, Event.ACTION_KEPT, "dead letter " + letter + ": " + why.detail()).about(decision)
                    .became(decision.state().map(state -> state.words()).orElse("none")));
            return letter;
        });
    }

    /**
     * Notes which of our actions Synapse now shows, which closings somebody has undone since, and who is in the group.
     *
     * @param members Keycloak id -> the MXID that belongs to it from now on, if there is such an account
     * @param entries Keycloak id -> where the person comes from, for those of user federations
     * @param inGroup every MXID that somebody in the group has or is named after
     * @param present those of them that count as in the group: their absence, if they had one, is over
     */
    public void looked(Origin origin, Collection<Account> accounts, Map<String, Mxid> members, Map<String, DirectoryEntry> entries, Set<Mxid> inGroup, Set<Mxid> present, Instant when) {
        database.write(sql -> {
            Actions.looked(sql, origin, accounts, when);
            MembersSeen.remember(sql, members, entries, inGroup, when);
            MembersSeen.withAccounts(sql, accounts);
            MembersSeen.present(sql, present);
            return null;
        });
    }

    /** Notes that these are in the group after all: their absence is over. */
    public void present(Set<Mxid> mxids) {
        database.write(sql -> {
            MembersSeen.present(sql, mxids);
            return null;
        });
    }

    /** Notes that Synapse shows what we did to an account. */
    public void seen(Mxid mxid, Instant when) {
        database.write(sql -> {
            Actions.seen(sql, mxid, when);
            return null;
        });
    }

    /** Notes that an MXID belongs to a Keycloak id from now on. */
    public void relinked(Origin origin, String keycloakId, Mxid mxid, String sentence, Instant when) {
        database.write(sql -> {
            String before = sql.text("select keycloak_id from members where mxid = ?", mxid.toString());
            MembersSeen.remember(sql, Map.of(keycloakId, mxid), Map.of(), Set.of(), when);
            // Whoever the directory called so before: it is this person's now.
            sql.update("update members set federation = null, directory_id = null, has_account = 1 where mxid = ?", mxid.toString());
            AuditLog.add(sql, AuditRow.of(when, origin, Event.RELINKED, sentence).about(mxid.toString(), "").change(before, keycloakId));
            return null;
        });
    }

    /** What the planner and the guard need to know. */
    public History history(List<String> groups, Instant now) {
        return database.read(sql -> {
            Set<Mxid> known = new HashSet<>();
            Map<String, Mxid> belongs = new HashMap<>();
            sql.each("select mxid, keycloak_id, has_account from members", row -> {
                Mxid mxid = Mxid.parse(row.getString(1));
                known.add(mxid);
                if (row.getString(2) != null && row.getBoolean(3)) {
                    belongs.put(row.getString(2), mxid);
                }
            });
            Map<Mxid, Duration> absent = new HashMap<>();
            Duration since = Looks.since(sql, now);
            MembersSeen.absent(sql).forEach((mxid, watched) -> absent.put(Mxid.parse(mxid), Duration.ofMillis(watched).plus(since)));
            Set<Mxid> closed = new HashSet<>();
            sql.each("select distinct mxid from actions where action in ('deactivate', 'lock') and by_word = 0 and (outcome is null or outcome = '" + DONE
                    + "' or maybe_changed = 1) and began_at > ?", row -> closed.add(Mxid.parse(row.getString(1))), now.minus(DAY).toEpochMilli());
            boolean trusted = !groups.isEmpty() && about(sql, TRUSTED).equals(groups(groups));
            String passed = about(sql, PASSED);
            return new History(Actions.last(sql), known, closed, trusted, now, passed.isEmpty() ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(passed)), belongs, absent,
                    MembersSeen.entries(sql));
        });
    }

    /** All our actions on an account, newest first. */
    public List<PastAction> actions(Mxid mxid) {
        return database.read(sql -> Actions.of(sql, mxid));
    }

    /** Whose account we opened since then though somebody else had closed it, by the number of the action. */
    public Map<Long, Mxid> openedWhatAnotherClosed(Instant since) {
        return database.read(sql -> Actions.opened(sql, since));
    }

    /** The accounts that a Keycloak id had when it was seen in the group, oldest first. */
    public List<Mxid> accountsOf(String keycloakId) {
        return database.read(sql -> {
            List<Mxid> accounts = new ArrayList<>();
            sql.each("select mxid from members where keycloak_id = ? order by first_seen", row -> accounts.add(Mxid.parse(row.getString(1))), keycloakId);
            return accounts;
        });
    }

    @Override
    public void close() {
        database.close();
    }

    /** Whether it knows all of this of itself; it is refused when it knows something else. */
    private boolean owns(Sql sql, Map<String, String> facts) throws SQLException {
        boolean all = true;
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            String remembered = about(sql, fact.getKey());
            if (!remembered.isEmpty() && !remembered.equals(fact.getValue())) {
                throw new SetupException("The ledger '" + database.place() + "' belongs to the " + fact.getKey() + " '" + remembered + "', not to '" + fact.getValue()
                        + "'. Nothing was changed. Give each installation its own lockstep.state-dir.");
            }
            all &= !remembered.isEmpty();
        }
        return all;
    }

    private static void cutOff(Sql sql, Origin origin, Instant when) throws SQLException {
        Actions.cutOff(sql, origin, when);
        List<Origin> lost = new ArrayList<>();
        sql.each("select id, trigger_name, actor from runs where ended_at is null and id <> ?", row -> lost.add(new Origin(row.getString(1), row.getString(2), row.getString(3))), origin.run());
        for (Origin run : lost) {
            sql.update("update runs set ended_at = ?, outcome = '" + Actions.CUT_OFF + "' where id = ?", when.toEpochMilli(), run.run());
            AuditLog.add(sql, AuditRow.of(when, run, Event.RUN_ENDED, "The process ended before the run did; run " + origin.run() + " found it so.").became(Actions.CUT_OFF));
        }
    }

    private static void ended(Sql sql, long action, String outcome, boolean maybeChanged, int attempts, String detail, Instant when) throws SQLException {
        sql.update("update actions set ended_at = ?, outcome = ?, maybe_changed = ?, attempts = ?, detail = ? where id = ?",
                when.toEpochMilli(), outcome, maybeChanged ? 1 : 0, attempts, detail, action);
    }

    static void remember(Sql sql, String name, String value) throws SQLException {
        sql.update("insert into about (name, value) values (?, ?) on conflict (name) do update set value = excluded.value", name, value);
    }

    static String about(Sql sql, String name) throws SQLException {
        return sql.text("select value from about where name = ?", name);
    }

    private static String groups(List<String> ids) {
        return String.join(",", ids);
    }
}

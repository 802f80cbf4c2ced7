package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands in a ledger, read behind Lockstep's back, and whether it makes sense. What an earlier run left there is left out. */
final class LedgerFacts {

    /** A row of the audit. */
    record Row(long id, long at, String run, String event, String name, String action, String rule, String detail) {

        boolean cutOff() {
            return detail.startsWith("cut-off");
        }
    }

    /** A change that MAS was asked for. */
    record Call(long at, String command, String name) {
    }

    private static final long ON_ITS_WAY_MILLIS = 250;

    private final List<Row> rows = new ArrayList<>();
    private final Set<String> openLetters = new HashSet<>();
    private final Set<String> givenUp = new HashSet<>();
    private final String integrity;
    private final int withoutEnd;
    private final int actions;
    private final String lastRunOutcome;

    private LedgerFacts(Connection connection) throws SQLException {
        integrity = text(connection, "pragma integrity_check");
        String notEarlier = " run <> '" + KilledPeople.EARLIER + "'";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id, at, run, event, mxid, action, rule, detail from audit where" + notEarlier + " order by id")) {
            while (row.next()) {
                rows.add(new Row(row.getLong(1), row.getLong(2), row.getString(3), row.getString(4), name(row.getString(5)), row.getString(6), row.getString(7), row.getString(8)));
            }
        }
        names(connection, "select mxid from dead_letters where closed_at is null", openLetters);
        names(connection, "select mxid from actions where" + notEarlier + " and outcome not in ('done', 'cut-off')", givenUp);
        withoutEnd = Integer.parseInt(text(connection, "select count(*) from actions where ended_at is null"));
        actions = Integer.parseInt(text(connection, "select count(*) from actions where" + notEarlier));
        lastRunOutcome = text(connection, "select coalesce(outcome, '') from runs where id <> '" + KilledPeople.EARLIER + "' order by rowid desc limit 1");
    }

    static LedgerFacts of(Path folder) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("lockstep.db"))) {
            return new LedgerFacts(connection);
        }
    }

    int count(String event) {
        return (int) rows.stream().filter(row -> row.event().equals(event)).count();
    }

    int cutOff() {
        return (int) rows.stream().filter(row -> row.event().equals("action-ended") && row.cutOff()).count();
    }

    int withoutEnd() {
        return withoutEnd;
    }

    Set<String> openLetters() {
        return openLetters;
    }

    /** How the newest run ended; empty while it has no end. */
    String lastRunOutcome() {
        return lastRunOutcome;
    }

    /** The database is whole, every change had been noted before it was asked for, and the letters are those of the given-up actions. */
    void holdAtAnyTime(List<Call> calls) {
        assertThat(integrity).isEqualTo("ok");
        assertThat(openLetters).as("the dead letters are those of the actions given up").isEqualTo(givenUp);
        assertThat(actions).as("an audit row for each action").isEqualTo(count("action-began"));
        Set<String> decided = new HashSet<>();
        for (Row row : rows) {
            String what = String.join(" ", row.run(), row.name(), row.action(), row.rule());
            if (row.event().equals("decided")) {
                decided.add(what);
            } else if (row.event().equals("action-began")) {
                assertThat(decided).as("a decision before " + row).contains(what);
            }
        }
        for (Call call : calls) {
            assertThat(openAt(call) + onItsWay(call)).as("the open actions when MAS was asked for " + call).isEqualTo(1);
        }
    }

    /** Every action has its end, once and well, but for those that always fail. */
    void holdInTheEnd(Set<String> succeeding, Set<String> failing) {
        assertThat(withoutEnd).isZero();
        assertThat(openLetters).isEqualTo(failing);
        Map<String, Row> open = new HashMap<>();
        Map<String, Integer> done = new HashMap<>();
        for (Row row : rows) {
            if (row.event().equals("action-began")) {
                assertThat(open.put(row.name(), row)).as("still open when it began again: " + row).isNull();
            } else if (row.event().equals("action-ended")) {
                Row began = open.remove(row.name());
                assertThat(began).as("the beginning of " + row).isNotNull();
                assertThat(row.action()).isEqualTo(began.action());
                assertThat(row.rule()).isEqualTo(began.rule());
                if (row.cutOff()) {
                    assertThat(row.detail()).startsWith("cut-off in run " + began.run() + ":");
                    assertThat(row.run()).isNotEqualTo(began.run());
                } else {
                    assertThat(row.run()).isEqualTo(began.run());
                    done.merge(row.name(), row.detail().startsWith("done") ? 1 : 0, Integer::sum);
                }
            }
        }
        assertThat(open).as("begun without an end").isEmpty();
        assertThat(done.keySet()).containsExactlyInAnyOrderElementsOf(union(succeeding, failing));
        done.forEach((name, times) -> assertThat(times).as("how often it was done to " + name).isEqualTo(failing.contains(name) ? 0 : 1));
    }

    private long openAt(Call call) {
        String wanted = call.command().equals("unlock-user") ? "activate" : "";
        return rows.stream().filter(row -> row.name().equals(call.name())).mapToLong(row -> switch (row.event()) {
            case "action-began" -> row.at() <= call.at() && (wanted.isEmpty() ? !row.action().equals("activate") : row.action().equals(wanted)) ? 1 : 0;
            case "action-ended" -> row.at() < call.at() ? -1 : 0;
            default -> 0;
        }).sum();
    }

    /** 1 for a call that a process had sent just before the next run ended it: it may still arrive, but not after that run has looked at the accounts. */
    private int onItsWay(Call call) {
        return openAt(call) == 0 && rows.stream().anyMatch(row -> row.cutOff() && row.name().equals(call.name()) && row.at() < call.at() && call.at() - row.at() < ON_ITS_WAY_MILLIS) ? 1 : 0;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return both;
    }

    private static String name(String mxid) {
        return mxid.isEmpty() ? "" : mxid.substring(1, mxid.indexOf(':'));
    }

    private static void names(Connection connection, String query, Set<String> names) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                names.add(name(row.getString(1)));
            }
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.Account;
import dev.lockstep.account.Census;
import dev.lockstep.account.Headcount;
import dev.lockstep.account.Mxid;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The last look at the members against which nothing spoke: what it counted, and when it was. */
public final class Looks {

    /** Only so much of the time between two good looks counts as watched: a clock that jumps, or a month without a run, is no month of absence. */
    static final Duration MOST_BETWEEN = Duration.ofDays(3);

    private static final String GROUPS = "groups of the last good look";
    private static final String AT = "last good look at";

    private final LedgerDatabase database;

    Looks(LedgerDatabase database) {
        this.database = database;
    }

    /** What the last good look counted; empty when there was none. */
    public Optional<Census> lastGood() {
        return database.read(Looks::lastGood);
    }

    /**
     * Notes a good look: later ones are measured by it, and whoever is missing was watched being so since the one before.
     *
     * @param present the MXIDs that count as in the group
     */
    public void good(Census census, Collection<Account> accounts, Set<Mxid> present, Instant when) {
        database.write(sql -> {
            MembersSeen.watched(sql, accounts, present, since(sql, when));
            Ledger.remember(sql, AT, String.valueOf(when.toEpochMilli()));
            count(sql, census);
            return null;
        });
    }

    /** Notes that a person, who read these counts in a held plan, takes them for right. */
    public void accepted(Census census) {
        database.write(sql -> {
            count(sql, census);
            return null;
        });
    }

    /** How much of the time since the last good look counts as watched. */
    static Duration since(Sql sql, Instant now) throws SQLException {
        String before = Ledger.about(sql, AT);
        Duration since = before.isEmpty() ? Duration.ZERO : Duration.between(Instant.ofEpochMilli(Long.parseLong(before)), now);
        return since.isNegative() ? Duration.ZERO : since.compareTo(MOST_BETWEEN) < 0 ? since : MOST_BETWEEN;
    }

    private static Optional<Census> lastGood(Sql sql) throws SQLException {
        Map<String, Headcount> counts = new HashMap<>();
        sql.each("select federation, members, enabled from last_look", row -> counts.put(row.getString(1), new Headcount(row.getInt(2), row.getInt(3))));
        String groups = Ledger.about(sql, GROUPS);
        return counts.isEmpty() ? Optional.empty() : Optional.of(new Census(groups.isEmpty() ? List.of() : List.of(groups.split(",")), counts));
    }

    private static void count(Sql sql, Census census) throws SQLException {
        Ledger.remember(sql, GROUPS, String.join(",", census.groups()));
        sql.update("delete from last_look");
        for (Map.Entry<String, Headcount> count : census.counts().entrySet()) {
            sql.update("insert into last_look (federation, members, enabled) values (?, ?, ?)", count.getKey(), count.getValue().members(), count.getValue().enabled());
        }
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Mxid;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which MXID belongs to which Keycloak id, who was ever seen in the group, and since when somebody is missing there. */
final class MembersSeen {

    private static final String NEW_MEMBER = "insert into members (mxid, first_seen) values (?, ?) on conflict (mxid) do nothing";

    private MembersSeen() {
    }

    /** An MXID belongs to one Keycloak id, and an id has one MXID: what they had before is let go first. */
    static void remember(Sql sql, Map<String, Mxid> members, Map<String, DirectoryEntry> entries, Set<Mxid> inGroup, Instant when) throws SQLException {
        Map<String, String> owners = new HashMap<>();
        sql.each("select mxid, keycloak_id from members", row -> owners.put(row.getString(1), row.getString(2)));
        for (Mxid mxid : inGroup) {
            if (!owners.containsKey(mxid.toString())) {
                sql.update(NEW_MEMBER, mxid.toString(), when.toEpochMilli());
            }
        }
        for (Map.Entry<String, Mxid> member : members.entrySet()) {
            String mxid = member.getValue().toString();
            if (!member.getKey().equals(owners.get(mxid))) {
                sql.update(NEW_MEMBER, mxid, when.toEpochMilli());
                sql.update("update members set keycloak_id = null where keycloak_id = ?", member.getKey());
                sql.update("update members set keycloak_id = ?, federation = null, directory_id = null where mxid = ?", member.getKey(), mxid);
            }
        }
        Map<String, DirectoryEntry> known = entries(sql);
        for (String id : members.keySet()) {
            if (known.containsKey(id) && !entries.containsKey(id)) {
                // One of Keycloak's own by now.
                sql.update("update members set federation = null, directory_id = null where keycloak_id = ?", id);
            }
        }
        for (Map.Entry<String, DirectoryEntry> entry : entries.entrySet()) {
            if (members.containsKey(entry.getKey()) && !entry.getValue().equals(known.get(entry.getKey()))) {
                sql.update("update members set federation = ?, directory_id = ? where keycloak_id = ?", entry.getValue().federation(), entry.getValue().id().orElse(null), entry.getKey());
            }
        }
    }

    /** Only an account that is there belongs to anybody: one that is made later, under a name that another bore by then, was never theirs. */
    static void withAccounts(Sql sql, Collection<Account> accounts) throws SQLException {
        Set<String> there = accounts.stream().map(account -> account.mxid().toString()).collect(Collectors.toSet());
        Map<String, Boolean> changed = new HashMap<>();
        sql.each("select mxid, has_account from members", row -> {
            boolean has = there.contains(row.getString(1));
            if (has != row.getBoolean(2)) {
                changed.put(row.getString(1), has);
            }
        });
        for (Map.Entry<String, Boolean> change : changed.entrySet()) {
            sql.update("update members set has_account = ? where mxid = ?", change.getValue() ? 1 : 0, change.getKey());
        }
    }

    /** Where the people of user federations came from when last seen, by their Keycloak ids. */
    static Map<String, DirectoryEntry> entries(Sql sql) throws SQLException {
        Map<String, DirectoryEntry> entries = new HashMap<>();
        sql.each("select keycloak_id, federation, directory_id from members where keycloak_id is not null and federation is not null",
                row -> entries.put(row.getString(1), new DirectoryEntry(row.getString(2), Optional.ofNullable(row.getString(3)))));
        return entries;
    }

    /** Whoever is there has no absence. */
    static void present(Sql sql, Set<Mxid> present) throws SQLException {
        Set<String> absent = absent(sql).keySet();
        for (Mxid mxid : present) {
            if (absent.contains(mxid.toString())) {
                sql.update("delete from absences where mxid = ?", mxid.toString());
            }
        }
    }

    /** A good look adds the time since the one before to each absence; one that is closed for good has none, and an account that isn't listed keeps the one it has. */
    static void watched(Sql sql, Collection<Account> accounts, Set<Mxid> present, Duration since) throws SQLException {
        Map<String, Long> absent = absent(sql);
        for (Account account : accounts) {
            String mxid = account.mxid().toString();
            boolean open = account.state() == AccountState.ACTIVE || account.state() == AccountState.LOCKED;
            if (!open && absent.containsKey(mxid)) {
                sql.update("delete from absences where mxid = ?", mxid);
            } else if (open && !present.contains(account.mxid())) {
                sql.update("insert into absences (mxid, watched) values (?, 0) on conflict (mxid) do update set watched = watched + ?", mxid, since.toMillis());
            }
        }
    }

    /** For how many milliseconds good looks have watched each absence. */
    static Map<String, Long> absent(Sql sql) throws SQLException {
        Map<String, Long> absent = new HashMap<>();
        sql.each("select mxid, watched from absences", row -> absent.put(row.getString(1), row.getLong(2)));
        return absent;
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which MXID belongs to which Keycloak id, who was ever seen in the group, and since when somebody is missing there. */
final class MembersSeen {

    private static final String NEW_MEMBER = "insert into members (mxid, first_seen) values (?, ?) on conflict (mxid) do nothing";

    private MembersSeen() {
    }

    /** An MXID belongs to one Keycloak id, and an id has one MXID: what they had before is let go first. */
    static void remember(Sql sql, Map<String, Mxid> members, Set<Mxid> inGroup, Instant when) throws SQLException {
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
                sql.update("update members set keycloak_id = ? where mxid = ?", member.getKey(), mxid);
            }
        }
    }

    /** Whoever was there, or is closed for good, has no absence; an account that isn't listed keeps the one it has. */
    static void absences(Sql sql, Collection<Account> accounts, Set<Mxid> present, Instant when) throws SQLException {
        Set<String> absent = new HashSet<>();
        sql.each("select mxid from absences", row -> absent.add(row.getString(1)));
        for (Mxid mxid : present) {
            if (absent.contains(mxid.toString())) {
                sql.update("delete from absences where mxid = ?", mxid.toString());
            }
        }
        for (Account account : accounts) {
            String mxid = account.mxid().toString();
            boolean open = account.state() == AccountState.ACTIVE || account.state() == AccountState.LOCKED;
            if (!open && absent.contains(mxid)) {
                sql.update("delete from absences where mxid = ?", mxid);
            } else if (open && !present.contains(account.mxid()) && !absent.contains(mxid)) {
                sql.update("insert into absences (mxid, since) values (?, ?)", mxid, when.toEpochMilli());
            }
        }
    }
}

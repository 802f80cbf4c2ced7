package dev.lockstep.plan;

import dev.lockstep.account.Member;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.plan.Decision.Person;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who of the group has which account. A person is their Keycloak id: where the ledger knows an id's account and it still exists, that counts, not today's username.
 *
 * @param standing where each MXID stands that somebody in the group has or is named after
 * @param has      Keycloak id -> MXID, where nobody else in the group lays claim to it
 * @param renamed  whose name leads elsewhere, by username
 * @param unmapped who has neither an account nor a valid name, by username
 */
public record People(Map<Mxid, Person> standing, Map<String, Mxid> has, List<Renamed> renamed, List<Unmapped> unmapped) {

    /**
     * Finds everybody's account.
     *
     * @param members  the group
     * @param accounts the MXIDs that exist
     * @param history  what the ledger remembers of whose account is whose
     * @param mapping  from today's name to an MXID
     */
    public static People of(List<Member> members, Set<Mxid> accounts, History history, MxidMapping mapping) {
        Map<Mxid, String> owners = history.belongs().entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (one, other) -> one));
        Identities known = Identities.of(members, history);
        Map<Mxid, Person> standing = new HashMap<>();
        Map<String, Mxid> has = new HashMap<>();
        Set<Mxid> named = new HashSet<>();
        Set<Mxid> claimed = new HashSet<>();
        List<Renamed> renamed = new ArrayList<>();
        List<Unmapped> unmapped = new ArrayList<>();
        for (Member member : members) {
            MxidMapping.Mapped today = mapping.map(member);
            Optional<Mxid> kept = known.of(member).filter(accounts::contains);
            if (kept.isEmpty() && today.mxid().isEmpty()) {
                unmapped.add(new Unmapped(member.username(), today.reason()));
                continue;
            }
            Mxid mxid = kept.orElseGet(() -> today.mxid().get());
            if (kept.isPresent() && !kept.equals(today.mxid())) {
                renamed.add(new Renamed(member.username(), mxid));
                today.mxid().filter(accounts::contains).ifPresent(named::add);
            }
            if (kept.isEmpty() && accounts.contains(mxid) && owners.containsKey(mxid)) {
                named.add(mxid);
                claimed.add(mxid);
            } else {
                standing.merge(mxid, member.enabled() ? Person.IN_GROUP : Person.DISABLED, (one, other) -> Person.AMBIGUOUS);
                has.put(member.id(), mxid);
            }
        }
        // Somebody with an account of their own who is named like another member takes nothing from them; somebody without one might.
        named.forEach(mxid -> standing.merge(mxid, Person.NAMESAKE, (one, other) -> claimed.contains(mxid) ? Person.AMBIGUOUS : one));
        has.values().removeIf(mxid -> standing.get(mxid) == Person.AMBIGUOUS);
        renamed.sort(Comparator.comparing(Renamed::username));
        unmapped.sort(Comparator.comparing(Unmapped::username));
        return new People(standing, has, List.copyOf(renamed), List.copyOf(unmapped));
    }
}

package dev.lockstep.account;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a look at the members is remembered, so that a later one can be measured by it.
 *
 * @param groups the ids of the groups that were listed, sorted
 * @param counts how many people there were: in all under the empty name, and for each user federation under its id
 */
public record Census(List<String> groups, Map<String, Headcount> counts) {

    /** The name under which everybody is counted. */
    public static final String ALL = "";

    /** Counts a listing. */
    public static Census of(Members members) {
        Map<String, Headcount> counts = new HashMap<>();
        counts.put(ALL, Headcount.NOBODY);
        for (Member member : members.all()) {
            counts.merge(ALL, Headcount.NOBODY.and(member), (had, one) -> had.and(member));
            member.entry().map(DirectoryEntry::federation).ifPresent(federation -> counts.merge(federation, Headcount.NOBODY.and(member), (had, one) -> had.and(member)));
        }
        return new Census(members.groups(), Map.copyOf(counts));
    }

    /** How many there were of one federation, or in all. */
    public Headcount of(String federation) {
        return counts.getOrDefault(federation, Headcount.NOBODY);
    }

    /** The same groups with the larger number of both, each for itself. */
    public Census larger(Census other) {
        Map<String, Headcount> larger = new HashMap<>(counts);
        other.counts.forEach((federation, count) -> larger.merge(federation, count, Headcount::larger));
        return new Census(groups, Map.copyOf(larger));
    }

    /** Whether nobody is missing here who is counted there, nor a group. */
    public boolean covers(Census other) {
        return groups.containsAll(other.groups) && other.counts.entrySet().stream()
                .allMatch(entry -> of(entry.getKey()).members() >= entry.getValue().members() && of(entry.getKey()).enabled() >= entry.getValue().enabled());
    }
}

package dev.lockstep.account;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A complete listing of the group's members.
 *
 * @param all       every member, each Keycloak id once
 * @param groups    the ids of the groups that were listed, sorted
 * @param federated how many of them come from each user federation, by the federation's id
 */
public record Members(List<Member> all, List<String> groups, Map<String, Integer> federated) {

    /** Members of whom none comes from a federation. */
    public Members(List<Member> all, List<String> groups) {
        this(all, groups, Map.of());
    }

    /** How many there are: in all under the empty name, and for each federation. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>(federated);
        counts.put("", all.size());
        return counts;
    }
}

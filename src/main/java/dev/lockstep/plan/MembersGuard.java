package dev.lockstep.plan;

import dev.lockstep.account.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Holds a plan that would shut somebody out on a list of members that doesn't look right: a directory behind Keycloak that is down shortens the list without an error.
 *
 * @param maxShrinkage how many members fewer than at the last good look are a normal day; a percentage is rounded up
 * @param holdUnmapped whether members without a Matrix user id hold a plan
 */
public record MembersGuard(GuardPolicy.Limit maxShrinkage, boolean holdUnmapped) {

    private static final int NAMED = 10;

    /**
     * Why the plan is held; nothing when it may go on.
     *
     * @param before how many members the last good look had, in all under the empty name and for each user federation; empty when there was none
     * @param now    how many there are
     */
    public List<String> reasons(SyncPlan plan, Map<String, Integer> before, Map<String, Integer> now) {
        List<String> reasons = new ArrayList<>();
        if (!plan.closes()) {
            return reasons;
        }
        new TreeMap<>(before).forEach((federation, had) -> {
            int has = now.getOrDefault(federation, 0);
            if (had - has > maxShrinkage.roundedUp(had)) {
                reasons.add((federation.isEmpty() ? "Keycloak lists " : "Keycloak lists from the user federation '" + federation + "' ") + has + " members, " + (had - has)
                        + " fewer than the " + had + " of the last good look; lockstep.guard.max-shrinkage is " + maxShrinkage
                        + ". Look whether the directory behind Keycloak answers, and whether the group is whole.");
            }
        });
        if (holdUnmapped && !plan.unmapped().isEmpty()) {
            int count = plan.unmapped().size();
            reasons.add((count == 1 ? "1 member has" : count + " members have") + " no valid Matrix user id, so an account that this plan closes could be theirs: "
                    + plan.unmapped().stream().limit(NAMED).map(person -> "'" + Shown.text(person.username()) + "'").collect(Collectors.joining(", "))
                    + ". Look whether lockstep.mxid.localpart is right; if it is, lockstep.guard.unmapped=ignore lets such plans pass.");
        }
        return reasons;
    }
}

package dev.lockstep.plan;

import dev.lockstep.account.Census;
import dev.lockstep.account.Headcount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * What speaks against a look at the members: a directory behind Keycloak that is down shortens the list, or shows its people disabled, without an error.
 *
 * @param maxShrinkage how many members fewer than at the last good look are a normal day; a percentage is rounded up
 */
public record MembersGuard(GuardPolicy.Limit maxShrinkage) {

    /**
     * Why a look isn't to be trusted; nothing when it is.
     *
     * @param before what the last good look counted; empty when there was none
     * @param now    what this look counts
     */
    public List<Reason> missing(Optional<Census> before, Census now) {
        List<Reason> reasons = new ArrayList<>();
        before.ifPresent(good -> {
            Set<String> gone = new TreeSet<>(good.groups());
            now.groups().forEach(gone::remove);
            if (!gone.isEmpty()) {
                reasons.add(Reason.of((gone.size() == 1 ? "The group with the id '" + gone.iterator().next() + "' was" : "The groups with the ids '" + String.join("', '", gone) + "' were")
                        + " among those of the last good look, and no longer. Look whether a group was deleted or moved in Keycloak, or lockstep.keycloak.group was changed."));
            }
            for (String federation : new TreeSet<>(good.counts().keySet())) {
                shrunk(reasons, federation, "members", Headcount::members, good, now);
                shrunk(reasons, federation, "enabled members", Headcount::enabled, good, now);
            }
        });
        return reasons;
    }

    /** Why two readings of one look can't both be true; nothing where they can. */
    public List<Reason> differing(Census first, Census second) {
        List<Reason> reasons = new ArrayList<>();
        Set<String> federations = new TreeSet<>(first.counts().keySet());
        federations.addAll(second.counts().keySet());
        for (String federation : federations) {
            differs(reasons, federation, "members", Headcount::members, first, second);
            differs(reasons, federation, "enabled members", Headcount::enabled, first, second);
        }
        return reasons;
    }

    private void shrunk(List<Reason> reasons, String federation, String what, ToIntFunction<Headcount> count, Census good, Census now) {
        int had = count.applyAsInt(good.of(federation));
        int has = count.applyAsInt(now.of(federation));
        if (had - has > maxShrinkage.roundedUp(had)) {
            reasons.add(Reason.of("Keycloak lists " + from(federation) + has + " " + what + ", " + (had - has) + " fewer than the " + had
                    + " of the last good look; lockstep.guard.max-shrinkage is " + maxShrinkage + ". Look whether the directory behind Keycloak answers, and whether the group is whole."));
        }
    }

    private void differs(List<Reason> reasons, String federation, String what, ToIntFunction<Headcount> count, Census first, Census again) {
        int one = count.applyAsInt(first.of(federation));
        int other = count.applyAsInt(again.of(federation));
        if (Math.abs(one - other) > maxShrinkage.roundedUp(Math.max(one, other))) {
            reasons.add(Reason.of("Keycloak listed " + from(federation) + one + " " + what + ", and " + other + " a moment later; lockstep.guard.max-shrinkage is " + maxShrinkage
                    + ". Look whether the directory behind Keycloak answers."));
        }
    }

    private static String from(String federation) {
        return federation.equals(Census.ALL) ? "" : "from the user federation '" + federation + "' ";
    }
}

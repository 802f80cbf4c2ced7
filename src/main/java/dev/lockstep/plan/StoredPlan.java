package dev.lockstep.plan;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Census;
import dev.lockstep.account.Mxid;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plan as a person read it: what may be carried out of it, and no more.
 *
 * @param id       the plan's id
 * @param actions  its actions
 * @param lastSeen when a run last came to this very plan
 * @param accepts  what its look counted, where it is held for just that: whoever applies the plan takes these counts for right
 * @param doubted whose closing the reader was told to be doubtful, for Keycloak did not say that they had left: whoever applies the plan has settled that
 */
public record StoredPlan(String id, Map<Mxid, AccountAction> actions, Instant lastSeen, Optional<Census> accepts, Set<Mxid> doubted) {

    /** Whether it holds this very action for this very account. */
    public boolean holds(Decision decision) {
        return decision.action().isPresent() && actions.get(decision.mxid()) == decision.action().get();
    }
}

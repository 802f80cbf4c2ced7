package dev.lockstep.plan;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The choices that the decision table leaves to the administrator.
 *
 * @param mode              what happens to somebody who left: deactivate or lock
 * @param disabledMembers   what becomes of a disabled member's active account
 * @param reopen            which deactivated accounts of members are opened: any, those that we closed and the others after a person has applied it, or only those that we closed
 * @param scope             whose accounts may be closed: everybody's, or only those of people once seen in the group
 * @param protectedUsers    localparts that are never touched
 * @param keepClosed        localparts that are never opened
 * @param settleTime        how long MAS may take to show an action in Synapse before it counts as overdue
 * @param protectedPatterns what fits whole localparts that are never touched
 * @param bridges           the accounts of appservices, which are never touched
 * @param deactivateAfter   in mode deactivate, how long a leaver is only locked; zero for not at all
 */
public record SyncPolicy(Mode mode, DisabledMembers disabledMembers, Reopen reopen, Scope scope, Set<String> protectedUsers, Set<String> keepClosed,
        Duration settleTime, List<Pattern> protectedPatterns, Bridges bridges, Duration deactivateAfter) {

    /** {@code lockstep.mode}. */
    public enum Mode { DEACTIVATE, LOCK }

    /** {@code lockstep.keycloak.disabled-members}: it is locked, kept, or treated as if not in the group. None of them opens an account. */
    public enum DisabledMembers { LOCK, KEEP, ABSENT }

    /** {@code lockstep.reopen}. Under {@code ASK} the guard holds each opening with the rule {@link Rule#CLOSED_BY_SOMEBODY_ELSE}. */
    public enum Reopen { ANY, OURS, ASK }

    /** {@code lockstep.scope}. */
    public enum Scope { ALL, KNOWN }
}

package dev.lockstep.plan;

import dev.lockstep.account.AccountAction;
import java.time.Instant;

/**
 * What the ledger knows of one account: our last action on it and how that stands.
 *
 * @param last       the last action begun
 * @param standing   how it ended, if it did
 * @param since      when it ended; when it began, where it has no end
 * @param closedByUs whether the last of our actions that ended well was a closing that nobody else has undone since
 */
public record AccountHistory(AccountAction last, Standing standing, Instant since, boolean closedByUs) {

    /** How an action of ours stands. */
    public enum Standing {
        /** Begun, no end known; or ended badly after some of its calls had been made. */
        UNFINISHED,
        /** Ended well, not yet seen in Synapse. */
        DONE,
        /** Ended well and seen in Synapse. */
        SEEN,
        /** Ended badly before anything was changed. */
        FAILED,
        /** MAS said that it does not know this user. */
        UNKNOWN_TO_MAS
    }
}

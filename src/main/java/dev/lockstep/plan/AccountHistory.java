package dev.lockstep.plan;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger knows of one account: our last action on it and how that stands.
 *
 * @param last     the last action begun
 * @param standing how it ended, if it did
 * @param since    when it ended; when it began, where it has no end
 * @param closing  the last of our actions that ended well, where that was a closing and nobody else has undone it since
 */
public record AccountHistory(AccountAction last, Standing standing, Instant since, Optional<AccountAction> closing) {

    /** Whether it is our closing that brought the account into this state. A deactivation locks too, so what is left of it is ours; a lock deactivates nobody. */
    public boolean closedByUs(AccountState state) {
        return closing.filter(ours -> accountsFor(ours, state)).isPresent();
    }

    /** Whether an action of ours that has no good end may have brought the account into this state, or left it there. */
    boolean mayHaveLeft(AccountState state) {
        return closedByUs(state) || accountsFor(last, state) || last == AccountAction.ACTIVATE && closing.isEmpty();
    }

    private static boolean accountsFor(AccountAction ours, AccountState state) {
        return switch (ours) {
            case LOCK -> state == AccountState.LOCKED;
            case DEACTIVATE -> state == AccountState.LOCKED || state == AccountState.DEACTIVATED;
            case ACTIVATE -> false;
        };
    }

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

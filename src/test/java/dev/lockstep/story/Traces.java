package dev.lockstep.story;

import dev.lockstep.account.AccountState;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Rule;
import dev.lockstep.story.Matrix.Acct;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What whoever keeps a ledger and looks at Synapse now and then can know of who brought an account into its state. The same closing by hand as ours, with no look in between that shows the
 * account open after one that showed it closed, leaves no trace.
 */
final class Traces {

    /** What Synapse shows of an account, and after how many jobs. */
    private record Shown(AccountState state, int jobs) {
    }

    private final Map<Acct, Shown> atBegin = new HashMap<>();
    private final Map<Acct, AccountState> toldBefore = new HashMap<>();
    private final Set<Acct> closingSeen = new HashSet<>();
    /** Whether the last action that began, and isn't settled, closes. */
    private final Map<Acct, Boolean> last = new HashMap<>();
    private final Set<Acct> openedBefore = new HashSet<>();
    private final Set<Acct> foreign = new HashSet<>();

    /** The ledger has noted that an action begins: whatever becomes of it, it may have been made. */
    void noted(Decision decision, Acct account) {
        toldBefore.put(account, account.told);
        if (decision.closes() && account.told != AccountState.DEACTIVATED) {
            account.told = decision.action().orElseThrow().target();
        }
        if (decision.rule() == Rule.CLOSED_BY_SOMEBODY_ELSE) {
            foreign.add(account);
        }
        if (Boolean.FALSE.equals(last.put(account, decision.closes()))) {
            openedBefore.add(account);
        } else {
            openedBefore.remove(account);
        }
    }

    /** The ledger has noted that it ended, and surely changed nothing. */
    void undone(Acct account) {
        account.told = toldBefore.get(account);
    }

    void runBegins(Collection<Acct> accounts) {
        accounts.forEach(account -> atBegin.put(account, new Shown(account.shown(), account.jobsGiven)));
    }

    /** A run has planned, so it has looked at Synapse; where it did nothing more to an account, what that showed is settled. */
    void planned(Collection<Acct> accounts) {
        accounts.forEach(account -> {
            Shown begin = atBegin.get(account);
            if (!new Shown(account.shown(), account.jobsGiven).equals(begin)) {
                return;
            }
            if (begin.state() == AccountState.ACTIVE && account.shows == account.jobsGiven) {
                last.remove(account);
                foreign.remove(account);
            }
            if (account.told == AccountState.ACTIVE) {
                return;
            }
            if (begin.state() == account.told) {
                closingSeen.add(account);
            } else if (begin.state() == AccountState.ACTIVE && closingSeen.remove(account)) {
                account.told = AccountState.ACTIVE;
            }
        });
    }

    /** Whether this opening repeats one that may have been made: it can't be told from one that a person has undone since. */
    boolean isRepeated(Decision decision, Acct account) {
        return decision.rule() == Rule.UNFINISHED && openedBefore.contains(account);
    }

    /** Whether an opening is told as one of what somebody else closed; one that was cut off is repeated under another rule, and told all the same. */
    boolean isTold(Decision decision, Acct account) {
        return decision.rule() == Rule.CLOSED_BY_SOMEBODY_ELSE || decision.rule() == Rule.UNFINISHED && foreign.contains(account);
    }
}

package dev.lockstep.ledger;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What tests write into a ledger. */
public final class Entries {

    public static final Origin RUN = new Origin("run1", "cli", "tester");

    private Entries() {
    }

    public static Decision decision(Mxid mxid, AccountAction action) {
        return new Decision(mxid, action.closes() ? Decision.Person.NOT_IN_GROUP : Decision.Person.IN_GROUP,
                Optional.of(action.closes() ? AccountState.ACTIVE : AccountState.DEACTIVATED), Optional.of(action), action.closes() ? Rule.LEFT_GROUP : Rule.MEMBER_RETURNS);
    }

    public static Decision skipped(Mxid mxid, Rule rule) {
        return new Decision(mxid, Decision.Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.empty(), rule);
    }

    public static SyncPlan plan(List<Decision> actions, List<Decision> skipped) {
        return new SyncPlan("deactivate", 10, 10, 0, 10, actions, skipped, List.of(), List.of(), true, List.of());
    }

    public static GivenUp failure(String outcome, boolean maybeChanged, int attempts) {
        return new GivenUp(outcome, maybeChanged, attempts, OptionalInt.of(1), 1, 2, "mas-cli manage lock-user -- alice", "Error: said", "'mas-cli' ended badly: Error: said");
    }

    /** Ends an action, well or not. */
    public static void ended(Ledger ledger, Origin origin, Decision decision, long action, String outcome, boolean maybeChanged, Instant when) {
        if (outcome.equals(Ledger.DONE)) {
            ledger.actionDone(origin, decision, action, 1, when);
        } else {
            ledger.actionGivenUp(origin, decision, action, failure(outcome, maybeChanged, 1), when);
        }
    }
}

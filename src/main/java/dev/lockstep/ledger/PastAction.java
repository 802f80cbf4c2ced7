package dev.lockstep.ledger;

import dev.lockstep.account.AccountAction;
import java.time.Instant;
import java.util.Optional;

/**
 * An action of ours, as the ledger remembers it.
 *
 * @param run     the id of its run
 * @param trigger what started that run; empty where the ledger doesn't know it
 * @param action  what was done
 * @param rule    the name of the rule that asked for it
 * @param began   when it began
 * @param outcome {@link Ledger#DONE} or the name of a failure; empty while it has no end
 * @param detail  what went wrong, empty when it is done
 * @param seen    whether Synapse has shown it since
 * @param undone  when it was seen that somebody else had undone it
 */
public record PastAction(String run, String trigger, AccountAction action, String rule, Instant began, Optional<String> outcome, String detail, boolean seen,
        Optional<Instant> undone) {

    public boolean done() {
        return outcome.filter(Ledger.DONE::equals).isPresent();
    }
}

package dev.lockstep.plan;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import java.util.Optional;

/**
 * What the table says of one person or account.
 *
 * @param mxid   whose account
 * @param person where the person stands in Keycloak
 * @param state  the account as Synapse shows it; empty where there is none
 * @param action what is to be done; empty for nothing
 * @param rule   why
 */
public record Decision(Mxid mxid, Person person, Optional<AccountState> state, Optional<AccountAction> action, Rule rule) {

    /** Where a person stands in Keycloak. */
    public enum Person {
        IN_GROUP("in the group"), DISABLED("in the group, disabled"), NOT_IN_GROUP("not in the group"), AMBIGUOUS("two members"), NAMESAKE("another of that name");

        private final String words;

        Person(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Whether somebody is shut out by it. */
    public boolean closes() {
        return action.map(AccountAction::closes).orElse(false);
    }

    /** Whether the devices and keys of the account stay, whatever {@code lockstep.lock-sessions} says: it is locked for a doubt, and shall be as it was when it is opened again. */
    public boolean keepsSessions() {
        return action.equals(Optional.of(AccountAction.LOCK)) && person != Person.NOT_IN_GROUP;
    }

    /** Whether it opens what somebody else had closed: with {@code lockstep.reopen=ask} only a person's word does that. */
    public boolean opensWhatSomebodyElseClosed() {
        return rule == Rule.CLOSED_BY_SOMEBODY_ELSE && action.isPresent();
    }

    /** The state that decides which calls the action needs: unknown, thus empty, after an action of ours that may have been cut off halfway. */
    public Optional<AccountState> certainState() {
        return rule == Rule.UNFINISHED ? Optional.empty() : state;
    }

    Decision leftAlone(Rule why) {
        return new Decision(mxid, person, state, Optional.empty(), why);
    }
}

package dev.lockstep.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.Rule;
import dev.lockstep.story.Matrix.Acct;
import dev.lockstep.story.Matrix.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What leaves a trace, and what doesn't. */
class TracesTest {

    private final Matrix matrix = new Matrix();
    private final Traces traces = new Traces();
    private final Acct account = matrix.add("n0", Kind.ORDINARY, Optional.empty());

    @Test
    void a_closing_by_hand_that_is_the_same_as_ours_leaves_none() {
        weLock();
        look();
        matrix.byHand(account, AccountState.ACTIVE);
        matrix.byHand(account, AccountState.LOCKED);
        assertThat(account.closedByHand).isFalse();
    }

    @Test
    void but_it_does_after_looks_that_showed_ours_and_then_the_account_open() {
        weLock();
        look();
        matrix.byHand(account, AccountState.ACTIVE);
        look();
        matrix.byHand(account, AccountState.LOCKED);
        assertThat(account.closedByHand).isTrue();
    }

    @Test
    void and_when_it_goes_further_than_ours_did() {
        weLock();
        matrix.byHand(account, AccountState.DEACTIVATED);
        assertThat(account.closedByHand).isTrue();
    }

    @Test
    void a_closing_of_ours_that_surely_changed_nothing_hides_none() {
        traces.noted(decision(AccountAction.LOCK, Rule.LEFT_GROUP), account);
        traces.undone(account);
        matrix.byHand(account, AccountState.LOCKED);
        assertThat(account.closedByHand).isTrue();
    }

    @Test
    void an_opening_is_a_repeated_one_until_a_look_shows_the_account_open() {
        Decision again = decision(AccountAction.ACTIVATE, Rule.UNFINISHED);
        matrix.byHand(account, AccountState.LOCKED);
        traces.noted(decision(AccountAction.ACTIVATE, Rule.MEMBER_RETURNS), account);
        traces.noted(again, account);
        assertThat(traces.isRepeated(again, account)).isTrue();

        matrix.byHand(account, AccountState.ACTIVE);
        look();
        traces.noted(again, account);
        assertThat(traces.isRepeated(again, account)).isFalse();
    }

    @Test
    void an_unfinished_opening_is_told_only_where_it_began_as_one_of_what_somebody_else_closed() {
        Decision again = decision(AccountAction.ACTIVATE, Rule.UNFINISHED);
        assertThat(traces.isTold(again, account)).isFalse();
        traces.noted(decision(AccountAction.ACTIVATE, Rule.CLOSED_BY_SOMEBODY_ELSE), account);
        assertThat(traces.isTold(again, account)).isTrue();
    }

    private void weLock() {
        traces.noted(decision(AccountAction.LOCK, Rule.LEFT_GROUP), account);
        matrix.call(List.of("manage", "lock-user", "--", "n0"));
        matrix.work();
    }

    private void look() {
        traces.runBegins(matrix.accounts());
        traces.planned(matrix.accounts());
    }

    private static Decision decision(AccountAction action, Rule rule) {
        return new Decision(new Mxid("n0", Matrix.SERVER), Person.IN_GROUP, Optional.empty(), Optional.of(action), rule);
    }
}

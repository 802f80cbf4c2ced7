package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision.Person;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyncPlanTest {

    private static final Decision BOB = decision("bob", AccountAction.DEACTIVATE, Rule.LEFT_GROUP);
    private static final Decision CAROL = decision("carol", AccountAction.ACTIVATE, Rule.MEMBER_RETURNS);

    @Test
    void theIdIsAHashOfTheActionsAlone() {
        SyncPlan plan = plan(List.of(BOB, CAROL));

        assertThat(plan.id()).isEqualTo("d17eb9f9f0bc");
        assertThat(new SyncPlan("lock", 7, 8, 9, 10, List.of(BOB, CAROL), List.of(BOB), List.of(new Unmapped("x", "y")), List.of(BOB.mxid()), true, List.of(new Renamed("x", BOB.mxid()))).id()).isEqualTo(plan.id());
    }

    @Test
    void theIdIsAnotherForAnotherActionOrAccount() {
        assertThat(List.of(plan(List.of()).id(), plan(List.of(BOB)).id(), plan(List.of(CAROL)).id(), plan(List.of(BOB, CAROL)).id(),
                plan(List.of(decision("bob", AccountAction.LOCK, Rule.LEFT_GROUP))).id())).doesNotHaveDuplicates();
    }

    @Test
    void theRuleIsNotPartOfTheId() {
        assertThat(plan(List.of(decision("bob", AccountAction.DEACTIVATE, Rule.GRACE_OVER))).id()).isEqualTo(plan(List.of(BOB)).id());
    }

    /** In Turkish the small letter of I has no dot. */
    @Test
    void namesAndIdsAreTheSameInEveryLanguage() {
        Locale before = Locale.getDefault();
        String id = plan(List.of(BOB, CAROL)).id();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(plan(List.of(BOB, CAROL)).id()).isEqualTo(id);
            assertThat(Arrays.stream(Rule.values()).map(Rule::id)).allMatch(name -> name.matches("[a-z-]+"));
            assertThat(Arrays.stream(AccountAction.values()).map(AccountAction::words)).containsExactly("deactivate", "lock", "activate");
            assertThat(Arrays.stream(AccountState.values()).map(AccountState::words)).containsExactly("active", "locked", "deactivated", "erased");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theStateIsCertainUnlessAnActionWasCutOff() {
        assertThat(BOB.certainState()).contains(AccountState.ACTIVE);
        assertThat(decision("bob", AccountAction.DEACTIVATE, Rule.UNFINISHED).certainState()).isEmpty();
    }

    @Test
    void whatBecameOfSomebodyCanBeAsked() {
        Decision dora = new Decision(Mxid.parse("@dora:example.org"), Person.IN_GROUP, Optional.empty(), Optional.empty(), Rule.NOT_SIGNED_IN_YET);
        SyncPlan plan = new SyncPlan("deactivate", 2, 2, 0, 1, List.of(BOB), List.of(dora), List.of(), List.of(), true, List.of());

        assertThat(plan.of(BOB.mxid())).contains(BOB);
        assertThat(plan.of(dora.mxid())).contains(dora);
        assertThat(plan.of(Mxid.parse("@erin:example.org"))).isEmpty();
    }

    @Test
    void aPlanClosesWhenItLocksOrDeactivates() {
        assertThat(plan(List.of()).closes()).isFalse();
        assertThat(plan(List.of(CAROL)).closes()).isFalse();
        assertThat(plan(List.of(BOB)).closes()).isTrue();
        assertThat(plan(List.of(BOB, CAROL)).closings()).containsExactly(BOB);
    }

    @Test
    void whoIsLeftAloneKeepsEverythingButTheAction() {
        SyncPlan plan = plan(List.of(BOB, CAROL)).leavingAlone(Set.of(BOB.mxid(), CAROL.mxid()), Rule.SECOND_LOOK);

        assertThat(plan.actions()).containsExactly(CAROL);
        assertThat(plan.skipped()).containsExactly(new Decision(BOB.mxid(), Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.empty(), Rule.SECOND_LOOK));
    }

    private static SyncPlan plan(List<Decision> actions) {
        return new SyncPlan("deactivate", 0, 0, 0, 0, actions, List.of(), List.of(), List.of(), true, List.of());
    }

    private static Decision decision(String name, AccountAction action, Rule rule) {
        return new Decision(new Mxid(name, "example.org"), Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.of(action), rule);
    }
}

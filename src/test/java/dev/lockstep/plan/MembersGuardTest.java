package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.GuardPolicy.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembersGuardTest {

    private static final MembersGuard TEN_PERCENT = new MembersGuard(new Limit(10, true), true);

    @ParameterizedTest
    @CsvSource({"100, 90, false", "100, 89, true", "8, 7, false", "8, 6, true", "4, 1, true", "100, 120, false", "1, 0, false", "0, 0, false"})
    void fewer_members_than_the_limit_allows_hold_a_plan_that_closes_anybody(int before, int now, boolean held) {
        assertThat(!TEN_PERCENT.reasons(closing(), Map.of("", before), Map.of("", now)).isEmpty()).isEqualTo(held);
        assertThat(TEN_PERCENT.reasons(opening(), Map.of("", before), Map.of("", now))).isEmpty();
    }

    @Test
    void a_limit_can_be_a_count() {
        MembersGuard three = new MembersGuard(new Limit(3, false), true);
        assertThat(three.reasons(closing(), Map.of("", 100), Map.of("", 97))).isEmpty();
        assertThat(three.reasons(closing(), Map.of("", 100), Map.of("", 96))).hasSize(1);
    }

    @Test
    void one_user_federation_that_is_down_holds_though_the_rest_has_grown() {
        assertThat(TEN_PERCENT.reasons(closing(), Map.of("", 200, "ldap-1", 50), Map.of("", 210))).singleElement().asString()
                .contains("the user federation 'ldap-1' 0 members, 50 fewer than the 50", "lockstep.guard.max-shrinkage is 10 %");
    }

    @Test
    void without_a_good_look_there_is_nothing_to_compare() {
        assertThat(TEN_PERCENT.reasons(closing(), Map.of(), Map.of("", 1))).isEmpty();
    }

    @Test
    void members_without_a_matrix_user_id_hold_unless_they_are_to_be_ignored() {
        SyncPlan plan = plan(AccountAction.DEACTIVATE, List.of(new Unmapped("a\u202eb", "is no localpart")));
        assertThat(TEN_PERCENT.reasons(plan, Map.of(), Map.of("", 1))).singleElement().asString().contains("1 member has no valid", "'a\\u202eb'", "lockstep.guard.unmapped=ignore");
        assertThat(new MembersGuard(new Limit(10, true), false).reasons(plan, Map.of(), Map.of("", 1))).isEmpty();
    }

    private static SyncPlan closing() {
        return plan(AccountAction.LOCK, List.of());
    }

    private static SyncPlan opening() {
        return plan(AccountAction.ACTIVATE, List.of(new Unmapped("x", "y")));
    }

    private static SyncPlan plan(AccountAction action, List<Unmapped> unmapped) {
        Decision decision = new Decision(Mxid.parse("@a:hs"), Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.of(action), Rule.LEFT_GROUP);
        return new SyncPlan("lock", 1, 1, 0, 1, List.of(decision), List.of(), unmapped, List.of(), true, List.of());
    }
}

package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.Census;
import dev.lockstep.account.Headcount;
import dev.lockstep.plan.GuardPolicy.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembersGuardTest {

    private static final MembersGuard TEN_PERCENT = new MembersGuard(new Limit(10, true));

    @ParameterizedTest
    @CsvSource({"100, 90, false", "100, 89, true", "8, 7, false", "8, 6, true", "4, 1, true", "100, 120, false", "1, 0, false", "0, 0, false"})
    void fewer_members_than_the_limit_allows_speak_against_a_look(int before, int now, boolean against) {
        assertThat(!TEN_PERCENT.missing(good(all(before, 0)), all(now, 0)).isEmpty()).as("members").isEqualTo(against);
        assertThat(!TEN_PERCENT.missing(good(all(200, before)), all(200, now)).isEmpty()).as("enabled members").isEqualTo(against);
    }

    @Test
    void a_limit_can_be_a_count() {
        MembersGuard three = new MembersGuard(new Limit(3, false));
        assertThat(three.missing(good(all(100, 100)), all(97, 97))).isEmpty();
        assertThat(three.missing(good(all(100, 100)), all(96, 97))).hasSize(1);
    }

    @Test
    void one_user_federation_that_is_down_speaks_against_it_though_the_rest_has_grown() {
        Census before = census(Map.of("", new Headcount(200, 200), "ldap-1", new Headcount(50, 50)));
        assertThat(TEN_PERCENT.missing(good(before), all(210, 210))).hasSize(2).first().asString()
                .contains("the user federation 'ldap-1' 0 members, 50 fewer than the 50", "lockstep.guard.max-shrinkage is 10 %");
    }

    @Test
    void a_directory_that_shows_its_people_disabled_speaks_against_it() {
        Census before = census(Map.of("", new Headcount(15, 15), "ldap-1", new Headcount(5, 5)));
        Census now = census(Map.of("", new Headcount(15, 10), "ldap-1", new Headcount(5, 0)));
        assertThat(TEN_PERCENT.missing(good(before), now)).hasSize(2).last().asString().contains("from the user federation 'ldap-1' 0 enabled members, 5 fewer than the 5");
    }

    @Test
    void a_group_that_is_gone_speaks_against_it_however_many_members_there_are() {
        Census before = new Census(List.of("g1", "g2"), Map.of("", new Headcount(5, 5)));
        Census now = new Census(List.of("g1", "g3"), Map.of("", new Headcount(50, 50)));
        assertThat(TEN_PERCENT.missing(good(before), now)).singleElement().asString().contains("The group with the id 'g2' was", "lockstep.keycloak.group");
        assertThat(TEN_PERCENT.missing(good(now), new Census(List.of("g1", "g2", "g3"), now.counts()))).isEmpty();
    }

    @Test
    void totals_are_compared_whatever_the_groups_were() {
        Census before = new Census(List.of("g1"), Map.of("", new Headcount(13, 13)));
        assertThat(TEN_PERCENT.missing(good(before), new Census(List.of("g1", "g2"), Map.of("", new Headcount(8, 8))))).hasSize(2);
    }

    @Test
    void without_a_good_look_there_is_nothing_to_compare() {
        assertThat(TEN_PERCENT.missing(Optional.empty(), all(1, 1))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"13, 13, false", "13, 11, false", "13, 10, true", "8, 13, true", "100, 90, false", "90, 101, false", "90, 102, true"})
    void two_readings_that_differ_by_more_than_the_limit_can_not_both_be_true(int first, int second, boolean against) {
        assertThat(!TEN_PERCENT.differing(all(first, 0), all(second, 0)).isEmpty()).isEqualTo(against);
        assertThat(!TEN_PERCENT.differing(census(Map.of("", new Headcount(500, 500), "x", new Headcount(0, first))), census(Map.of("", new Headcount(500, 500), "x", new Headcount(0, second)))).isEmpty())
                .isEqualTo(against);
    }

    private static Optional<Census> good(Census census) {
        return Optional.of(census);
    }

    private static Census all(int members, int enabled) {
        return census(Map.of("", new Headcount(members, enabled)));
    }

    private static Census census(Map<String, Headcount> counts) {
        return new Census(List.of("g1"), counts);
    }
}

package dev.lockstep.plan;

import static dev.lockstep.account.PersonPage.Directory.ANSWERS;
import static dev.lockstep.account.PersonPage.Directory.DOWN;
import static dev.lockstep.account.PersonPage.Directory.NONE;
import static dev.lockstep.account.PersonPage.Directory.SILENT_HERE;
import static dev.lockstep.plan.Finding.CLOSE;
import static dev.lockstep.plan.Finding.DIRECTORY_DOWN;
import static dev.lockstep.plan.Finding.DOUBTFUL;
import static dev.lockstep.plan.Finding.MEMBER_AFTER_ALL;
import static dev.lockstep.plan.Finding.NOT_ASKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.account.PersonPage.Found;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.SyncPolicy.DisabledMembers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Keycloak's own page of a person means to the closing of their account, row by row. */
class FindingTest {

    @ParameterizedTest
    @CsvSource({
        // directory, in the group, enabled, listed before -> for somebody whom the listing lacks
        "NONE, false, true, true, CLOSE", "NONE, false, true, false, CLOSE", "NONE, true, true, true, MEMBER_AFTER_ALL", "NONE, true, true, false, MEMBER_AFTER_ALL",
        "NONE, true, false, true, MEMBER_AFTER_ALL",
        "ANSWERS, false, true, true, CLOSE", "ANSWERS, false, false, false, CLOSE", "ANSWERS, true, true, false, MEMBER_AFTER_ALL", "ANSWERS, true, true, true, DOUBTFUL",
        "SILENT_HERE, true, true, false, DOUBTFUL", "SILENT_HERE, false, true, true, DOUBTFUL", "DOWN, true, true, true, DIRECTORY_DOWN", "DOWN, false, false, false, DIRECTORY_DOWN"
    })
    void somebody_whom_the_listing_lacks(Directory directory, boolean inGroup, boolean enabled, boolean listedBefore, Finding finding) {
        assertThat(Finding.of(inquiry(Person.NOT_IN_GROUP, listedBefore, ""), page(directory, inGroup, enabled, ""), DisabledMembers.LOCK)).isEqualTo(finding);
    }

    @ParameterizedTest
    @CsvSource({
        // directory, in the group, enabled -> for a member whom the listing shows disabled
        "NONE, true, false, CLOSE", "NONE, true, true, MEMBER_AFTER_ALL", "NONE, false, false, CLOSE", "ANSWERS, true, false, CLOSE", "ANSWERS, true, true, MEMBER_AFTER_ALL",
        "SILENT_HERE, true, false, DOUBTFUL", "DOWN, true, false, DIRECTORY_DOWN"
    })
    void a_member_whom_the_listing_shows_disabled(Directory directory, boolean inGroup, boolean enabled, Finding finding) {
        assertThat(Finding.of(inquiry(Person.DISABLED, true, ""), page(directory, inGroup, enabled, ""), DisabledMembers.LOCK)).isEqualTo(finding);
    }

    @Test
    void a_disabled_member_who_counts_as_absent_is_absent_by_their_page_too() {
        assertThat(Finding.of(inquiry(Person.NOT_IN_GROUP, true, ""), page(NONE, true, false, ""), DisabledMembers.ABSENT)).isEqualTo(CLOSE);
        assertThat(Finding.of(inquiry(Person.NOT_IN_GROUP, true, ""), page(ANSWERS, true, true, ""), DisabledMembers.ABSENT)).isEqualTo(DOUBTFUL);
    }

    @Test
    void nobody_is_an_answer_and_a_missing_right_is_none() {
        assertThat(Finding.of(inquiry(Person.NOT_IN_GROUP, true, ""), PersonPage.nobody(), DisabledMembers.LOCK)).isEqualTo(CLOSE);
        assertThat(Finding.of(inquiry(Person.NOT_IN_GROUP, false, ""), PersonPage.notAllowed(), DisabledMembers.LOCK)).isEqualTo(NOT_ASKED);
        assertThat(Finding.of(inquiry(Person.NOT_IN_GROUP, false, ""), PersonPage.down("ldap"), DisabledMembers.LOCK)).isEqualTo(DIRECTORY_DOWN);
    }

    @Test
    void an_id_that_was_handed_on_to_a_new_person_of_that_name_says_nothing_of_the_old_one() {
        assertThat(Finding.of(inquiry(Person.NOT_IN_GROUP, true, "uuid-1"), page(ANSWERS, true, true, "uuid-2"), DisabledMembers.LOCK)).isEqualTo(CLOSE);
        assertThat(Finding.of(inquiry(Person.NOT_IN_GROUP, true, "uuid-1"), page(ANSWERS, true, true, "uuid-1"), DisabledMembers.LOCK)).isEqualTo(DOUBTFUL);
    }

    @Test
    void more_than_five_oddities_and_a_silent_directory_speak_against_the_whole_look() {
        assertThat(hearing(5, 0).reasons()).isEmpty();
        assertThat(hearing(3, 3).reasons()).singleElement().asString().startsWith("6 people are missing in Keycloak's list of the group").contains("@p01:hs", "size limit");
        assertThat(hearing(0, 2).holds()).singleElement().satisfies(hold -> {
            assertThat(hold.accounts()).hasSize(2);
            assertThat(hold.reason().text()).contains("Sync changed users");
        });
        Map<Inquiry, PersonPage> pages = Map.of(inquiry(Person.NOT_IN_GROUP, true, ""), PersonPage.down("ldap-7"));
        assertThat(Hearing.of(pages, DisabledMembers.LOCK).reasons()).singleElement().asString().contains("The user federation 'ldap-7' behind Keycloak does not answer");
    }

    private static Hearing hearing(int members, int doubtful) {
        Map<Inquiry, PersonPage> pages = new HashMap<>();
        IntStream.rangeClosed(1, members + doubtful).forEach(i -> {
            Decision closing = decision(Person.NOT_IN_GROUP, "@p%02d:hs".formatted(i));
            pages.put(new Inquiry(closing, question(""), i > members), page(ANSWERS, true, true, ""));
        });
        return Hearing.of(pages, DisabledMembers.LOCK);
    }

    private static Inquiry inquiry(Person person, boolean listedBefore, String directoryId) {
        return new Inquiry(decision(person, "@a:hs"), question(directoryId), listedBefore);
    }

    private static Decision decision(Person person, String mxid) {
        return new Decision(Mxid.parse(mxid), person, Optional.of(AccountState.ACTIVE), Optional.of(AccountAction.LOCK), person == Person.DISABLED ? Rule.MEMBER_DISABLED : Rule.LEFT_GROUP);
    }

    private static PersonQuestion question(String directoryId) {
        return new PersonQuestion(Optional.of("id"), Optional.empty(), directoryId.isEmpty() ? Optional.empty() : Optional.of(new DirectoryEntry("ldap", Optional.of(directoryId))),
                Set.of("g"), Map.of("ldap", List.of("other")));
    }

    private static PersonPage page(Directory directory, boolean inGroup, boolean enabled, String directoryId) {
        return new PersonPage(Found.SOMEBODY, enabled, inGroup, directory, directoryId.isEmpty() ? Optional.empty() : Optional.of(new DirectoryEntry("ldap", Optional.of(directoryId))));
    }
}

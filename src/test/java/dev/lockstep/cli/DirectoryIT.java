package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.HELD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Rule;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxFederation;
import dev.lockstep.sandbox.SandboxFederation.Mapper;
import dev.lockstep.sandbox.SandboxKeycloak.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** People of an LDAP directory behind Keycloak, whose listings come short, or disabled, with 200: nobody is shut out whom Keycloak's own page shows in the group. */
@Timeout(120)
class DirectoryIT {

    private static final String LDAP = "ldap-1";

    /** Limits that hold nothing, so that each test shows what asking for the person does. */
    private Installation here = Installation.with("lockstep.guard.max-closings", "1000", "lockstep.guard.max-closings-count", "1000", "lockstep.guard.max-shrinkage", "1000");

    @AfterEach
    void stop() {
        here.close();
    }

    @ParameterizedTest
    @EnumSource(Mapper.class)
    void a_directory_that_is_down_holds_the_whole_run_and_nobody_is_shut_out(Mapper mapper) {
        SandboxFederation federation = people(true, mapper, 5);
        here.member("anna").member("own").leaver("stranger");
        here.sync();
        here.sandbox().keycloak().leave("own", Sandbox.GROUP);
        int before = here.changes().size();

        federation.ldap().down();
        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(HELD);
        assertThat(reason(run)).contains("The user federation 'ldap-1' behind Keycloak does not answer for anybody");
        assertThat(here.changes()).as("nobody at all, neither the one who really left").hasSize(before);

        federation.ldap().up();
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("own")).isEqualTo("deactivated");
        assertThat(states()).containsOnly("active");
    }

    @Test
    void a_directory_that_is_down_and_not_imported_holds_the_whole_run() {
        SandboxFederation federation = people(false, Mapper.LIVE, 5);
        here.member("anna");
        here.sync();

        federation.ldap().down();

        SyncRun run = here.sync();
        assertThat(run.exitCode()).as(run.failure().toString()).isEqualTo(HELD);
        assertThat(reason(run)).contains("does not answer for anybody");
        assertThat(states()).containsOnly("active");
    }

    @Test
    void people_of_a_directory_who_are_cached_while_it_is_down_are_safe_too() {
        SandboxFederation federation = people(true, Mapper.LIVE, 3);
        here.member("anna");
        here.sync();
        IntStream.rangeClosed(1, 3).forEach(i -> here.sandbox().keycloak().userId("p" + i));
        here.plan();
        federation.ldap().down();

        assertThat(here.sync().exitCode()).isEqualTo(HELD);
        assertThat(states()).containsOnly("active");
    }

    @Test
    void who_left_the_group_in_the_directory_or_was_deleted_there_is_closed() {
        SandboxFederation federation = people(true, Mapper.LIVE, 5);
        here.member("anna");
        here.sync();

        federation.ldap().leave("p1", Sandbox.GROUP);
        federation.ldap().removeUser("p2");

        SyncRun run = here.sync();
        assertThat(run.exitCode()).as(run.verdict().map(verdict -> verdict.reason()).toString()).isEqualTo(DONE);
        assertThat(states("p1", "p2")).containsOnly("deactivated");
        assertThat(states("p3", "p4", "p5")).containsOnly("active");
    }

    @Test
    void a_listing_that_is_cut_short_holds_those_whom_it_lost_and_the_others_are_closed() {
        SandboxFederation federation = people(true, Mapper.LIVE, 6);
        here.member("anna").member("own");
        here.sync();
        here.sandbox().keycloak().leave("own", Sandbox.GROUP);

        federation.ldap().sizeLimit(4);
        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(HELD);
        assertThat(here.state("own")).as("nothing speaks against that one").isEqualTo("deactivated");
        assertThat(states("p5", "p6")).containsOnly("active");
        assertThat(reason(run)).contains("2 people are missing in Keycloak's list of the group", "@p5:corp.example, @p6:corp.example", "Sync changed users");
        assertThat(here.apply(run.heldPlan().id()).exitCode()).as("a person who knows better has the last word").isEqualTo(DONE);
        assertThat(states("p5", "p6")).containsOnly("deactivated");
    }

    @Test
    void whoever_applies_a_plan_settles_only_what_they_read_to_be_doubtful_in_it() {
        SandboxFederation federation = people(true, Mapper.LIVE, 6);
        here.member("anna").member("own");
        here.sync();
        here.sandbox().keycloak().leave("own", Sandbox.GROUP);
        federation.ldap().leave("p5", Sandbox.GROUP);
        String read = here.plan().verdict().orElseThrow().plan().id();

        // The one who left is back, but the directory is down before a person gives the word.
        federation.ldap().join("p5", Sandbox.GROUP);
        federation.ldap().down();
        int before = here.changes().size();
        SyncRun down = here.apply(read);

        assertThat(down.exitCode()).isEqualTo(HELD);
        assertThat(reason(down)).contains("When this plan was stored nothing spoke against these closings, and now Keycloak does not say that the people left, so they are left alone: @own:corp.example, @p5:corp.example.");
        assertThat(here.changes()).hasSize(before);

        String doubted = here.plan().verdict().orElseThrow().plan().id();
        assertThat(here.apply(doubted).exitCode()).as("a person who read that has the last word").isEqualTo(DONE);
    }

    @Test
    void more_than_five_whom_the_listing_lost_hold_everything() {
        SandboxFederation federation = people(true, Mapper.LIVE, 10);
        here.member("anna").member("own");
        here.sync();
        here.sandbox().keycloak().leave("own", Sandbox.GROUP);

        federation.ldap().sizeLimit(4);

        assertThat(here.sync().exitCode()).isEqualTo(HELD);
        assertThat(here.state("own")).isEqualTo("active");
        assertThat(states()).containsOnly("active");
    }

    @Test
    void whoever_the_listing_never_shows_and_the_page_does_is_a_member_after_all() {
        SandboxFederation federation = people(true, Mapper.LIVE, 0);
        federation.ldap().addUser("hard", "hard@corp.example");
        federation.hardcodedGroup(Sandbox.GROUP).sync();
        here.member("anna").leaver("hard").leaver("carl");

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(rule(run, "hard")).contains(Rule.MEMBER_AFTER_ALL);
        assertThat(here.state("hard")).isEqualTo("active");
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void one_odd_person_of_a_directory_that_answers_for_others_waits() {
        SandboxFederation federation = people(true, Mapper.LIVE, 4);
        federation.removesInvalid(false);
        here.member("anna").member("own");
        here.sync();
        here.sandbox().keycloak().leave("own", Sandbox.GROUP);

        federation.ldap().hide("p1");
        here.sandbox().keycloak().faults().always("/users/" + here.sandbox().keycloak().userId("p1") + "/credentials", dev.lockstep.sandbox.Fault.status(500));
        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(HELD);
        assertThat(here.state("p1")).isEqualTo("active");
        assertThat(here.state("own")).isEqualTo("deactivated");
    }

    @ParameterizedTest
    @EnumSource(Mapper.class)
    void people_who_are_imported_again_with_new_ids_are_the_same_people(Mapper mapper) {
        SandboxFederation federation = people(true, mapper, 3);
        here.member("anna");
        here.sync();
        here.sandbox().keycloak().rename("p1", "q1");

        federation.importAgain();

        SyncRun run = here.sync();
        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(states()).containsOnly("active");
        assertThat(run.verdict().orElseThrow().plan().renamed()).extracting(renamed -> renamed.mxid().localpart()).containsExactly("p1");
    }

    @Test
    void an_id_that_goes_to_a_new_person_of_that_name_does_not_give_them_the_account() {
        SandboxFederation federation = people(false, Mapper.LIVE, 3);
        here.member("anna");
        here.sync();

        federation.ldap().removeUser("p1");
        federation.ldap().addUser("p1", "other@corp.example");
        federation.ldap().join("p1", Sandbox.GROUP);

        assertThat(rule(here.sync(), "p1")).contains(Rule.RECYCLED_NAME);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void without_the_right_to_ask_the_directory_the_counts_are_the_guard(boolean imports) {
        people(imports, Mapper.LIVE, 8);
        here.member("anna");
        here.restart("lockstep.guard.max-shrinkage", "10%");
        here.sandbox().keycloak().role(Role.NO_CREDENTIALS);
        here.sync();

        here.sandbox().keycloak().federation(LDAP).ldap().down();

        SyncRun run = here.sync();
        assertThat(run.exitCode()).isEqualTo(HELD);
        assertThat(reason(run)).contains("from the user federation 'ldap-1' 0 members, 8 fewer than the 8 of the last good look");
        assertThat(states()).containsOnly("active");
    }

    /** People of the directory, in the group, with accounts. */
    private SandboxFederation people(boolean imports, Mapper mapper, int count) {
        SandboxFederation federation = here.sandbox().keycloak().federation(LDAP, imports, mapper);
        IntStream.rangeClosed(1, count).mapToObj(i -> "p" + i).forEach(name -> {
            federation.ldap().addUser(name, name + "@corp.example");
            federation.ldap().join(name, Sandbox.GROUP);
            here.sandbox().mas().addUser(name);
        });
        federation.sync();
        return federation;
    }

    private List<String> states(String... names) {
        return Arrays.stream(names.length > 0 ? names : IntStream.rangeClosed(1, 10).mapToObj(i -> "p" + i).filter(name -> here.sandbox().synapse().account(name).isPresent()).toArray(String[]::new))
                .map(here::state).toList();
    }

    private static String reason(SyncRun run) {
        return run.heldReason().orElseThrow();
    }

    private static Optional<Rule> rule(SyncRun run, String name) {
        return run.verdict().orElseThrow().plan().of(Mxid.parse("@" + name + ":corp.example")).map(Decision::rule);
    }
}

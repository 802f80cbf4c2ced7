package dev.lockstep.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.SandboxKeycloak;
import dev.lockstep.settings.GivenSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter with Keycloak's own client, against the sandbox. */
class KeycloakGroupTest {

    private static final String MEMBERS = "/members";

    private final SandboxKeycloak keycloak = SandboxKeycloak.start("corp").admin("admin", "pass-sesame").client("lockstep", "client-sesame");
    private final List<KeycloakGroup> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(KeycloakGroup::close);
        keycloak.close();
    }

    @Test
    void a_group_is_found_by_its_name_its_path_and_its_id() {
        String id = keycloak.addGroup("/staff/it/chat");
        member("anna", "/staff/it/chat");
        for (String given : List.of("chat", "/staff/it/chat", id)) {
            Members members = group(given).members();
            assertThat(members.groups()).as(given).containsExactly(id);
            assertThat(members.all()).as(given).containsExactly(new Member(keycloak.userId("anna"), "anna", Optional.of("anna"), true));
        }
    }

    @Test
    void a_part_of_a_name_or_another_case_finds_nothing() {
        keycloak.addGroup("/chatters");
        member("anna", "/chatters");
        for (String given : List.of("chat", "Chatters", "/chat", "/chatters/chatters")) {
            assertThatThrownBy(() -> group(given).members()).as(given).isInstanceOf(SetupException.class).hasMessageContaining("no group '" + given + "' in realm 'corp'");
        }
    }

    @Test
    void a_group_beside_others_whose_names_hold_its_own_is_the_one() {
        keycloak.addGroup("/chatters");
        member("other", "/chatters");
        member("anna", "/chat");
        assertThat(names(group("chat"))).containsExactly("anna");
    }

    @Test
    void two_groups_of_one_name_are_refused_with_both_paths() {
        member("anna", "/staff/chat");
        member("ben", "/guests/chat");
        assertThatThrownBy(() -> group("chat").members()).isInstanceOf(SetupException.class).hasMessageContaining("2 groups of realm 'corp' are named 'chat': /guests/chat, /staff/chat")
                .hasMessageContaining("Set lockstep.keycloak.group to the path");
        assertThat(names(group("/staff/chat"))).containsExactly("anna");
    }

    @Test
    void a_group_inside_one_of_the_same_name_is_refused_too() {
        member("anna", "/chat/chat");
        assertThatThrownBy(() -> group("chat").members()).isInstanceOf(SetupException.class).hasMessageContaining("/chat, /chat/chat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/100%", "/a#b", "/grün/ä", "/a+b", "/.*", "/a?b"})
    void a_group_of_an_odd_name_is_found_by_its_path_and_its_name(String path) {
        member("anna", path);
        assertThat(names(group(path + "," + path.substring(path.lastIndexOf('/') + 1)))).containsExactly("anna");
    }

    /** Keycloak refuses such a path with 400 whatever stands there, so only another way of naming the group helps. */
    @Test
    void a_path_that_keycloak_does_not_take_is_a_matter_of_the_setup() {
        member("anna", "/a;b");
        assertThat(names(group("a;b"))).containsExactly("anna");
        assertThatThrownBy(() -> group("/a;b").members()).isInstanceOf(SetupException.class).hasMessageContaining("'/a;b'").hasMessageContaining("lockstep.keycloak.group");
    }

    @Test
    void several_groups_are_united_and_everybody_counts_once() {
        String one = keycloak.addGroup("/one");
        String two = keycloak.addGroup("/two");
        member("anna", "/one");
        member("ben", "/two");
        keycloak.join("anna", "/two");
        Members members = group("/one, two, " + one).members();
        assertThat(members.all()).extracting(Member::username).containsExactlyInAnyOrder("anna", "ben");
        assertThat(members.groups()).isEqualTo(Stream.of(one, two).sorted().toList());
    }

    @Test
    void one_unknown_group_among_several_stops_everything() {
        member("anna", "/one");
        assertThatThrownBy(() -> group("one,nosuch").members()).isInstanceOf(SetupException.class).hasMessageContaining("'nosuch'");
    }

    @Test
    void sub_groups_count_only_where_they_are_asked_for() {
        member("anna", "/chat");
        member("ben", "/chat/sub");
        member("carl", "/chat/sub/deep/deeper");
        assertThat(names(group("chat"))).containsExactly("anna");
        assertThat(names(with("lockstep.keycloak.sub-groups", "true"))).containsExactlyInAnyOrder("anna", "ben", "carl");
    }

    @Test
    void more_sub_groups_than_keycloak_lists_at_once_are_all_read() {
        for (int i = 0; i < 25; i++) {
            member("user" + i, "/chat/team" + i);
        }
        Members members = with("lockstep.keycloak.sub-groups", "true").members();
        assertThat(members.all()).hasSize(25);
        assertThat(members.groups()).hasSize(26);
    }

    @Test
    void more_members_than_keycloak_lists_at_once_are_all_read_in_one_answer() {
        many(250);
        assertThat(group("chat").members().all()).hasSize(250);
        assertThat(keycloak.faults().requests(MEMBERS)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"100, 8", "125, 6", "250, 4", "1000, 4"})
    void pages_are_read_twice(int pageSize, int requests) {
        many(250);
        assertThat(with("lockstep.keycloak.page-size", String.valueOf(pageSize)).members().all()).hasSize(250);
        assertThat(keycloak.faults().requests(MEMBERS)).isEqualTo(requests);
    }

    /** Keycloak cuts the page first and leaves somebody out of it then. */
    @Test
    void a_page_with_too_few_members_or_sub_groups_is_not_the_last() {
        many(5);
        keycloak.faults().always("members?first=0&max=2", Fault.body((uri, body) -> body.replaceFirst("\\{[^{}]*}(\\s*,)?", "")));
        assertThat(names(with("lockstep.keycloak.page-size", "2"))).containsExactly("user1", "user2", "user3", "user4");

        String first = keycloak.addGroup("/teams/first");
        String behind = keycloak.addGroup("/elsewhere/behind");
        keycloak.faults().next("children?first=500", 1, Fault.status(200, Map.of("Content-Type", "application/json"), "[{\"id\": \"" + behind + "\", \"name\": \"behind\", \"path\": \"/teams/behind\"}]"));
        Members members = with("lockstep.keycloak.group", "teams", "lockstep.keycloak.sub-groups", "true", "lockstep.guard.allow-empty-group", "true").members();
        assertThat(members.groups()).contains(first, behind).hasSize(3);
    }

    @Test
    void a_page_that_comes_again_and_again_is_read_once() {
        many(3);
        keycloak.addGroup("/chat/sub");
        String same = "[{\"id\": \"1\", \"username\": \"x\"}]";
        keycloak.faults().always(MEMBERS, Fault.status(200, Map.of("Content-Type", "application/json"), same));
        assertThatThrownBy(() -> with("lockstep.keycloak.page-size", "1").members()).isInstanceOf(SourceException.class).hasMessageContaining("twice in pages of 1").hasMessageContaining("page-size=0");
        keycloak.faults().always("/children", Fault.status(200, Map.of("Content-Type", "application/json"), same));
        assertThatThrownBy(() -> with("lockstep.keycloak.sub-groups", "true").members()).isInstanceOf(SourceException.class).hasMessageContaining("one of the sub-groups of '/chat' twice");
        assertThat(keycloak.faults().requests(MEMBERS)).isEqualTo(2);
        assertThat(keycloak.faults().requests("/children")).isEqualTo(2);
    }

    @Test
    void two_readings_that_differ_are_no_reading() {
        many(150);
        // Between the two pages of the first reading somebody leaves: the one behind moves up, and is missed.
        keycloak.faults().atRequest("first=100", 1, Fault.body((uri, body) -> body.replaceFirst("\\{[^{}]*}(\\s*,)?", "")));
        assertThatThrownBy(() -> with("lockstep.keycloak.page-size", "100").members()).isInstanceOf(SourceException.class).hasMessageContaining("Two readings")
                .hasMessageContaining("lockstep.keycloak.page-size=0").hasMessageContaining("Nothing was changed");
    }

    @Test
    void disabled_members_are_listed_as_disabled() {
        member("anna", "/chat");
        member("fay", "/chat");
        keycloak.setEnabled("fay", false);
        assertThat(group("chat").members().all()).extracting(Member::username, Member::enabled)
                .containsExactlyInAnyOrder(tuple("anna", true), tuple("fay", false));
    }

    @Test
    void the_localpart_can_come_from_the_e_mail_address_that_keycloak_has_verified() {
        keycloak.addGroup("/chat");
        keycloak.addUser("u1", "anna.b@corp.example", true);
        keycloak.addUser("u2", null, true);
        keycloak.addUser("u3", "zoe@elsewhere.example", true);
        keycloak.verified("u1").verified("u2").join("u1", "/chat").join("u2", "/chat").join("u3", "/chat");
        assertThat(localparts(with("lockstep.mxid.localpart", "email-localpart"))).containsExactlyInAnyOrder(Optional.of("anna.b"), Optional.empty(), Optional.empty());
    }

    @Test
    void the_localpart_can_come_from_an_attribute() {
        member("u1", "/chat");
        member("u2", "/chat");
        keycloak.attribute("u1", "matrix", "anna").attribute("u2", "other", "x");
        assertThat(localparts(with("lockstep.mxid.localpart", "attribute:matrix"))).containsExactlyInAnyOrder(Optional.of("anna"), Optional.empty());
        assertThat(localparts(with("lockstep.mxid.localpart", "attribute:matrix", "lockstep.keycloak.page-size", "1"))).contains(Optional.of("anna"));
    }

    @Test
    void an_empty_group_never_means_that_everybody_left() {
        keycloak.addGroup("/chat");
        assertThatThrownBy(() -> group("chat").members()).isInstanceOf(SourceException.class).hasMessageContaining("no member in 'chat' of realm 'corp'").hasMessageContaining("Nothing was changed");
    }

    @Test
    void a_service_account_reads_as_an_administrator_does() {
        member("anna", "/chat");
        assertThat(names(service("lockstep", "client-sesame"))).containsExactly("anna");
    }

    static Stream<Arguments> what_a_person_has_to_mend() {
        return Stream.of(Arguments.of("an unknown realm", List.of("lockstep.keycloak.realm", "nosuch"), "knows no realm 'nosuch'", "lockstep.keycloak.realm"),
                Arguments.of("an unknown realm of a service account", List.of("lockstep.keycloak.realm", "nosuch", "lockstep.keycloak.username", "", "lockstep.keycloak.password", "",
                        "lockstep.keycloak.client-id", "lockstep", "lockstep.keycloak.client-secret", "client-sesame"), "knows no realm 'nosuch'", "lockstep.keycloak.realm"),
                Arguments.of("a wrong password", List.of("lockstep.keycloak.password", "wrong-sesame"), "refused the user 'admin' of realm 'master'", "lockstep.keycloak.password"),
                Arguments.of("an unknown user", List.of("lockstep.keycloak.username", "nobody"), "refused the user 'nobody' of realm 'master'", "lockstep.keycloak.username"),
                Arguments.of("an unknown client", List.of("lockstep.keycloak.client-id", "nosuch"), "refused the client 'nosuch'", "lockstep.keycloak.client-id"),
                Arguments.of("a wrong client secret", List.of("lockstep.keycloak.username", "", "lockstep.keycloak.password", "", "lockstep.keycloak.client-id", "lockstep",
                        "lockstep.keycloak.client-secret", "wrong-sesame"), "refused the client 'lockstep'", "lockstep.keycloak.client-secret"),
                Arguments.of("an unknown group by name", List.of("lockstep.keycloak.group", "nosuch"), "no group 'nosuch'", "lockstep.keycloak.group"),
                Arguments.of("an unknown group by path", List.of("lockstep.keycloak.group", "/no/such"), "no group '/no/such'", "lockstep.keycloak.group"),
                Arguments.of("an unknown group by id", List.of("lockstep.keycloak.group", "00000000-0000-4000-8000-000000000000"), "no group '00000000", "view-users"),
                Arguments.of("an address with a wrong path", List.of("lockstep.keycloak.url", "PATH"), "404", "lockstep.keycloak.url"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("what_a_person_has_to_mend")
    void it_is_named_with_its_remedy(String what, List<String> settings, String said, String remedy) {
        member("anna", "/chat");
        String[] given = settings.stream().map(text -> text.equals("PATH") ? keycloak.url() + "/nosuch" : text).toArray(String[]::new);
        Throwable failure = catchThrowable(() -> with(given).members());
        assertThat(failure).as(what).isInstanceOf(SetupException.class).hasMessageContaining(said).hasMessageContaining(remedy).hasMessageContaining("Nothing was changed")
                .hasMessageContaining(what.contains("group") ? "Keycloak" : given[0].endsWith("url") ? given[1] : keycloak.url().toString());
        assertThat(everythingOf(failure)).doesNotContain("sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/realms/corp", "/realms/corp/protocol/openid-connect/token", "/admin", "/admin/master/console/"})
    void of_the_address_of_a_realm_the_server_is_told(String path) {
        assertThatThrownBy(() -> with("lockstep.keycloak.url", keycloak.url() + path).members()).isInstanceOf(SetupException.class).hasMessageContaining("Set lockstep.keycloak.url to '" + keycloak.url() + "'").hasMessageNotContaining("/auth");
    }

    @Test
    void a_role_that_hides_groups_is_named_where_the_group_seems_not_to_be_there() {
        member("anna", "/chat");
        keycloak.role(SandboxKeycloak.Role.QUERY_GROUPS_ONLY);
        assertThatThrownBy(() -> group("chat").members()).isInstanceOf(SetupException.class).hasMessageContaining("no group 'chat'").hasMessageContaining("view-users").hasMessageContaining("a name with a comma stands in double quotes there; the group's id always works");
        assertThatThrownBy(() -> group("/chat").members()).isInstanceOf(SetupException.class).hasMessageContaining("403").hasMessageContaining("view-users");
    }

    @Test
    void a_missing_role_is_named_with_whom_to_give_it_to() {
        member("anna", "/chat");
        keycloak.role(SandboxKeycloak.Role.NONE);
        assertThatThrownBy(() -> group("chat").members()).isInstanceOf(SetupException.class).hasMessageContaining("user 'admin' of realm 'master'")
                .hasMessageContaining("view-users of the client 'corp-realm' in realm 'master'");
        assertThatThrownBy(() -> service("lockstep", "client-sesame").members()).isInstanceOf(SetupException.class).hasMessageContaining("client 'lockstep' of realm 'corp'")
                .hasMessageContaining("view-users of the client 'realm-management'");
    }

    @Test
    void a_server_that_is_down_is_an_outage() {
        KeycloakGroup group = group("chat");
        keycloak.close();
        assertThatThrownBy(group::members).isInstanceOf(SourceException.class).hasMessageContaining("'" + keycloak.url() + "'").hasMessageContaining("did not answer")
                .hasMessageContaining("refused").hasMessageContaining("lockstep.keycloak.url");
    }

    static Stream<Arguments> outages() {
        Map<String, String> json = Map.of("Content-Type", "application/json");
        Map<String, Fault> everywhere = Map.of("503", Fault.status(503), "HTML with 200", Fault.html200(), "cut JSON", Fault.cutJson(), "nothing", Fault.status(200, json, ""));
        Map<String, Fault> once = Map.of("500", Fault.status(500), "502", Fault.status(502, Map.of("Content-Type", "text/html"), "<html>"), "429", Fault.status(429),
                "no answer", Fault.reset(), "another shape", Fault.status(200, json, "\"?\""));
        return Stream.concat(Stream.of("/token", "/groups", MEMBERS).flatMap(where -> everywhere.entrySet().stream().map(fault -> Arguments.of(where, fault.getKey(), fault.getValue()))),
                once.entrySet().stream().map(fault -> Arguments.of(MEMBERS, fault.getKey(), fault.getValue())));
    }

    @ParameterizedTest(name = "{1} at {0}")
    @MethodSource("outages")
    void an_outage_is_a_source_that_could_not_be_read(String where, String what, Fault fault) {
        member("anna", "/chat");
        keycloak.faults().always(where, fault);
        Throwable failure = catchThrowable(() -> group("chat").members());
        assertThat(failure).as(what).isInstanceOf(SourceException.class).hasMessageContaining("Nothing was changed");
        if (what.matches("\\d+")) {
            assertThat(failure).hasMessageContaining(what.equals("502") ? "what answered is not Keycloak: 502 with a page" : "answered " + what + " 'unknown_error'");
        }
        assertThat(everythingOf(failure)).doesNotContain("sesame");
    }

    @Test
    void a_cut_answer_is_told_as_one() {
        many(5);
        keycloak.faults().always(MEMBERS, Fault.cutJson());
        assertThatThrownBy(() -> group("chat").members()).isInstanceOf(SourceException.class).hasMessageContaining("was cut or is no JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[null]", "[{}]", "[{\"id\": \"1\"}]", "[{\"username\": \"x\"}]"})
    void a_member_without_an_id_or_a_name_is_no_member(String body) {
        member("anna", "/chat");
        keycloak.faults().always(MEMBERS, Fault.status(200, Map.of("Content-Type", "application/json"), body));
        assertThatThrownBy(() -> group("chat").members()).isInstanceOf(SourceException.class).hasMessageContaining("Nothing was changed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"chat; [null]", "chat; [{\"name\": \"chat\"}]", "/chat; {}", "/chat; null"})
    void a_group_without_an_id_is_no_group(String given, String body) {
        member("anna", "/chat");
        keycloak.faults().always("/group", Fault.status(200, Map.of("Content-Type", "application/json"), body));
        assertThatThrownBy(() -> group(given).members()).isInstanceOfAny(SourceException.class, SetupException.class).hasMessageContaining("Nothing was changed");
    }

    @Test
    void an_expired_token_is_an_outage_and_the_next_reading_gets_another_token() {
        member("anna", "/chat");
        KeycloakGroup group = group("chat");
        assertThat(names(group)).containsExactly("anna");
        keycloak.expireTokens();
        assertThatThrownBy(group::members).isInstanceOf(SourceException.class).hasMessageContaining("answered 401");
        assertThat(names(group)).containsExactly("anna");
    }

    /** Keycloak 26.8.2 and newer: without the scope a service account signs in, and every call is a 401. */
    @Test
    void a_new_token_that_is_refused_too_is_a_scope_that_is_missing() {
        member("anna", "/chat");
        keycloak.client("lockstep", "sesame").demandAdminScope();
        KeycloakGroup group = service("lockstep", "sesame");
        assertThat(group.signIn()).isEqualTo("client 'lockstep' of realm 'corp'");
        assertThatThrownBy(group::members).as("it could have ended just now").isInstanceOf(SourceException.class).hasMessageContaining("answered 401");
        for (int again = 0; again < 2; again++) {
            assertThatThrownBy(group::members).isInstanceOf(SetupException.class).hasMessageContaining("gives the client 'lockstep' of realm 'corp' a token, and its Admin API refuses that token (401), a new one too.")
                    .hasMessageContaining("needs the built-in client scope 'kc-admin-api': in the realm 'corp' add it to the client 'lockstep'").hasMessageContaining("Nothing was changed").hasMessageNotContaining("sesame");
        }
        keycloak.adminScope("lockstep");
        assertThat(names(group)).containsExactly("anna");
        keycloak.expireTokens();
        assertThatThrownBy(group::members).isInstanceOf(SourceException.class);
        assertThat(names(group)).containsExactly("anna");
    }

    @Test
    void a_refusal_after_others_were_accepted_is_an_outage() {
        member("anna", "/chat");
        KeycloakGroup group = group("chat");
        keycloak.faults().always(MEMBERS, Fault.status(401));
        for (int again = 0; again < 3; again++) {
            assertThatThrownBy(group::members).isInstanceOf(SourceException.class).hasMessageContaining("answered 401");
        }
    }

    @Test
    void after_an_outage_the_same_reader_reads_on() {
        member("anna", "/chat");
        KeycloakGroup group = group("chat");
        keycloak.faults().next(MEMBERS, 1, Fault.status(503));
        assertThatThrownBy(group::members).isInstanceOf(SourceException.class);
        assertThat(names(group)).containsExactly("anna");
    }

    private void member(String username, String path) {
        keycloak.addGroup(path);
        keycloak.addUser(username, username + "@corp.example", true);
        keycloak.join(username, path);
    }

    private void many(int number) {
        for (int i = 0; i < number; i++) {
            member("user" + i, "/chat");
        }
    }

    private KeycloakGroup group(String given) {
        return with("lockstep.keycloak.group", given);
    }

    private KeycloakGroup service(String client, String secret) {
        return with("lockstep.keycloak.username", "", "lockstep.keycloak.password", "", "lockstep.keycloak.client-id", client, "lockstep.keycloak.client-secret", secret);
    }

    private KeycloakGroup with(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of("lockstep.keycloak.url", keycloak.url().toString()));
        all.addAll(List.of(keysAndValues));
        KeycloakGroup group = new KeycloakGroup(GivenSettings.of(all.toArray(String[]::new)));
        opened.add(group);
        return group;
    }

    private static List<String> names(KeycloakGroup group) {
        return group.members().all().stream().map(Member::username).toList();
    }

    private static List<Optional<String>> localparts(KeycloakGroup group) {
        return group.members().all().stream().map(Member::localpart).toList();
    }

    private static String everythingOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.sandbox.SandboxFederation.Mapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Keycloak 26.7.3 answered with an OpenLDAP behind it, situation by situation; {@code -} marks who shows as disabled. */
class SandboxFederationTest {

    /** The three set-ups that differ. */
    enum Kind {
        LIVE_ON(true, Mapper.LIVE), LIVE_OFF(false, Mapper.LIVE), KEPT(true, Mapper.KEPT);

        private final boolean imports;
        private final Mapper mapper;

        Kind(boolean imports, Mapper mapper) {
            this.imports = imports;
            this.mapper = mapper;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final SandboxKeycloak keycloak = SandboxKeycloak.start("corp").client("lockstep", "secret");
    private final String chat = keycloak.addGroup("/chat");
    private SandboxFederation federation;
    private SandboxLdap ldap;

    @AfterEach
    void close() {
        keycloak.close();
    }

    @ParameterizedTest
    @EnumSource
    void up_all_are_listed_and_each_person_shows_the_group_and_a_password(Kind kind) {
        setUp(kind);
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "anna bob own zoe" : "own zoe anna bob");
        shows("anna", "enabled", "[/chat]", "password");
        assertThat(ask("/users/" + id("own") + "/credentials").at("/0/type").asText()).isEqualTo("password");
        keycloak.withoutPassword("own");
        shows("own", "enabled", "[/chat]", "[]");
    }

    @Test
    void kept_people_are_nobody_before_a_sync() {
        add(Kind.KEPT);
        assertThat(listing()).isEqualTo("own");
        assertThatThrownBy(() -> keycloak.userId("anna")).hasMessageContaining("sync the federation first");
        keycloak.sync("ldap");
        assertThat(listing()).isEqualTo("anna bob own zoe");
    }

    @ParameterizedTest
    @EnumSource
    void down_and_not_cached(Kind kind) {
        setUp(kind);
        String anna = id("anna");
        ldap.down();
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "-anna -bob own -zoe" : "own");
        if (kind == Kind.LIVE_OFF) {
            assertThat(page(anna)).isEqualTo("500");
            assertThat(groups(anna)).isEqualTo("500");
        } else {
            assertThat(page(anna)).isEqualTo("disabled");
            assertThat(groups(anna)).isEqualTo(kind == Kind.KEPT ? "[/chat]" : "[]");
        }
        assertThat(credentials(anna)).isEqualTo("500");
        assertThat(byName("anna")).isEqualTo(kind == Kind.LIVE_OFF ? "" : "-anna");
        ldap.up();
        assertThat(listing()).contains("anna").doesNotContain("-");
        shows("anna", "enabled", "[/chat]", "password");
    }

    @ParameterizedTest
    @EnumSource
    void down_and_cached(Kind kind) {
        setUp(kind);
        shows("anna", "enabled", "[/chat]", "password");
        String anna = id("anna");
        ldap.down();
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "-anna -bob own -zoe" : "own");
        assertThat(page(anna)).isEqualTo("enabled");
        assertThat(groups(anna)).isEqualTo("[/chat]");
        assertThat(credentials(anna)).isEqualTo("500");
        assertThat(byName("anna")).isEqualTo(kind == Kind.LIVE_OFF ? "" : "anna");
    }

    @Test
    void a_listing_of_kept_people_can_lose_the_directory_midway() {
        setUp(Kind.KEPT);
        ldap.downAfter(2);
        assertThat(listing()).isEqualTo("anna bob own -zoe");
    }

    @ParameterizedTest
    @EnumSource
    void the_provider_is_switched_off(Kind kind) {
        setUp(kind);
        String anna = id("anna");
        federation.switchedOn(false);
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "-anna -bob own -zoe" : "own");
        assertThat(page(anna)).isEqualTo(kind.imports ? "disabled" : "404");
        assertThat(groups(anna)).isEqualTo(kind == Kind.LIVE_OFF ? "404" : kind == Kind.KEPT ? "[/chat]" : "[]");
        assertThat(credentials(anna)).isEqualTo(kind.imports ? "[]" : "404");
        federation.switchedOn(true);
        shows("anna", "enabled", "[/chat]", "password");
    }

    @ParameterizedTest
    @EnumSource
    void left_the_group_in_the_directory(Kind kind) {
        setUp(kind);
        shows("bob", "enabled", "[/chat]", "password");
        keycloak.leave("anna", "/chat").leave("bob", "/chat");
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "anna bob own zoe" : "own zoe");
        shows("anna", "enabled", kind == Kind.KEPT ? "[/chat]" : "[]", "password");
        shows("bob", "enabled", "[/chat]", "password");
        keycloak.sync("ldap");
        shows("bob", "enabled", kind == Kind.KEPT ? "[/chat]" : "[]", "password");
    }

    @Test
    void kept_joiners_never_come_and_leavers_stay_until_keycloak_itself_is_told() {
        setUp(Kind.KEPT);
        keycloak.federatedUser("carl", "ldap", null);
        keycloak.sync("ldap").join("carl", "/chat").sync("ldap");
        assertThat(listing()).isEqualTo("anna bob own zoe");
        keycloak.leaveInKeycloak("anna", "/chat").joinInKeycloak("carl", "/chat");
        assertThat(listing()).isEqualTo("bob carl own zoe");
    }

    @ParameterizedTest
    @EnumSource
    void an_entry_that_is_gone_or_hidden(Kind kind) {
        setUp(kind);
        shows("bob", "enabled", "[/chat]", "password");
        String anna = id("anna");
        String bob = id("bob");
        ldap.hide("anna");
        keycloak.removeUser("bob");
        assertThat(page(anna)).isEqualTo("404");
        assertThat(groups(anna)).isEqualTo("404");
        assertThat(credentials(anna)).isEqualTo("404");
        assertThat(byName("anna")).isEmpty();
        assertThat(page(bob)).isEqualTo("enabled");
        assertThat(groups(bob)).isEqualTo("[/chat]");
        assertThat(credentials(bob)).isEqualTo("500");
        // With imports the next look removes whom the last one found odd; without them the cache stays until a sync.
        assertThat(credentials(bob)).isEqualTo(kind.imports ? "404" : "500");
        assertThat(listing()).isEqualTo("own zoe");
        keycloak.sync("ldap");
        assertThat(credentials(bob)).isEqualTo("404");
        ldap.show("anna");
        keycloak.sync("ldap");
        assertThat(listing()).contains("anna");
        assertThat(id("anna").equals(anna)).isEqualTo(!kind.imports);
    }

    @Test
    void a_listing_of_kept_people_removes_whom_the_directory_lacks() {
        setUp(Kind.KEPT);
        String anna = id("anna");
        ldap.hide("anna");
        assertThat(listing()).isEqualTo("bob own zoe");
        ldap.show("anna");
        assertThat(listing()).isEqualTo("bob own zoe");
        assertThat(page(anna)).isEqualTo("404");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIVE_ON", "KEPT"})
    void an_entry_that_is_gone_where_invalid_people_are_kept(Kind kind) {
        setUp(kind);
        federation.removesInvalid(false);
        String anna = id("anna");
        keycloak.removeUser("anna");
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "-anna bob own zoe" : "own zoe bob");
        assertThat(page(anna)).isEqualTo("disabled");
        assertThat(groups(anna)).isEqualTo(kind == Kind.KEPT ? "[/chat]" : "[]");
    }

    @ParameterizedTest
    @EnumSource
    void a_size_limit_cuts_the_listing_alone(Kind kind) {
        if (kind == Kind.KEPT) {
            add(kind);
            ldap.sizeLimit(2);
            keycloak.sync("ldap");
            assertThat(listing()).isEqualTo("anna own zoe");
            return;
        }
        setUp(kind);
        ldap.sizeLimit(2);
        assertThat(listing()).isEqualTo("own zoe anna");
        shows("bob", "enabled", "[/chat]", "password");
    }

    @ParameterizedTest
    @EnumSource
    void a_hard_coded_group_is_never_listed(Kind kind) {
        setUp(kind);
        String all = keycloak.addGroup("/all");
        federation.hardcodedGroup("/all");
        assertThat(listing(all)).isEmpty();
        shows("anna", "enabled", "[/all, /chat]", "password");
    }

    @ParameterizedTest
    @EnumSource
    void a_group_that_is_renamed_or_hidden_in_the_directory(Kind kind) {
        setUp(kind);
        shows("bob", "enabled", "[/chat]", "password");
        ldap.renameGroup("/chat", "/talk");
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "anna bob own zoe" : "own");
        shows("anna", "enabled", kind == Kind.KEPT ? "[/chat]" : "[/talk]", "password");
        shows("bob", "enabled", "[/chat]", "password");
        ldap.renameGroup("/talk", "/chat").hideGroup("/chat");
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "anna bob own zoe" : "own");
        shows("zoe", "enabled", kind == Kind.KEPT ? "[/chat]" : "[]", "password");
        ldap.showGroup("/chat");
        // The wrong answer of before is kept until a sync.
        shows("zoe", "enabled", kind == Kind.KEPT ? "[/chat]" : "[]", "password");
        keycloak.sync("ldap");
        shows("zoe", "enabled", "[/chat]", "password");
    }

    @ParameterizedTest
    @EnumSource
    void the_base_of_the_groups_is_not_to_be_read(Kind kind) {
        setUp(kind);
        ldap.groupsReadable(false);
        assertThat(listing()).isEqualTo(kind == Kind.KEPT ? "anna bob own zoe" : "own");
        shows("anna", "enabled", kind == Kind.KEPT ? "[/chat]" : "500", "password");
        ldap.groupsReadable(true);
        shows("anna", "enabled", "[/chat]", "password");
    }

    @Test
    void one_of_two_federations_loses_its_people() {
        setUp(Kind.LIVE_ON);
        SandboxFederation other = keycloak.federation("other", false, Mapper.LIVE);
        keycloak.federatedUser("ina", "other", null);
        keycloak.join("ina", "/chat");
        assertThat(listing()).isEqualTo("own zoe anna bob ina");
        ldap.down();
        assertThat(listing()).isEqualTo("own ina");
        shows("ina", "enabled", "[/chat]", "password");
        other.ldap().down();
        assertThat(listing()).isEqualTo("own");
        assertThat(byName("ina")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void people_come_back_from_an_import_with_new_ids_and_their_ldap_id(Kind kind) {
        setUp(kind);
        String anna = id("anna");
        JsonNode before = ask("/users/" + encoded(anna));
        assertThat(before.at("/federationLink").asText()).isEqualTo("ldap");
        assertThat(before.at("/origin").asText()).isEqualTo("ldap");
        assertThat(before.at("/attributes/LDAP_ENTRY_DN/0").asText()).isEqualTo("uid=anna,ou=people,dc=corp,dc=example");
        federation.importAgain();
        assertThat(id("anna").equals(anna)).isEqualTo(!kind.imports);
        assertThat(ask("/users/" + encoded(id("anna"))).at("/attributes")).isEqualTo(before.at("/attributes"));
        JsonNode listed = ask("/groups/" + chat + "/members?first=0&max=-1&briefRepresentation=true");
        assertThat(StreamSupport.stream(listed.spliterator(), false).filter(user -> user.at("/username").asText().equals("anna")))
                .extracting(user -> user.at("/attributes"), user -> user.at("/origin").asText(), user -> user.at("/federationLink").asText())
                .containsExactly(org.assertj.core.groups.Tuple.tuple(before.at("/attributes"), "ldap", "ldap"));
    }

    @ParameterizedTest
    @EnumSource
    void a_rename_in_the_directory_makes_a_new_id_where_nobody_is_imported(Kind kind) {
        setUp(kind);
        String anna = id("anna");
        keycloak.rename("anna", "annette");
        keycloak.federatedUser("anna", "ldap", null);
        keycloak.sync("ldap");
        assertThat(id("annette").equals(anna)).isEqualTo(kind.imports);
        assertThat(id("anna").equals(anna)).isEqualTo(!kind.imports);
        if (kind == Kind.LIVE_OFF) {
            assertThat(anna).isEqualTo("f:ldap:anna");
            shows("anna", "enabled", "[]", "password");
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_was_disabled_by_a_person_shows_so_and_keeps_the_password(Kind kind) {
        setUp(kind);
        assertThat(page(id("anna"))).isEqualTo("enabled");
        keycloak.setEnabled("anna", false);
        assertThat(listing()).contains("-anna");
        shows("anna", "disabled", "[/chat]", "password");
    }

    @Test
    void the_count_and_the_search_for_enabled_people_ask_the_database_alone() {
        setUp(Kind.KEPT);
        keycloak.setEnabled("bob", false);
        ldap.down();
        assertThat(listing()).isEqualTo("-anna -bob own -zoe");
        assertThat(ask("/users/count?enabled=false").asInt()).isEqualTo(1);
        assertThat(byName("anna&enabled=true")).isEqualTo("-anna");
        assertThat(byName("bob&enabled=true")).isEmpty();
    }

    @Test
    void pages_of_kept_people_are_cut_before_who_is_gone_is_left_out() {
        setUp(Kind.KEPT);
        ldap.hide("anna");
        assertThat(listed("/groups/" + chat + "/members?first=0&max=2")).isEqualTo("bob");
        assertThat(listed("/groups/" + chat + "/members?first=2&max=2")).isEqualTo("zoe");
        assertThat(listed("/groups/" + chat + "/members?first=0&max=2")).isEqualTo("bob own");
    }

    @Test
    void a_sync_of_a_directory_that_is_down_leaves_the_cache_as_it_is() {
        setUp(Kind.LIVE_ON);
        shows("anna", "enabled", "[/chat]", "password");
        keycloak.leave("anna", "/chat");
        ldap.down();
        keycloak.sync("ldap");
        ldap.up();
        shows("anna", "enabled", "[/chat]", "password");
    }

    @ParameterizedTest
    @EnumSource
    void each_question_waits_for_a_slow_directory_and_nobody_else_does(Kind kind) {
        setUp(kind);
        String anna = id("anna");
        String own = id("own");
        ldap.hang(Duration.ofMillis(150));
        assertThat(milliseconds(() -> listing())).isBetween(kind == Kind.KEPT ? 450L : 150L, 3000L);
        assertThat(milliseconds(() -> credentials(anna))).isBetween(150L, 3000L);
        assertThat(milliseconds(() -> page(anna))).isBetween(150L, 3000L);
        ldap.hang(Duration.ofSeconds(30));
        assertThat(milliseconds(() -> page(anna))).as("from the cache").isLessThan(3000L);
        assertThat(milliseconds(() -> page(own))).isLessThan(3000L);
        assertThat(credentials(own)).isEqualTo("password");
        ldap.hang(Duration.ZERO);
    }

    @Test
    void credentials_can_be_refused_alone() {
        setUp(Kind.LIVE_ON);
        keycloak.role(SandboxKeycloak.Role.NO_CREDENTIALS);
        shows("anna", "enabled", "[/chat]", "403");
        shows("own", "enabled", "[/chat]", "403");
        assertThat(listing()).isEqualTo("own zoe anna bob");
        keycloak.role(SandboxKeycloak.Role.NONE);
        shows("own", "403", "403", "403");
        assertThat(listed("/users/count")).isEqualTo("403");
    }

    @ParameterizedTest
    @EnumSource
    void whom_nobody_knows_is_not_found(Kind kind) {
        setUp(kind);
        for (String unknown : new String[] {"no-such-id", "f:ldap:nobody", "anna"}) {
            for (String of : new String[] {"", "/groups", "/credentials"}) {
                HttpResponse<String> answer = get("/users/" + encoded(unknown) + of);
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).isEqualTo("{\"error\":\"User not found\"}");
            }
        }
    }

    private void add(Kind kind) {
        keycloak.addUser("own", null, true);
        keycloak.join("own", "/chat");
        federation = keycloak.federation("ldap", kind.imports, kind.mapper);
        ldap = federation.ldap();
        for (String name : new String[] {"Zoe", "anna", "bob"}) {
            keycloak.federatedUser(name, "ldap", name + "@corp.example");
            keycloak.join(name, "/chat");
        }
    }

    private void setUp(Kind kind) {
        add(kind);
        keycloak.sync("ldap");
    }

    private String id(String username) {
        return keycloak.userId(username);
    }

    private void shows(String username, String page, String groups, String credentials) {
        String id = id(username);
        assertThat(List.of(page(id), groups(id), credentials(id))).as(username).isEqualTo(List.of(page, groups, credentials));
    }

    private String page(String id) {
        HttpResponse<String> answer = get("/users/" + encoded(id));
        return answer.statusCode() != 200 ? Integer.toString(answer.statusCode()) : json(answer).at("/enabled").asBoolean() ? "enabled" : "disabled";
    }

    private String groups(String id) {
        HttpResponse<String> answer = get("/users/" + encoded(id) + "/groups");
        return answer.statusCode() != 200 ? Integer.toString(answer.statusCode()) : json(answer).findValuesAsText("path").stream().sorted().toList().toString();
    }

    private String credentials(String id) {
        HttpResponse<String> answer = get("/users/" + encoded(id) + "/credentials");
        if (answer.statusCode() != 200) {
            return Integer.toString(answer.statusCode());
        }
        return json(answer).isEmpty() ? "[]" : json(answer).at("/0/type").asText();
    }

    private String byName(String username) {
        return listed("/users?exact=true&username=" + username);
    }

    private String listing() {
        return listing(chat);
    }

    private String listing(String group) {
        return listed("/groups/" + group + "/members?first=0&max=-1&briefRepresentation=true");
    }

    private String listed(String path) {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            return Integer.toString(answer.statusCode());
        }
        List<String> names = new ArrayList<>();
        json(answer).forEach(user -> names.add((user.at("/enabled").asBoolean() ? "" : "-") + user.at("/username").asText()));
        return String.join(" ", names);
    }

    private JsonNode ask(String path) {
        return json(get(path));
    }

    private HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(keycloak.url() + "/admin/realms/corp" + path)).header("Authorization", "Bearer " + token()));
    }

    private String token() {
        return json(send(HttpRequest.newBuilder(URI.create(keycloak.url() + "/realms/corp/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=lockstep&client_secret=secret")))).at("/access_token").asText();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (Exception e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static long milliseconds(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return (System.nanoTime() - start) / 1_000_000;
    }
}

package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxKeycloakTest {

    private final SandboxKeycloak keycloak = SandboxKeycloak.start("corp")
            .admin("admin", "SECRET").client("lockstep", "SECRET");

    @AfterEach
    void close() {
        keycloak.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak-token", "keycloak-token-client-credentials", "keycloak-unknown-client",
        "keycloak-unknown-realm-token"})
    void the_token_endpoint_answers_as_recorded(String name) throws Exception {
        Recording.of(name).isWhatAnswers(keycloak.url(), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak-wrong-client", "keycloak-wrong-password"})
    void wrong_secrets_are_refused_as_recorded(String name) throws Exception {
        Recording recorded = Recording.of(name);
        recorded.isWhatAnswers(keycloak.url(), "", recorded.target(), recorded.requestBody().replace("SECRET", "no"));
    }

    @Test
    void a_client_may_also_come_with_a_basic_header() throws Exception {
        Recording recorded = Recording.of("keycloak-token-client-credentials");
        recorded.isWhatAnswers(keycloak.url(), "Basic bG9ja3N0ZXA6U0VDUkVU", recorded.target(),
                "grant_type=client_credentials");
    }

    @Test
    void two_groups_of_one_name_come_as_the_trees_of_their_parents() throws Exception {
        keycloak.addGroup("/guests/chat");
        keycloak.addGroup("/staff/chat");
        keycloak.addGroup("/staff/other");
        keycloak.removeGroup("/staff/other");
        JsonNode trees = same("keycloak-group-by-name-two-subgroups");
        assertThat(trees.at("/1/subGroups/0/path").asText()).isEqualTo("/staff/chat");
        same("keycloak-group-by-path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak-group-not-found", "keycloak-group-by-path-not-found", "keycloak-unknown-realm",
        "keycloak-members-unknown-group"})
    void what_is_not_there_is_answered_as_recorded(String name) throws Exception {
        same(name);
    }

    @Test
    void members_come_by_username_in_both_forms() throws Exception {
        String group = keycloak.addGroup("/chat");
        for (String name : new String[] {"USER00001", "user00002", "user00000"}) {
            keycloak.addUser(name, name + "@corp.test", true);
            keycloak.name(name, "U", "0").attribute(name, "color", "blue").join(name, "/chat");
        }
        JsonNode brief = members("keycloak-members-brief", group);
        assertThat(brief.findValuesAsText("username")).containsExactly("user00000", "user00001");
        keycloak.removeUser("user00000").removeUser("user00001").removeUser("user00002");
        keycloak.addUser("user00000", "user00000@corp.test", true);
        keycloak.name("user00000", "U", "0").join("user00000", "/chat");
        members("keycloak-members-full", group);
        keycloak.leave("user00000", "/chat");
        members("keycloak-members-empty", group);
    }

    @Test
    void a_dead_token_and_a_missing_role_are_refused_as_recorded() throws Exception {
        Recording.of("keycloak-bad-token").isWhatAnswers(keycloak.url(), "Bearer nonsense");
        String bearer = bearer();
        keycloak.role(SandboxKeycloak.Role.NONE);
        Recording refused = Recording.of("keycloak-no-role");
        refused.isWhatAnswers(keycloak.url(), bearer);
        refused.isWhatAnswers(keycloak.url(), bearer, "/admin/realms/corp/groups", "");
        keycloak.expireTokens();
        Recording.of("keycloak-bad-token").isWhatAnswers(keycloak.url(), bearer);
    }

    @Test
    void query_groups_alone_sees_no_group_where_there_is_one() throws Exception {
        keycloak.addGroup("/nosuch");
        keycloak.role(SandboxKeycloak.Role.QUERY_GROUPS_ONLY);
        same("keycloak-group-not-found");
    }

    private JsonNode same(String name) throws Exception {
        return Recording.of(name).isWhatAnswers(keycloak.url(), bearer());
    }

    private JsonNode members(String name, String group) throws Exception {
        Recording recorded = Recording.of(name);
        return recorded.isWhatAnswers(keycloak.url(), bearer(),
                recorded.target().replaceAll("groups/[^/]+", "groups/" + group), "");
    }

    private String bearer() throws Exception {
        return "Bearer " + Recording.of("keycloak-token").isWhatAnswers(keycloak.url(), "").get("access_token").asText();
    }
}

package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The client that Lockstep uses, against the sandbox. */
class KeycloakAdminClientTest {

    private final SandboxKeycloak keycloak = SandboxKeycloak.start("corp")
            .admin("admin", "secret").client("lockstep", "secret");
    private final Keycloak client = KeycloakBuilder.builder().serverUrl(keycloak.url().toString()).realm("corp")
            .grantType(OAuth2Constants.CLIENT_CREDENTIALS).clientId("lockstep").clientSecret("secret").build();
    private final RealmResource realm = client.realm("corp");

    @AfterEach
    void close() {
        client.close();
        keycloak.close();
    }

    @Test
    void a_group_is_found_by_name_path_and_id() {
        String id = keycloak.addGroup("/staff/chat");
        assertThat(realm.groups().groups("chat", true, 0, 10, true).get(0).getSubGroups())
                .extracting(GroupRepresentation::getId).containsExactly(id);
        assertThat(realm.getGroupByPath("/staff/chat").getId()).isEqualTo(id);
        assertThat(realm.groups().group(id).toRepresentation().getPath()).isEqualTo("/staff/chat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/100%", "/a#b", "/grün/ä", "/a+b", "/.*", "/a%20b", "/a?b"})
    void a_group_of_an_odd_name_is_found_by_path(String path) {
        String id = keycloak.addGroup(path);
        assertThat(realm.getGroupByPath(path).getId()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a;b", "/.."})
    void some_names_can_not_be_asked_for_by_path(String path) {
        keycloak.addGroup(path);
        assertThatThrownBy(() -> realm.getGroupByPath(path)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void members_without_limits_are_a_hundred_and_minus_one_is_all() {
        String id = keycloak.addGroup("/chat");
        for (int i = 0; i < 120; i++) {
            keycloak.addUser("user" + i, null, true);
            keycloak.attribute("user" + i, "color", "blue").join("user" + i, "/chat");
        }
        assertThat(realm.groups().group(id).members()).hasSize(100);
        assertThat(realm.groups().group(id).members(0, -1, true)).hasSize(120)
                .extracting(UserRepresentation::getAttributes).containsOnlyNulls();
        assertThat(realm.groups().group(id).members(110, 50, false)).hasSize(10)
                .extracting(user -> user.firstAttribute("color")).containsOnly("blue");
    }

    @Test
    void sub_groups_come_in_pages() {
        String id = keycloak.addGroup("/staff");
        for (int i = 10; i < 25; i++) {
            keycloak.addGroup("/staff/team" + i);
        }
        assertThat(realm.groups().group(id).getSubGroups(10, 10, true)).hasSize(5);
    }

    @Test
    void a_federated_and_a_disabled_member_are_marked_in_the_brief_form() {
        String id = keycloak.addGroup("/chat");
        keycloak.addUser("ann", "ann@corp.example", true);
        keycloak.federationLink("ann", "ldap").setEnabled("ann", false).join("ann", "/chat").rename("ann", "Anna");
        UserRepresentation anna = realm.groups().group(id).members(0, -1, true).get(0);
        assertThat(anna.getUsername()).isEqualTo("anna");
        assertThat(anna.getFederationLink()).isEqualTo("ldap");
        assertThat(anna.isEnabled()).isFalse();
    }

    @Test
    void refusals_arrive_as_the_exceptions_of_the_real_server() {
        assertThatThrownBy(() -> realm.getGroupByPath("/nosuch")).isInstanceOf(NotFoundException.class);
        keycloak.expireTokens();
        assertThatThrownBy(() -> realm.groups().groups()).isInstanceOf(NotAuthorizedException.class);
        assertThat(realm.groups().groups()).isEmpty();
        keycloak.role(SandboxKeycloak.Role.NONE);
        assertThatThrownBy(() -> realm.groups().groups()).isInstanceOf(ForbiddenException.class);
    }

    @Test
    void the_password_grant_lives_in_the_realm_master() {
        keycloak.addGroup("/chat");
        try (Keycloak admin = password("secret"); Keycloak stranger = password("wrong")) {
            assertThat(admin.realm("corp").groups().groups()).hasSize(1);
            assertThatThrownBy(() -> stranger.realm("corp").groups().groups()).isInstanceOf(ProcessingException.class)
                    .hasStackTraceContaining("400");
        }
    }

    @Test
    void faults_reach_the_client() {
        keycloak.addGroup("/chat");
        // The HTTP client below tries a GET that ended without an answer three more times by itself.
        keycloak.faults().next("/groups", 1, Fault.status(503)).next("/groups", 1, Fault.cutJson())
                .next("/groups", 4, Fault.reset()).next("/groups", 1, Fault.emptyArray());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> realm.groups().groups()).isInstanceOf(RuntimeException.class);
        }
        assertThat(realm.groups().groups()).isEmpty();
        assertThat(realm.groups().groups()).hasSize(1);
        assertThat(keycloak.faults().requests("/admin/realms/corp/groups")).isEqualTo(8);
    }

    private Keycloak password(String password) {
        return KeycloakBuilder.builder().serverUrl(keycloak.url().toString()).realm("master").clientId("admin-cli")
                .username("admin").password(password).build();
    }
}

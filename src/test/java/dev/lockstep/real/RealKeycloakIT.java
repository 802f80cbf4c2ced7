package dev.lockstep.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.OddText;
import dev.lockstep.account.Asked;
import dev.lockstep.account.Member;
import dev.lockstep.account.RealmUser;
import dev.lockstep.keycloak.KeycloakGroup;
import dev.lockstep.keycloak.RealmUsers;
import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.Settings;
import jakarta.ws.rs.ForbiddenException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.representations.idm.UserRepresentation;

class RealKeycloakIT {
    private static final List<String> ODD_NAMES = List.of("-dash", "a b", "$(touch x)", "ünï", "x", "q'u\"o", "sl/ash", "back\\slash", "@at", "<lt>&", "пример", "日本", "..", "a%2fb", "#hash?");

    private static RealKeycloak keycloak;
    private static RealRealm realm;

    @BeforeAll
    static void start() {
        keycloak = RealServers.keycloak();
        realm = keycloak.createRealm("smoke");
        realm.addGroup("/matrix");
    }

    @AfterAll
    static void stop() {
        if (realm != null) {
            realm.close();
        }
    }

    @Test
    void givesATokenForThePasswordOfAnAdministrator() {
        String password = realm.administrator("reader", "view-users");
        try (Keycloak client = KeycloakBuilder.builder().serverUrl(keycloak.url().toString()).realm("master").clientId("admin-cli").username("reader").password(password).build()) {
            assertThat(client.tokenManager().getAccessTokenString()).isNotBlank();
            assertThat(client.realm("smoke").groups().count()).isNotEmpty();
        }
    }

    @Test
    void refusesAServiceAccountWithoutARole() {
        try (Keycloak stranger = serviceAccount("stranger", realm.serviceAccount("stranger")); Keycloak reader = serviceAccount("reader", realm.serviceAccount("reader", "view-users"))) {
            assertThatThrownBy(() -> stranger.realm("smoke").users().list()).isInstanceOf(ForbiddenException.class);
            assertThat(reader.realm("smoke").users().list(0, 1)).isNotNull();
        }
    }

    /** It decodes both halves of the header as forms, so Lockstep has to encode them. */
    @ParameterizedTest
    @MethodSource("odd")
    void letsAClientOfAnyLettersIn(String odd) {
        // Keycloak takes a semicolon in no path, and quotes belong to lists; the number keeps apart what is alike without them.
        String path = "/in " + odd.replaceAll("[;\"']", "_") + " " + odd.hashCode();
        realm.addGroup(path);
        realm.addUser("in " + odd);
        realm.join("in " + odd, path);
        String secret = realm.serviceAccount(odd, "view-users");
        Settings settings = GivenSettings.of("lockstep.keycloak.url", keycloak.url().toString(), "lockstep.keycloak.realm", "smoke", "lockstep.keycloak.username", "", "lockstep.keycloak.password", "",
                "lockstep.keycloak.client-id", odd, "lockstep.keycloak.client-secret", secret, "lockstep.keycloak.group", path + "," + path.substring(1));

        try (KeycloakGroup group = new KeycloakGroup(settings); RealmUsers users = new RealmUsers(settings)) {
            assertThat(group.members().all()).extracting(Member::username).containsExactly("in " + odd.toLowerCase(Locale.ROOT));
            assertThat(users.find(new Asked("in " + odd))).extracting(RealmUser::groups).containsExactly(List.of(path));
        }
    }

    static Stream<String> odd() {
        return OddText.each();
    }

    /** Some of its listings end after 10 or 100 rows where nobody says how many are wanted. */
    @Test
    void endsNoListThatLockstepReads() {
        realm.addUser("busy");
        for (int i = 0; i < 105; i++) {
            realm.addGroup("/many/x" + i);
            realm.join("busy", "/many/x" + i);
            realm.addGroup("/top" + i + "/same");
        }
        String secret = realm.serviceAccount("lister", "view-users");
        Settings settings = GivenSettings.of("lockstep.keycloak.url", keycloak.url().toString(), "lockstep.keycloak.realm", "smoke", "lockstep.keycloak.username", "", "lockstep.keycloak.password", "",
                "lockstep.keycloak.client-id", "lister", "lockstep.keycloak.client-secret", secret, "lockstep.keycloak.group", "many", "lockstep.keycloak.sub-groups", "true");

        try (KeycloakGroup group = new KeycloakGroup(settings); RealmUsers users = new RealmUsers(settings)) {
            assertThat(users.find(new Asked("busy")).get(0).groups()).hasSize(105);
            assertThat(group.members().groups()).hasSize(106);
            assertThatThrownBy(() -> group.path(new Asked("same"))).hasMessageContaining("105 groups of realm 'smoke' are named 'same'");
        }
    }

    @Test
    void takesOddUsernames() {
        String group = "/odd/names here";
        realm.addGroup(group);
        List<String> ids = new ArrayList<>();
        for (String name : ODD_NAMES) {
            ids.add(realm.addUser(name));
            realm.join(name, group);
        }
        realm.addUser("UpperCase");
        realm.join("UpperCase", group);

        assertThat(usernames(group)).containsAll(ODD_NAMES).contains("uppercase").hasSize(ODD_NAMES.size() + 1);
        assertThat(ODD_NAMES.stream().map(realm::userId)).isEqualTo(ids);
        realm.removeGroup("/odd");
    }

    @Test
    void changesWhatATestWantsChanged() {
        String id = realm.addUser("alice", "alice@example.org", true);
        realm.addUser("bob", "bob@example.org", false);
        realm.addGroup("/changing/deep/down");
        realm.join("alice", "/changing/deep");
        realm.join("bob", "/changing/deep");
        realm.setEnabled("alice", false);
        realm.setAttribute("alice", "matrix-id", "@alice:example.org");
        realm.rename("alice", "alice.new");

        UserRepresentation alice = realm.admin().users().get(realm.userId("alice.new")).toRepresentation();
        assertThat(alice.getId()).isEqualTo(id);
        assertThat(alice.isEnabled()).isFalse();
        assertThat(alice.getEmail()).isEqualTo("alice@example.org");
        assertThat(alice.getAttributes()).containsEntry("matrix-id", List.of("@alice:example.org"));
        realm.leave("alice.new", "/changing/deep");
        assertThat(usernames("/changing/deep")).containsExactly("bob");
        realm.removeUser("bob");
        assertThat(usernames("/changing/deep")).isEmpty();
    }

    @Test
    void listsTwoThousandMembers() {
        realm.addUsers("member", 2_300, "/matrix");
        assertThat(usernames("/matrix")).hasSize(2_300).contains("member00001", "member02300");
    }

    private static List<String> usernames(String groupPath) {
        return realm.admin().groups().group(realm.groupId(groupPath)).members(0, -1, true).stream().map(UserRepresentation::getUsername).toList();
    }

    private static Keycloak serviceAccount(String clientId, String secret) {
        return KeycloakBuilder.builder().serverUrl(keycloak.url().toString()).realm("smoke").grantType(OAuth2Constants.CLIENT_CREDENTIALS).clientId(clientId).clientSecret(secret).build();
    }
}

package dev.lockstep.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.OddText;
import dev.lockstep.account.Asked;
import dev.lockstep.account.Member;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.account.RealmUser;
import dev.lockstep.sandbox.SandboxKeycloak;
import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Credentials and names reach Keycloak letter by letter, through headers, forms, paths and parameters. */
class KeycloakLettersTest {

    private SandboxKeycloak keycloak;

    static Stream<String> each() {
        return OddText.each();
    }

    static Stream<String> odd() {
        return OddText.few();
    }

    @AfterEach
    void close() {
        keycloak.close();
    }

    @ParameterizedTest
    @MethodSource("each")
    void the_id_and_the_secret_of_a_client(String odd) {
        start("corp").client(odd, "secret" + odd);
        people("/chat", "anna");
        try (KeycloakGroup group = new KeycloakGroup(settings("lockstep.keycloak.username", "", "lockstep.keycloak.password", "", "lockstep.keycloak.client-id", odd, "lockstep.keycloak.client-secret", "secret" + odd))) {
            assertThat(group.members().all()).extracting(Member::username).containsExactly("anna");
        }
    }

    @ParameterizedTest
    @MethodSource("odd")
    void the_name_and_the_password_of_an_administrator_with_a_client_of_its_own_or_not(String odd) {
        start("corp").admin(odd, "pass" + odd);
        people("/chat", "anna");
        for (String secret : List.of("", "client-sesame" + odd)) {
            try (KeycloakGroup group = new KeycloakGroup(settings("lockstep.keycloak.username", odd, "lockstep.keycloak.password", "pass" + odd, "lockstep.keycloak.client-secret", secret))) {
                assertThat(group.members().all()).as(secret).extracting(Member::username).containsExactly("anna");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("odd")
    void the_name_and_the_path_of_a_group(String letters) {
        // Quotes belong to lists.
        String odd = letters.replaceAll("[\"']", "_");
        start("corp");
        people("/staff " + odd + "/" + odd, "anna");
        // Keycloak refuses a path with a semicolon with 400 whatever stands there.
        List<String> given = odd.contains(";") ? List.of(odd) : List.of(odd, "/staff " + odd + "/" + odd);
        for (String group : given) {
            try (KeycloakGroup reader = new KeycloakGroup(settings("lockstep.keycloak.group", group))) {
                assertThat(reader.members().all()).as(group).extracting(Member::username).containsExactly("anna");
            }
        }
    }

    /** But for a semicolon, which Keycloak takes in no path. */
    static Stream<String> realms() {
        return odd().map(odd -> odd.replace(';', ','));
    }

    @ParameterizedTest
    @MethodSource("realms")
    void the_name_of_a_realm(String odd) {
        start(odd);
        people("/chat", "anna");
        for (String[] way : List.of(new String[] {}, new String[] {"lockstep.keycloak.username", "", "lockstep.keycloak.password", "", "lockstep.keycloak.client-id", "lockstep", "lockstep.keycloak.client-secret", "client-sesame"})) {
            List<String> all = new ArrayList<>(List.of("lockstep.keycloak.realm", odd));
            all.addAll(List.of(way));
            try (KeycloakGroup group = new KeycloakGroup(settings(all.toArray(String[]::new)))) {
                assertThat(group.members().all()).extracting(Member::username).containsExactly("anna");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("odd")
    void the_name_of_a_person(String odd) {
        start("corp");
        people("/chat", odd);
        try (RealmUsers users = new RealmUsers(settings())) {
            assertThat(users.find(new Asked(odd))).extracting(RealmUser::username).containsExactly(odd.toLowerCase(java.util.Locale.ROOT));
            String id = keycloak.userId(odd);
            assertThat(users.ask(question(Optional.empty(), odd)).found()).isEqualTo(dev.lockstep.account.PersonPage.Found.SOMEBODY);
            assertThat(users.ask(question(Optional.of(id), odd)).found()).isEqualTo(dev.lockstep.account.PersonPage.Found.SOMEBODY);
        }
    }

    private static PersonQuestion question(Optional<String> id, String username) {
        return new PersonQuestion(id, Optional.of(username), Optional.empty(), Set.of(), Map.of());
    }

    private SandboxKeycloak start(String realm) {
        keycloak = SandboxKeycloak.start(realm).admin("admin", "pass-sesame").client("lockstep", "client-sesame");
        return keycloak;
    }

    private void people(String group, String username) {
        keycloak.addGroup(group);
        keycloak.addUser(username, null, true);
        keycloak.join(username, group);
    }

    private Settings settings(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of("lockstep.keycloak.url", keycloak.url().toString(), "lockstep.keycloak.group", "/chat"));
        all.addAll(List.of(keysAndValues));
        return GivenSettings.of(all.toArray(String[]::new));
    }
}

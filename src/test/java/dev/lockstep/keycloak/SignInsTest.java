package dev.lockstep.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.account.Asked;
import dev.lockstep.account.PersonPage.Found;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.SandboxKeycloak;
import dev.lockstep.settings.GivenSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a password is tried, and what an answer about a person means that Keycloak has not given. */
class SignInsTest {

    private static final String PERSON = "/admin/realms/corp/users/";
    private final SandboxKeycloak keycloak = SandboxKeycloak.start("corp").admin("admin", "right-sesame");
    private String anna;

    @BeforeEach
    void somebody() {
        anna = keycloak.addUser("anna", "anna@corp.example", true);
    }

    @AfterEach
    void stop() {
        keycloak.close();
    }

    @Test
    void people_who_are_asked_for_side_by_side_try_a_wrong_password_once() throws Exception {
        try (RealmUsers users = users("wrong-sesame")) {
            // All of them have come before the first is refused.
            keycloak.faults().next("/token", 1, Fault.delay(1000));
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Future<Throwable>> asked = IntStream.range(0, 8).mapToObj(number -> threads.submit(() -> catchThrowable(() -> users.ask(question())))).toList();

                for (Future<Throwable> each : asked) {
                    assertThat(each.get()).isInstanceOf(SetupException.class).hasMessageContaining("wrong username or password");
                }
            } finally {
                threads.shutdownNow();
            }

            assertThat(keycloak.faults().requests("/token")).isEqualTo(1);
        }
    }

    @Test
    void a_password_that_was_mended_is_tried_again() {
        try (RealmUsers users = users("right-sesame")) {
            keycloak.faults().next("/token", 1, Fault.status(401, Map.of("Content-Type", "application/json"), "{\"error\": \"invalid_grant\", \"error_description\": \"Invalid user credentials\"}"));
            assertThat(catchThrowable(() -> users.ask(question()))).isInstanceOf(SetupException.class);

            assertThat(users.ask(question()).found()).isEqualTo(Found.SOMEBODY);
        }
    }

    @Test
    void whoever_a_reverse_proxy_does_not_find_has_not_gone() {
        for (Fault page : new Fault[] {html(404), html(403), Fault.status(404), Fault.status(404, Map.of("Content-Type", "application/json"), "{\"error\": \"HTTP 404 Not Found\"}")}) {
            try (RealmUsers users = users("right-sesame")) {
                keycloak.faults().clear();
                keycloak.faults().always(PERSON, page);
                assertThat(catchThrowable(() -> users.ask(question()))).isInstanceOfAny(SetupException.class, SourceException.class).hasMessageContaining("Nothing was changed");
                assertThat(catchThrowable(() -> users.find(new Asked(anna)))).isInstanceOfAny(SetupException.class, SourceException.class);
            }
        }
    }

    @Test
    void whoever_keycloak_itself_does_not_find_has_gone() {
        keycloak.removeUser("anna");
        try (RealmUsers users = users("right-sesame")) {
            assertThat(users.ask(question()).found()).isEqualTo(Found.NOBODY);
            assertThat(users.find(new Asked(anna))).isEmpty();
        }
    }

    private static Fault html(int status) {
        return Fault.status(status, Map.of("Content-Type", "text/html", "Server", "nginx"), "<html><head><title>" + status + "</title></head></html>");
    }

    private PersonQuestion question() {
        return new PersonQuestion(Optional.of(anna), Optional.empty(), Optional.empty(), Set.of(), Map.of());
    }

    private RealmUsers users(String password) {
        return new RealmUsers(GivenSettings.of("lockstep.keycloak.url", keycloak.url().toString(), "lockstep.keycloak.realm", "corp", "lockstep.keycloak.group", "/chat",
                "lockstep.keycloak.client-id", "admin-cli", "lockstep.keycloak.client-secret", "", "lockstep.keycloak.username", "admin", "lockstep.keycloak.password", password));
    }
}

package dev.lockstep.keycloak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.net.EndlessHeaders;
import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.Settings;
import org.apache.http.MessageConstraintException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.Keycloak;

/** What Keycloak's own client takes from a server. */
class KeycloakClientTest {

    @ParameterizedTest
    @ValueSource(strings = {"X-Another: header\r\n", "no end of line "})
    void headers_without_end_are_not_taken_in(String again) {
        try (EndlessHeaders server = new EndlessHeaders(again); Keycloak keycloak = KeycloakClient.build(settings(server))) {
            assertThatThrownBy(() -> keycloak.realm("corp").groups().groups()).hasRootCauseInstanceOf(MessageConstraintException.class);
            assertThat(server.sent()).isLessThan(EndlessHeaders.BUFFERS);
        }
    }

    @Test
    void whoever_asks_is_told_that_the_answer_was_none() {
        try (EndlessHeaders server = new EndlessHeaders("X-Another: header\r\n"); KeycloakGroup group = new KeycloakGroup(settings(server))) {
            assertThatThrownBy(group::members).hasMessageContaining("Keycloak at '" + server.url() + "'").hasMessageContaining("sent more headers than any server should").hasMessageContaining("Nothing was changed");
        }
    }

    private static Settings settings(EndlessHeaders server) {
        return GivenSettings.of("lockstep.keycloak.url", server.url().toString(), "lockstep.keycloak.realm", "corp", "lockstep.keycloak.group", "/chat", "lockstep.keycloak.client-id", "lockstep",
                "lockstep.keycloak.client-secret", "client-sesame", "lockstep.proxy.no-proxy", "*");
    }
}

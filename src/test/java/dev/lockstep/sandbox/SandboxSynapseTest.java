package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxSynapseTest {

    private final SandboxMas mas = SandboxMas.start("s3cret");
    private final SandboxSynapse synapse = SandboxSynapse.start("hs.test", "s3cret", mas);
    private String bearer;

    @BeforeEach
    void anAdministrator() {
        mas.synapse(synapse.url()).addUser("admin", true);
        bearer = "Bearer " + mas.adminToken("admin");
    }

    @AfterEach
    void close() {
        synapse.close();
        mas.close();
    }

    @Test
    void pages_are_as_recorded() throws Exception {
        for (int i = 0; i < 4; i++) {
            synapse.addAccount("user" + i);
        }
        JsonNode first = same("synapse-users-first-page");
        assertThat(first.at("/users/0/name").asText()).isEqualTo("@admin:hs.test");
        assertThat(first.at("/next_token").asText()).isEqualTo("3");
        Recording last = Recording.of("synapse-users-last-page");
        last.isWhatAnswers(synapse.url(), bearer, last.target().replace("from=5125", "from=3"), "");
        same("synapse-users-past-the-end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"synapse-users-without-guests-parameter", "synapse-users-bad-parameter",
        "synapse-server-version", "synapse-unknown-path", "synapse-whoami"})
    void other_answers_are_as_recorded(String name) throws Exception {
        same(name);
    }

    @Test
    void tokens_are_refused_as_recorded() throws Exception {
        Recording.of("synapse-missing-token").isWhatAnswers(synapse.url(), "");
        Recording.of("synapse-unknown-token").isWhatAnswers(synapse.url(), "Bearer nonsense");
        mas.addUser("bob");
        Recording.of("synapse-not-an-admin").isWhatAnswers(synapse.url(), "Bearer " + mas.signIn("bob"));
    }

    @Test
    void a_token_whose_device_is_gone_is_dead() throws Exception {
        String device = synapse.account("admin").orElseThrow().devices().iterator().next();
        tell("delete_device", "{\"localpart\": \"admin\", \"device_id\": \"" + device + "\"}", 204);
        Recording.of("synapse-unknown-token").isWhatAnswers(synapse.url(), bearer);
    }

    @ParameterizedTest
    @CsvSource({"false,false, true,true,true", "false,true, false,false,true", "true,false, false,true,true",
        "true,true, false,false,true"})
    void the_filters_show_an_account_by_its_state(boolean deactivated, boolean locked, boolean plain,
            boolean withDeactivated, boolean withBoth) throws Exception {
        synapse.addAccount("eve").deactivated(deactivated).locked(locked);
        assertThat(shows("guests=false")).isEqualTo(plain);
        assertThat(shows("guests=false&deactivated=true")).isEqualTo(withDeactivated);
        assertThat(shows("guests=false&deactivated=true&locked=true")).isEqualTo(withBoth);
    }

    @Test
    void guests_are_not_listed_and_types_are() throws Exception {
        synapse.addAccount("@1:hs.test").guest(true);
        synapse.addAccount("eve").userType("bot").admin(true);
        JsonNode users = users("guests=false");
        assertThat(users.findValuesAsText("name")).containsExactly("@admin:hs.test", "@eve:hs.test");
        assertThat(users.at("/users/1/user_type").asText()).isEqualTo("bot");
    }

    @Test
    void a_single_account_is_as_recorded() throws Exception {
        synapse.addAccount("alice").deactivated(true).locked(true);
        JsonNode alice = same("synapse-user");
        assertThat(alice.path("deactivated").asBoolean() && alice.path("locked").asBoolean() && !alice.path("erased").asBoolean()).isTrue();
        mas.addUser("bob");
        Recording.of("synapse-not-an-admin").isWhatAnswers(synapse.url(), "Bearer " + mas.signIn("bob"), "/_synapse/admin/v2/users/@alice:hs.test", "");
        Recording.of("synapse-missing-token").isWhatAnswers(synapse.url(), "", "/_synapse/admin/v2/users/@alice:hs.test", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"synapse-user-not-found", "synapse-user-of-another-server", "synapse-user-without-at"})
    void an_account_that_is_not_here_is_refused_as_recorded(String name) throws Exception {
        same(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%40odd%2Fna%3Dme%2Bx%3Ahs.test", "@odd%2Fna=me+x:hs.test"})
    void an_account_is_found_by_its_name_encoded_or_not(String path) throws Exception {
        synapse.addAccount("odd/na=me+x");
        assertThat(send(HttpRequest.newBuilder(URI.create(synapse.url() + "/_synapse/admin/v2/users/" + path)).header("Authorization", bearer).build()).path("name").asText())
                .isEqualTo("@odd/na=me+x:hs.test");
    }

    @Test
    void a_limit_of_nothing_never_ends() throws Exception {
        assertThat(users("guests=false&limit=0").get("next_token").asText()).isEqualTo("0");
    }

    @Test
    void mas_provisions_deletes_and_reactivates() throws Exception {
        tell("provision_user", "{\"localpart\": \"eve\", \"locked\": true}", 201);
        tell("provision_user", "{\"localpart\": \"eve\"}", 200);
        tell("upsert_device", "{\"localpart\": \"eve\", \"device_id\": \"A\"}", 201);
        tell("sync_devices", "{\"localpart\": \"eve\", \"devices\": [\"B\"]}", 200);
        SynapseRow eve = synapse.account("@eve:hs.test").orElseThrow();
        assertThat(eve.devices()).containsExactly("B");
        tell("delete_user", "{\"localpart\": \"eve\", \"erase\": false}", 200);
        assertThat(eve.isLocked() && eve.isDeactivated() && !eve.isErased() && eve.devices().isEmpty()).isTrue();
        tell("reactivate_user", "{\"localpart\": \"eve\"}", 200);
        assertThat(eve.isDeactivated()).isFalse();
        assertThat(eve.isLocked()).isTrue();
        tell("reactivate_user", "{\"localpart\": \"nobody\"}", 404);
    }

    @Test
    void only_mas_may_come_through_its_door() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(synapse.url() + "/_synapse/mas/reactivate_user"))
                .header("Authorization", bearer).POST(HttpRequest.BodyPublishers.ofString("{}")).build();
        assertThat(send(request).get("error").asText()).isEqualTo("This endpoint must only be called by MAS");
    }

    private JsonNode same(String name) throws Exception {
        return Recording.of(name).isWhatAnswers(synapse.url(), bearer);
    }

    private boolean shows(String query) throws Exception {
        return users(query).findValuesAsText("name").contains("@eve:hs.test");
    }

    private JsonNode users(String query) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(synapse.url() + "/_synapse/admin/v2/users?" + query))
                .header("Authorization", bearer).build());
    }

    private void tell(String call, String body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(synapse.url() + "/_synapse/mas/" + call))
                .header("Authorization", "Bearer s3cret").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    }

    private static JsonNode send(HttpRequest request) throws Exception {
        return new ObjectMapper().readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }
}

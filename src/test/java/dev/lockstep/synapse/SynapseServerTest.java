package dev.lockstep.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.GivenSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SynapseServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URL = "https://matrix.example.org";

    private final SynapseServer synapse = new SynapseServer(GivenSettings.of("lockstep.matrix.url", URL, "lockstep.matrix.token", "mct_sesame"));

    static Stream<Arguments> what_a_person_has_to_mend() {
        return Stream.of(Arguments.of(401, recorded("synapse-unknown-token"), "401 'Token is not active'", "issue-compatibility-token"),
                Arguments.of(401, recorded("synapse-missing-token"), "401 'Missing access token'", "drops the header Authorization"),
                Arguments.of(403, recorded("synapse-not-an-admin"), "403 'You are not a server admin'", "urn:synapse:admin:*"),
                Arguments.of(500, "{\"errcode\": \"M_FORBIDDEN\", \"error\": \"Invalid username claim in the introspection result\"}", "Invalid username claim", "belongs to a user"),
                Arguments.of(400, recorded("synapse-users-bad-parameter"), "400 'Query parameter limit must be an integer'", "older than 1.150"),
                Arguments.of(400, recorded("synapse-users-without-guests-parameter"), "delegating to MAS", "a proxy change the request"),
                Arguments.of(404, recorded("synapse-unknown-path"), "404 'Unrecognized request'", "lockstep.matrix.url"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("what_a_person_has_to_mend")
    void a_refusal_that_trying_again_does_not_change_names_the_remedy(int status, String body, String came, String remedy) {
        assertThatThrownBy(() -> synapse.refuse(status, null, body)).isInstanceOf(SetupException.class).hasMessageContaining("Synapse at '" + URL + "'").hasMessageContaining(came)
                .hasMessageContaining(remedy).hasMessageContaining("Nothing was changed").hasMessageNotContaining("sesame");
    }

    static Stream<Arguments> what_may_pass() {
        return Stream.of(Arguments.of(503, "{\"errcode\": \"M_UNKNOWN\", \"error\": \"Unable to introspect the access token\"}", "503 'Unable to introspect the access token'"),
                Arguments.of(502, "<html><h1>Bad gateway</h1></html>", "502"), Arguments.of(504, "", "504"),
                Arguments.of(429, "{\"errcode\": \"M_LIMIT_EXCEEDED\", \"error\": \"Too Many Requests\", \"retry_after_ms\": 2000}", "429 'Too Many Requests'"),
                Arguments.of(500, "{\"errcode\": \"M_UNKNOWN\", \"error\": \"Internal server error\"}", "500 'Internal server error'"), Arguments.of(500, "{\"error\": null}", "500"),
                Arguments.of(500, "[]", "500"), Arguments.of(404, recorded("synapse-user-not-found"), "404 'User not found'"), Arguments.of(302, "", "302"), Arguments.of(204, "", "204"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("what_may_pass")
    void anything_else_is_an_outage_worth_another_try(int status, String body, String came) {
        assertThatThrownBy(() -> synapse.refuse(status, null, body)).isInstanceOf(SourceException.class).hasMessageContaining("'" + URL + "' answered " + came)
                .hasMessageContaining("log").hasMessageContaining("MAS").hasMessageContaining("Nothing was changed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {"429 | 7 | {} | PT7S", "503 | 7 | <html> | PT7S", "500 | 7 | - | PT7S", "429 | - | {\"retry_after_ms\": 2000} | PT2S",
            "429 | 3 | {\"retry_after_ms\": 2000} | PT3S", "429 | soon | {\"retry_after_ms\": 2000} | PT2S", "429 | - | {\"retry_after_ms\": 0} | -", "429 | - | {\"retry_after_ms\": -5} | -",
            "429 | - | {\"retry_after_ms\": null} | -", "429 | - | {\"retry_after_ms\": \"soon\"} | -", "429 | - | [] | -", "429 | - | - | -",
            "429 | - | {\"retry_after_ms\": 9223372036854775807} | PT2562047788015H12M55.807S"})
    void what_an_outage_says_of_the_next_try_goes_along(int status, String retryAfter, String body, Duration asked) {
        assertThatThrownBy(() -> synapse.refuse(status, retryAfter, body)).isInstanceOfSatisfying(SourceException.class,
                failure -> assertThat(failure.retryAfter()).isEqualTo(Optional.ofNullable(asked)));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404})
    void what_a_person_has_to_mend_is_theirs_even_if_the_answer_asks_for_another_try(int status) {
        assertThatThrownBy(() -> synapse.refuse(status, "7", "{\"errcode\": \"M_UNKNOWN\", \"retry_after_ms\": 2000}")).isInstanceOf(SetupException.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "{", "\u0000"})
    void what_is_not_in_synapses_own_form_says_nothing_of_the_token(String body) {
        assertThatThrownBy(() -> synapse.refuse(401, null, body)).isInstanceOf(SourceException.class).hasMessageContaining("answered 401").hasMessageNotContaining("token is");
    }

    @Test
    void what_it_says_never_repeats_the_token() {
        String token = synapse.authorization().replace("Bearer ", "");
        assertThatThrownBy(() -> synapse.refuse(401, null, "{\"errcode\": \"M_UNKNOWN_TOKEN\", \"error\": \"Unknown token " + token + "\"}")).message().contains("(401 'Unknown token ...')").doesNotContain(token);
    }

    @Test
    void what_it_says_is_told_on_one_line() {
        assertThatThrownBy(() -> synapse.refuse(503, null, "{\"error\": \"a\\nb\\u001b[31m\\u202e\"}")).message().matches("\\P{C}+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.150.0", "1.163.2 (b=x)", "1.150.0rc1", "1.200", "2.0.0", "1.163.2 (b=release-v1.163,abc123,dirty)"})
    void a_new_synapse_is_accepted(String version) {
        assertThatCode(() -> synapse.requireVersion(version(version))).doesNotThrowAnyException();
    }

    @Test
    void the_recorded_synapse_is_accepted() throws JsonProcessingException {
        JsonNode recorded = JSON.readTree(recorded("synapse-server-version"));
        assertThatCode(() -> synapse.requireVersion(recorded)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.149.9", "1.99.0", "1.5", "0.99.5", "1.149.0 (b=x)"})
    void an_old_synapse_is_refused_by_name(String version) {
        assertThatThrownBy(() -> synapse.requireVersion(version(version))).isInstanceOf(SetupException.class).hasMessageContaining("is version " + version)
                .hasMessageContaining("1.150 or newer").hasMessageContaining("Nothing was changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"server_version\": null}", "{\"server_version\": \"\"}", "{\"server_version\": \"develop\"}", "{\"server_version\": 1}", "\"1.163.2\""})
    void one_that_does_not_say_its_version_is_not_read(String answer) throws JsonProcessingException {
        JsonNode json = JSON.readTree(answer);
        assertThatThrownBy(() -> synapse.requireVersion(json)).isInstanceOf(SourceException.class).hasMessageContaining("does not say its version");
    }

    @Test
    void a_listing_begins_for_the_owner_of_the_token() throws JsonProcessingException {
        AccountListing listing = synapse.listing(JSON.readTree(recorded("synapse-whoami")));
        synapse.add(listing, JSON.readTree("{\"users\": [{\"name\": \"@admin:hs.test\"}], \"total\": 1}"));
        assertThat(listing.complete().owner()).hasToString("@admin:hs.test");
    }

    @Test
    void a_token_of_another_server_is_refused() throws JsonProcessingException {
        JsonNode whoami = JSON.readTree(recorded("synapse-whoami"));
        assertThatCode(() -> named("hs.test").listing(whoami)).doesNotThrowAnyException();
        assertThatThrownBy(() -> named("example.org").listing(whoami)).isInstanceOf(SetupException.class).hasMessageContaining("'@admin:hs.test'").hasMessageContaining("'example.org'")
                .hasMessageContaining("Set it to 'hs.test', or leave it empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"user_id\": \"admin\"}", "{\"user_id\": null}", "[]", "{\"user_id\": 7}"})
    void an_answer_that_names_no_owner_is_not_read(String whoami) throws JsonProcessingException {
        JsonNode json = JSON.readTree(whoami);
        assertThatThrownBy(() -> synapse.listing(json)).isInstanceOf(SourceException.class).hasMessageContaining("does not say whose token");
    }

    @Test
    void one_account_is_read_where_its_name_leads_whatever_signs_it_has() {
        assertThat(synapse.path(Mxid.parse("@alice:hs.test"))).isEqualTo("/_synapse/admin/v2/users/%40alice%3Ahs.test");
        assertThat(synapse.path(Mxid.parse("@a/b=c+d e?f#g%h:hs.test:8448"))).isEqualTo("/_synapse/admin/v2/users/%40a%2Fb%3Dc%2Bd%20e%3Ff%23g%25h%3Ahs.test%3A8448");
    }

    @Test
    void the_recorded_account_is_read() throws JsonProcessingException {
        assertThat(synapse.account(Mxid.parse("@alice:hs.test"), JSON.readTree(recorded("synapse-user")))).isEqualTo(Account.of(Mxid.parse("@alice:hs.test"), AccountState.DEACTIVATED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"name\": \"@bob:hs.test\"}", "{\"name\": null}", "\"@alice:hs.test\""})
    void an_answer_for_another_account_is_not_read(String answer) throws JsonProcessingException {
        JsonNode json = JSON.readTree(answer);
        assertThatThrownBy(() -> synapse.account(Mxid.parse("@alice:hs.test"), json)).isInstanceOf(SourceException.class).hasMessageContaining("'@alice:hs.test'")
                .hasMessageContaining("answered something else");
    }

    @Test
    void an_exception_on_the_way_becomes_a_sentence() {
        assertThatThrownBy(() -> synapse.explain(new ConnectException("Connection refused"))).isInstanceOf(SourceException.class)
                .hasMessage("Synapse at '" + URL + "' did not answer: Connection refused. Nothing was changed. Check that it runs, and lockstep.matrix.url.");
        assertThatThrownBy(() -> synapse.explain(new SocketTimeoutException())).isInstanceOf(SourceException.class).hasMessageContaining("did not answer: SocketTimeoutException");
    }

    @Test
    void a_cut_answer_is_told_as_one() {
        Exception cut = null;
        try {
            JSON.readTree("{\"users\": [");
        } catch (JsonProcessingException e) {
            cut = new IllegalStateException("unmarshal", e);
        }
        Exception failure = cut;
        assertThatThrownBy(() -> synapse.explain(failure)).isInstanceOf(SourceException.class).hasMessageContaining("was cut or is no JSON").hasMessageContaining("proxy");
    }

    @Test
    void what_was_explained_already_stays_as_it_is() {
        SourceException source = new SourceException("A sentence.");
        SetupException setup = new SetupException("Another.");
        IncompleteListingException incomplete = new IncompleteListingException("A third.");
        for (RuntimeException known : new RuntimeException[] {source, setup, incomplete}) {
            assertThatThrownBy(() -> synapse.explain(known)).isSameAs(known);
        }
    }

    @Test
    void the_token_stands_in_the_header_alone() {
        assertThat(synapse.authorization()).isEqualTo("Bearer mct_sesame");
    }

    private static SynapseServer named(String serverName) {
        return new SynapseServer(GivenSettings.of("lockstep.matrix.server-name", serverName));
    }

    private static JsonNode version(String version) {
        return JSON.createObjectNode().set("server_version", TextNode.valueOf(version));
    }

    private static String recorded(String name) {
        try (InputStream in = SynapseServerTest.class.getResourceAsStream("/recordings/" + name + ".http")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n### ", 2)[1].split("\n\n", 2)[1];
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

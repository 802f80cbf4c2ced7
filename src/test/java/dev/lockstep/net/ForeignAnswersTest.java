package dev.lockstep.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.GivenSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an answer is told that is somebody else's. The golden cases have the sentences; here is what could go wrong in telling them. */
class ForeignAnswersTest {

    private final Reach synapse = Reach.synapse(GivenSettings.of("lockstep.matrix.url", "https://matrix.example.org", "lockstep.matrix.token", "mct_sesame"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"text/html | <title>Access&nbsp;denied &amp; logged</title> | a page titled 'Access denied & logged'", "text/html | <TITLE>\\n two\\n lines </TITLE> | a page titled 'two lines'",
        "'' | <!DOCTYPE html><h1>It <i>works</i>!</h1> | a page titled 'It works !'", "text/html | no tag at all | a page without a title", "text/plain | one\\ntwo | the words 'one'", "image/png | x | something of the type 'image/png'",
        "application/json | {\"error\": {\"message\": \"denied\"}} | JSON that says 'denied'", "application/json | {} | JSON of another form", "application/json | [] | JSON of another form",
        "application/json | {\"message\": 7} | JSON of another form", "application/json | {\"message\": \"bad | what begins like JSON and is none"})
    void what_stood_there_is_told_in_a_few_words(String type, String body, String told) {
        assertThat(explain(403, Map.of("content-type", type), body.replace("\\n", "\n"))).isInstanceOf(SetupException.class).hasMessageContaining("is not Synapse: 403 with " + told + ", no server named");
    }

    @Test
    void the_refusal_of_a_matrix_server_is_not_keycloaks() {
        String synapses = "{\"errcode\":\"M_UNRECOGNIZED\",\"error\":\"Unrecognized request\"}";

        assertThat(OwnForm.KEYCLOAK.isOwn("/realms/corp", 404, synapses)).as("lockstep.keycloak.url leads to Synapse").isFalse();
        assertThat(OwnForm.SYNAPSE.isOwn("/realms/corp", 404, synapses)).isTrue();
        assertThat(OwnForm.KEYCLOAK.isOwn("/realms/corp", 404, "{\"error\":\"Realm does not exist\"}")).isTrue();
    }

    @Test
    void a_page_is_read_in_the_character_set_that_it_names() {
        byte[] page = "<title>Zugriff verweigert: Größe überschritten</title>".getBytes(StandardCharsets.ISO_8859_1);
        for (String type : new String[] {"text/html; charset=ISO-8859-1", "text/html;charset=\"iso-8859-1\""}) {
            assertThat(synapse.explain(new ForeignAnswer("/x", 403, Map.of("Content-Type", type), page))).get().asString().contains("'Zugriff verweigert: Größe überschritten'");
        }
        assertThat(synapse.explain(new ForeignAnswer("/x", 403, Map.of("Content-Type", "text/html; charset=klingon"), page))).get().asString().contains("Zugriff verweigert");
    }

    @Test
    void neither_a_secret_nor_a_control_sign_nor_a_whole_book_is_told() {
        assertThat(explain(403, Map.of("Server", "nginx mct_sesame"), "<title>no mct_sesame here\u001b[31m</title>")).hasMessageNotContaining("sesame").hasMessageNotContaining("\u001b");
        assertThat(explain(403, Map.of(), "word ".repeat(1000)).getMessage().length()).isLessThan(600);
        assertThat(explain(302, Map.of("Location", "https://login.example.org/?token=mct_sesame#x"), "")).hasMessageContaining("sends on to 'https://login.example.org/'").hasMessageNotContaining("sesame");
        assertThat(explain(302, Map.of("Location", "not an address at all"), "")).isInstanceOf(SetupException.class).hasMessageContaining("'not an address at all'");
    }

    @Test
    void what_was_asked_for_is_told_without_its_query() {
        assertThat(synapse.explain(new ForeignAnswer("/users?from=0&limit=2", 403, Map.of(), new byte[0]))).get().asString().contains("was asked for '/users', and");
    }

    @Test
    void when_to_ask_again_goes_along() {
        assertThat(explain(429, Map.of("retry-after", "7"), "")).isInstanceOfSatisfying(SourceException.class, failure -> assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7)));
        assertThat(explain(503, Map.of("Retry-After", "7"), "")).isInstanceOfSatisfying(SourceException.class, failure -> assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7)));
    }

    @Test
    void a_proxy_that_leads_there_refuses_in_plain_http_alone() {
        String proxy = "http://proxy.example.org:3128";
        Reach plain = Reach.keycloak(GivenSettings.of("lockstep.keycloak.url", "http://id.example.org", "lockstep.proxy.url", proxy, "lockstep.proxy.no-proxy", "nobody"));
        Reach tunnel = Reach.keycloak(GivenSettings.of("lockstep.keycloak.url", "https://id.example.org", "lockstep.proxy.url", proxy, "lockstep.proxy.no-proxy", "nobody"));

        assertThat(plain.explain(new ForeignAnswer("/x", 403, Map.of(), new byte[0]))).get().asString().contains("The proxy 'proxy.example.org:3128' does not let Lockstep through");
        assertThat(tunnel.explain(new ForeignAnswer("/x", 403, Map.of(), new byte[0]))).get().asString().contains("what answered is not Keycloak: 403", "(through the proxy 'proxy.example.org:3128')");
    }

    private RuntimeException explain(int status, Map<String, String> headers, String body) {
        return synapse.explain(new ForeignAnswer("/_synapse/admin/v2/users", status, headers, body.getBytes(StandardCharsets.UTF_8))).orElseThrow();
    }
}

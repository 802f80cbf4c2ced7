package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final String VERSION = "{\"server_version\":\"1.163.2\"}";

    private final SandboxSynapse synapse = SandboxSynapse.start("hs.test", "s3cret", SandboxMas.start("s3cret"));
    private final Faults faults = synapse.faults();

    @AfterEach
    void close() {
        synapse.close();
    }

    @Test
    void only_the_wanted_request_meets_a_fault() throws Exception {
        faults.atRequest("server_version", 2, Fault.status(429, Map.of("Retry-After", "7"), "slow down"));
        assertThat(get("").body()).isEqualTo(VERSION);
        HttpResponse<String> second = get("");
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("Retry-After")).contains("7");
        assertThat(get("").body()).isEqualTo(VERSION);
        assertThat(faults.requests("server_version")).isEqualTo(3);
    }

    @Test
    void a_path_part_may_be_of_the_query() throws Exception {
        faults.always("from=3", Fault.body((uri, body) -> body.replace("1.163.2", uri.getQuery())));
        assertThat(get("?from=3").body()).isEqualTo("{\"server_version\":\"from=3\"}");
        assertThat(get("?from=0").body()).isEqualTo(VERSION);
        faults.clear();
        assertThat(get("?from=3").body()).isEqualTo(VERSION);
        assertThat(faults.requests()).last().isEqualTo("GET /_synapse/admin/v1/server_version?from=3");
    }

    @Test
    void faults_come_one_after_the_other() throws Exception {
        faults.next("version", 1, Fault.html200()).next("version", 1, Fault.cutJson())
                .next("version", 1, Fault.emptyObject()).next("version", 1, Fault.emptyArray());
        HttpResponse<String> html = get("");
        assertThat(html.statusCode()).isEqualTo(200);
        assertThat(html.body()).startsWith("<html>");
        assertThat(VERSION).startsWith(get("").body());
        assertThat(get("").body()).isEqualTo("{}");
        assertThat(get("").body()).isEqualTo("[]");
        assertThat(get("").body()).isEqualTo(VERSION);
    }

    @Test
    void an_answer_may_be_late_or_never_come() throws Exception {
        faults.next("version", 1, Fault.delay(120));
        long start = System.nanoTime();
        assertThat(get("").body()).isEqualTo(VERSION);
        assertThat(System.nanoTime() - start).isGreaterThan(100_000_000L);
        faults.always("version", Fault.reset());
        assertThatThrownBy(() -> get("")).isInstanceOf(IOException.class);
    }

    private HttpResponse<String> get(String query) throws Exception {
        URI address = URI.create(synapse.url() + "/_synapse/admin/v1/server_version" + query);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }
}

package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.zip.GZIPInputStream;
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

    @Test
    void the_time_may_be_another_at_either_server() throws Exception {
        faults.always("version", Fault.clock(Duration.ofMinutes(5)));
        assertThat(date(get("")) - Instant.now().getEpochSecond()).isBetween(295L, 301L);
        assertThat(get("").body()).isEqualTo(VERSION);
        try (SandboxKeycloak keycloak = SandboxKeycloak.start("corp")) {
            URI address = URI.create(keycloak.url() + "/realms/corp/");
            assertThat(date(get(address)) - Instant.now().getEpochSecond()).isBetween(-2L, 1L);
            keycloak.faults().always("", Fault.clock(Duration.ofHours(-1)));
            assertThat(date(get(address)) - Instant.now().getEpochSecond()).isBetween(-3602L, -3598L);
        }
    }

    @Test
    void an_answer_may_drip() throws Exception {
        faults.next("version", 1, Fault.drip(5, 50));
        long start = System.nanoTime();
        assertThat(get("").body()).isEqualTo(VERSION);
        assertThat(System.nanoTime() - start).isGreaterThan(250_000_000L);
    }

    @Test
    void an_answer_may_have_no_end() throws Exception {
        faults.always("version", Fault.endless());
        HttpResponse<InputStream> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(version("")).build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(body.readNBytes(20_000_000)).hasSize(20_000_000).startsWith("[{},{},".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void a_head_may_have_no_end() throws Exception {
        faults.always("version", Fault.endlessHeaders());
        try (Socket socket = new Socket(synapse.url().getHost(), synapse.url().getPort())) {
            socket.getOutputStream().write("GET /_synapse/admin/v1/server_version HTTP/1.1\r\nHost: hs.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] head = socket.getInputStream().readNBytes(2_000_000);
            assertThat(head).hasSize(2_000_000);
            assertThat(new String(head, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200").contains("\r\nX-Line-9999: more\r\n").doesNotContain("\r\n\r\n");
        }
    }

    @Test
    void a_small_answer_may_unpack_to_a_large_one() throws Exception {
        faults.always("version", Fault.gzipBomb());
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(version("")).build(), BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(answer.body().length).isLessThan(400_000);
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(unpacked.skip(Long.MAX_VALUE)).isGreaterThan(300_000_000L);
        }
    }

    @Test
    void an_answer_may_break_off() {
        faults.always("version", Fault.breakOff());
        assertThatThrownBy(() -> get("")).isInstanceOf(IOException.class);
    }

    @Test
    void an_answer_may_be_deep() throws Exception {
        faults.always("version", Fault.deep(3));
        assertThat(get("").body()).isEqualTo("[[[]]]");
    }

    private static long date(HttpResponse<?> answer) {
        return ZonedDateTime.parse(answer.headers().firstValue("Date").orElseThrow(), DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
    }

    private HttpResponse<String> get(String query) throws Exception {
        return get(version(query));
    }

    private static HttpResponse<String> get(URI address) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private URI version(String query) {
        return URI.create(synapse.url() + "/_synapse/admin/v1/server_version" + query);
    }
}

package dev.lockstep.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.SetupException;
import dev.lockstep.settings.GivenSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementPortTest {

    @TempDir
    private Path folder;

    @Test
    void it_is_off_by_default() {
        assertThat(ManagementPort.open(GivenSettings.of("lockstep.state-dir", folder.toString()))).isEmpty();
    }

    @Test
    void a_port_in_use_is_a_sentence() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> open(other.getLocalPort())).isInstanceOf(SetupException.class).hasMessage("The management port " + other.getLocalPort()
                    + " of '127.0.0.1' can't be opened (Address already in use). Nothing was changed. Set lockstep.management.port to a free port or to 0 for none, or lockstep.management.address"
                    + " to an address of this machine.");
        }
    }

    @Test
    void a_host_that_nobody_knows_is_a_sentence() {
        assertThatThrownBy(() -> ManagementPort.open(GivenSettings.of("lockstep.state-dir", folder.toString(), "lockstep.management.port", "9464", "lockstep.management.address", "no.such.invalid")))
                .isInstanceOf(SetupException.class).hasMessageContaining("of 'no.such.invalid' can't be opened (no such host is known). Nothing was changed.");
    }

    @Test
    void a_ledger_that_cannot_be_read_is_down_and_its_path_is_not_told() throws Exception {
        Files.writeString(folder.resolve("lockstep.db"), "This is no database. ".repeat(100));
        try (ManagementPort port = open(freePort())) {
            HttpResponse<String> health = get(port, "/health");

            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).isEqualTo("{\"status\":\"DOWN\",\"reason\":\"The ledger can't be read: the log says why.\"}\n");
            assertThat(PrometheusText.parse(get(port, "/metrics").body()).value("lockstep_last_success_timestamp_seconds")).isZero();
        }
    }

    @Test
    void it_can_be_read_and_nothing_else() throws Exception {
        try (ManagementPort port = open(freePort())) {
            assertThat(get(port, "/metrics").headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(get(port, "/health").headers().firstValue("Content-Type")).contains("application/json");
            assertThat(get(port, "/health?full=1").statusCode()).as("nothing ran yet").isEqualTo(503);
            for (String path : new String[] {"/", "/healthx", "/health/", "/metrics/..", "/favicon.ico", "/%68ealth%00"}) {
                assertThat(get(port, path).statusCode()).as(path).isEqualTo(404);
            }
            for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
                HttpResponse<String> refused = send(port, method, "/metrics");
                assertThat(refused.statusCode()).as(method).isEqualTo(405);
                assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
            }
            HttpResponse<String> head = send(port, "HEAD", "/health");
            assertThat(head.statusCode()).isEqualTo(503);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Length")).contains(String.valueOf(get(port, "/health").body().length()));
        }
    }

    private ManagementPort open(int port) {
        return ManagementPort.open(GivenSettings.of("lockstep.state-dir", folder.toString(), "lockstep.management.port", String.valueOf(port))).orElseThrow();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static HttpResponse<String> get(ManagementPort port, String path) throws Exception {
        return send(port, "GET", path);
    }

    private static HttpResponse<String> send(ManagementPort port, String method, String path) throws Exception {
        HttpRequest.BodyPublisher body = method.equals("POST") ? HttpRequest.BodyPublishers.ofString("x".repeat(10_000)) : HttpRequest.BodyPublishers.noBody();
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(port.url() + path)).method(method, body).build(), HttpResponse.BodyHandlers.ofString());
    }
}

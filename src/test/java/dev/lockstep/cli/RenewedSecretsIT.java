package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.net.Certificates;
import dev.lockstep.net.Forwarder;
import dev.lockstep.net.TestProxy;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of secrets and certificates that are renewed between two runs of one process, as Kubernetes, Vault and certbot do: the next run works with what is in them by then. */
@Timeout(120)
class RenewedSecretsIT {

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Installation here;

    @BeforeEach
    void start() {
        here = Installation.with("lockstep.retry.reads.count", "0");
        here.member("anna").leaver("carl");
        open.add(here);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void the_token_of_matrix() throws IOException {
        String first = here.settings().get("lockstep.matrix.token");
        Path file = secret("LOCKSTEP_MATRIX_TOKEN_FILE", "lockstep.matrix.token", first);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);

        here.sandbox().mas().revoke(first);
        here.leaver("dora");
        SyncRun stale = here.sync();
        assertThat(stale.exitCode()).isEqualTo(SETUP);
        renew(file, here.sandbox().mas().adminToken(Sandbox.ADMIN));

        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("dora")).isEqualTo("deactivated");
    }

    @Test
    void the_password_and_then_the_secret_of_keycloaks_client() throws IOException {
        Path password = secret("LOCKSTEP_KEYCLOAK_PASSWORD_FILE", "lockstep.keycloak.password", here.settings().get("lockstep.keycloak.password"));
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        here.sandbox().keycloak().admin(Sandbox.ADMIN, "another sesame").expireTokens();
        assertThat(here.sync().exitCode()).isNotEqualTo(DONE);
        renew(password, "another sesame");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);

        here.restart("lockstep.keycloak.username", "", "lockstep.keycloak.client-id", "machine");
        here.environment("LOCKSTEP_KEYCLOAK_PASSWORD_FILE", "", "lockstep.keycloak.password");
        here.sandbox().keycloak().client("machine", "first sesame");
        Path secret = secret("LOCKSTEP_KEYCLOAK_CLIENT_SECRET_FILE", "lockstep.keycloak.client-secret", "first sesame");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        here.sandbox().keycloak().client("machine", "second sesame").expireTokens();
        assertThat(here.sync().exitCode()).isNotEqualTo(DONE);
        renew(secret, "second sesame");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
    }

    @Test
    void the_authorities_the_certificate_and_its_key() throws IOException {
        Certificates first = certificates("first");
        Certificates second = certificates("second");
        AtomicInteger keycloak = new AtomicInteger();
        AtomicInteger synapse = new AtomicInteger();
        Path authorities = copy(first.certificate("ca"), "ca.pem");
        Path certificate = copy(first.certificate("client"), "client.pem");
        Path key = copy(first.key("client"), "client.key");
        List<Forwarder> before = serve(first, keycloak, synapse);
        here.restart("lockstep.keycloak.url", front(keycloak), "lockstep.matrix.url", front(synapse), "lockstep.tls.ca-file", authorities.toString(),
                "lockstep.keycloak.tls.certificate", certificate.toString(), "lockstep.keycloak.tls.key", key.toString());
        assertThat(here.sync().exitCode()).isEqualTo(DONE);

        for (Forwarder each : before) {
            each.close();
        }
        serve(second, keycloak, synapse);
        here.leaver("dora");
        assertThat(here.sync().exitCode()).isEqualTo(SETUP);
        copy(second.certificate("ca"), "ca.pem");
        assertThat(here.sync().exitCode()).as("the client's certificate is still the first authority's").isNotEqualTo(DONE);
        copy(second.certificate("client"), "client.pem");
        copy(second.key("client"), "client.key");

        SyncRun run = here.sync();
        assertThat(run.exitCode()).as(run.failure().map(ExitCode::sentence).orElse("")).isEqualTo(DONE);
        assertThat(here.state("dora")).isEqualTo("deactivated");
    }

    @Test
    void the_address_that_is_told_and_the_proxy() throws IOException {
        Receiver one = receiver();
        Receiver other = receiver();
        TestProxy proxy = new TestProxy();
        open.add(proxy);
        proxy.demand("lockstep:second-sesame");
        Path address = secret("LOCKSTEP_NOTIFY_URI_FILE", "lockstep.notify.uri", one.url() + "/hook");
        Path through = secret("LOCKSTEP_PROXY_URL_FILE", "lockstep.proxy.url", "http://lockstep:first-sesame@" + proxy.address());
        here.restart("lockstep.proxy.no-proxy", "elsewhere");

        assertThat(here.sync().exitCode()).isEqualTo(SETUP);
        assertThat(one.got()).hasSize(1);
        renew(address, other.url() + "/hook");
        renew(through, "http://lockstep:second-sesame@" + proxy.address());

        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(other.got()).hasSize(1);
        assertThat(one.got()).hasSize(1);
    }

    @Test
    void a_file_that_is_gone_or_empty_ends_the_run_and_the_next_one_works() throws IOException {
        String token = here.settings().get("lockstep.matrix.token");
        Path file = secret("LOCKSTEP_MATRIX_TOKEN_FILE", "lockstep.matrix.token", token);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        here.leaver("dora");

        Files.delete(file);
        SyncRun gone = here.sync();
        Files.writeString(file, "\n");
        SyncRun empty = here.sync();

        assertThat(gone.exitCode()).isEqualTo(SETUP);
        assertThat(ExitCode.sentence(gone.failure().orElseThrow())).contains("Nothing was changed", "'" + file + "'", "LOCKSTEP_MATRIX_TOKEN_FILE").doesNotContain(token);
        assertThat(empty.exitCode()).isEqualTo(SETUP);
        assertThat(ExitCode.sentence(empty.failure().orElseThrow())).contains("lockstep.matrix.token", "is missing");
        assertThat(here.state("dora")).isEqualTo("active");
        renew(file, token);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("dora")).isEqualTo("deactivated");
    }

    /** A plan that a server's fault ended says nothing of secrets, old or new. */
    @Test
    void old_and_new_stay_hidden() throws IOException {
        Path file = secret("LOCKSTEP_KEYCLOAK_CLIENT_SECRET_FILE", "lockstep.keycloak.client-secret", "first-sesame");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        renew(file, "second-sesame");
        here.sandbox().synapse().faults().next("/_synapse/admin/v2/users", 1, Fault.status(503, Map.of(), "{\"errcode\":\"M_UNKNOWN\",\"error\":\"first-sesame, second-sesame\"}"));

        SyncRun run = here.sync();
        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("..., ...").doesNotContain("sesame");
    }

    private Path secret(String variable, String key, String value) throws IOException {
        Path file = Files.writeString(folder.resolve(variable), value + "\n");
        here.environment(variable, file.toString(), key);
        return file;
    }

    /** As Kubernetes does: a new file takes the place of the old one. */
    private void renew(Path file, String value) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), value + "\n");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path copy(Path from, String name) throws IOException {
        return Files.copy(from, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private Certificates certificates(String name) throws IOException {
        return new Certificates(Files.createDirectory(folder.resolve(name))).issue("server", "EC", "-1d", 30, "san=dns:localhost").issue("client", "EC", "-1d", 30);
    }

    private List<Forwarder> serve(Certificates by, AtomicInteger keycloak, AtomicInteger synapse) {
        List<Forwarder> servers = List.of(Forwarder.tls(by.server("server"), true, here.sandbox().keycloak().url()), Forwarder.tls(by.server("server"), false, here.sandbox().synapse().url()));
        keycloak.set(servers.get(0).port());
        synapse.set(servers.get(1).port());
        open.addAll(servers);
        return servers;
    }

    private String front(AtomicInteger port) {
        Forwarder front = Forwarder.to(port::get);
        open.add(front);
        return "https://localhost:" + front.port();
    }

    private Receiver receiver() {
        Receiver receiver = Receiver.start();
        open.add(receiver);
        return receiver;
    }
}

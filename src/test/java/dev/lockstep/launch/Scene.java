package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** What every launch mode has to bring about: carl left the group and is shut out, emil is back and gets his account again, anna is left alone. */
final class Scene implements AutoCloseable {

    /** Where notices could go; who knows it could send them. */
    static final String SECRET_URI = "log:sandbox-notices";

    private final Sandbox sandbox = Sandbox.start();

    Scene() {
        sandbox.person("anna").person("emil");
        sandbox.synapse().account("emil").orElseThrow().deactivated(true).locked(true);
        sandbox.mas().addUser("carl");
    }

    /** Also dora, whom mas-cli always fails for; and every neighbour fails once, which a retry mends. */
    Scene withTrouble() {
        sandbox.mas().addUser("dora");
        sandbox.mas().fail("dora", Failure.ERROR, Failure.ERROR, Failure.ERROR, Failure.ERROR, Failure.ERROR, Failure.ERROR);
        sandbox.mas().fail("carl", Failure.ERROR);
        sandbox.keycloak().faults().next("/members", 1, Fault.status(500));
        sandbox.synapse().faults().next("/_synapse/admin/v2/users", 1, Fault.cutJson());
        return this;
    }

    /** Somebody else in the group, who has no account yet. */
    void member(String name) {
        sandbox.keycloak().addUser(name, null, true);
        sandbox.keycloak().join(name, sandbox.settings().get("lockstep.keycloak.group"));
    }

    /** Somebody who left, and whom mas-cli fails for. */
    void leaverWhoFails(String name) {
        sandbox.mas().addUser(name);
        sandbox.mas().fail(name, Failure.ERROR);
    }

    /** The settings that lead here. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(sandbox.settings());
        settings.put("lockstep.guard.first-run", "carry-out");
        return settings;
    }

    /** The same as the environment variables of older set-ups, as far as there are any, and the others under their own names. */
    Map<String, String> environment() {
        Map<String, String> legacy = Map.of("lockstep.keycloak.url", "KC_URL", "lockstep.keycloak.realm", "KC_REALM", "lockstep.keycloak.group", "KC_GROUP_NAME", "lockstep.keycloak.client-id", "KC_CLIENT_ID",
                "lockstep.keycloak.username", "KC_ADMIN_USER", "lockstep.keycloak.password", "KC_ADMIN_PASS", "lockstep.matrix.url", "MATRIX_URL", "lockstep.matrix.server-name", "MATRIX_SERVER_NAME");
        Map<String, String> environment = new LinkedHashMap<>();
        sandbox.settings().forEach((key, value) -> environment.put(legacy.getOrDefault(key, key.toUpperCase(java.util.Locale.ROOT).replace('.', '_').replace('-', '_')), value));
        return environment;
    }

    /** Writes a settings file. */
    static Path write(Path file, Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path stateFolder() {
        return Path.of(sandbox.settings().get("lockstep.state-dir"));
    }

    /** Whether the job is done. */
    boolean done() {
        return sandbox.mas().isDeactivated("carl") && isActive("emil");
    }

    void requireDone() throws InterruptedException {
        assertThat(sandbox.mas().awaitWorker(Duration.ofSeconds(30))).isTrue();
        assertThat(sandbox.synapse().account("carl").orElseThrow().isDeactivated()).as("carl is shut out").isTrue();
        assertThat(isActive("emil")).as("emil is back").isTrue();
        assertThat(isActive("anna")).as("anna is left alone").isTrue();
    }

    /** Invariant: no password or token in a log, Camel's own included. */
    void requireNoSecrets(String log) {
        assertThat(log).doesNotContain(sandbox.settings().get("lockstep.keycloak.password"), sandbox.settings().get("lockstep.matrix.token"), SECRET_URI);
    }

    void requireUntouched() {
        assertThat(sandbox.mas().changingCalls()).isEmpty();
    }

    private boolean isActive(String name) {
        var account = sandbox.synapse().account(name).orElseThrow();
        return !account.isDeactivated() && !account.isLocked();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}

package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxMasTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Sandbox sandbox = Sandbox.start().person("alice");
    private final SandboxMas mas = sandbox.mas();
    private final SynapseRow alice = sandbox.synapse().account("alice").orElseThrow();

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void a_deactivated_user_is_closed_in_both_and_comes_back_with_two_calls() throws Exception {
        String token = mas.signIn("alice");
        manage("lock-user", "--deactivate", "--", "alice");
        manage("kill-sessions", "--", "alice");
        assertThat(mas.awaitWorker(SOON)).isTrue();
        assertThat(alice.isLocked() && alice.isDeactivated() && !alice.isErased()).isTrue();
        assertThat(alice.devices()).isEmpty();
        assertThat(mas.isLocked("alice") && mas.isDeactivated("alice")).isTrue();
        assertThat(mas.introspect(token)).isEmpty();
        assertThatThrownBy(() -> mas.signIn("alice")).hasMessage("Account deleted");

        manage("unlock-user", "--reactivate", "--", "alice");
        assertThat(mas.awaitWorker(SOON)).isTrue();
        assertThat(alice.isLocked() && !alice.isDeactivated()).isTrue();
        manage("unlock-user", "--", "alice");
        assertThat(mas.awaitWorker(SOON)).isTrue();
        assertThat(alice.isLocked() || mas.isLocked("alice") || mas.isDeactivated("alice")).isFalse();
        assertThat(mas.introspect(mas.signIn("alice"))).isPresent();
    }

    @Test
    void a_lock_stops_the_tokens_and_an_unlock_revives_them() throws Exception {
        String session = mas.signIn("alice");
        String personal = mas.token("alice", "urn:matrix:client:api:*");
        manage("lock-user", "--", "alice");
        assertThat(mas.introspect(session)).isEmpty();
        manage("unlock-user", "--", "alice");
        assertThat(mas.introspect(session)).isPresent();
        manage("kill-sessions", "--dry-run", "--", "alice");
        assertThat(mas.introspect(session)).isPresent();
        manage("kill-sessions", "--", "alice");
        assertThat(mas.introspect(session)).isEmpty();
        assertThat(mas.introspect(personal)).isPresent();
        assertThat(mas.awaitWorker(SOON)).isTrue();
        assertThat(alice.devices()).isEmpty();
        assertThat(mas.changingCalls()).hasSize(3);
    }

    @Test
    void without_a_worker_synapse_learns_nothing_until_it_starts() throws Exception {
        mas.stopWorker();
        manage("lock-user", "--deactivate", "--", "alice");
        assertThat(mas.awaitWorker(Duration.ofMillis(50))).isFalse();
        assertThat(mas.isLocked("alice") && !mas.isDeactivated("alice")).isTrue();
        assertThat(alice.isLocked() || alice.isDeactivated()).isFalse();
        assertThat(mas.unfinishedJobs()).isEqualTo(2);
        mas.startWorker();
        assertThat(mas.awaitWorker(SOON)).isTrue();
        assertThat(alice.isLocked() && alice.isDeactivated()).isTrue();
    }

    @Test
    void queued_opposites_may_end_the_wrong_way_round() throws Exception {
        mas.stopWorker();
        manage("lock-user", "--deactivate", "--", "alice");
        manage("unlock-user", "--", "alice");
        manage("unlock-user", "--reactivate", "--", "alice");
        mas.startWorkerNewestFirst();
        assertThat(mas.awaitWorker(SOON)).isTrue();
        assertThat(alice.isDeactivated()).isTrue();
    }

    @Test
    void the_worker_tries_again_when_synapse_fails() throws Exception {
        sandbox.synapse().faults().next("/_synapse/mas/provision_user", 2, Fault.status(503));
        manage("lock-user", "--", "alice");
        assertThat(mas.awaitWorker(SOON)).isTrue();
        assertThat(alice.isLocked()).isTrue();
        assertThat(sandbox.synapse().faults().requests("POST /_synapse/mas/provision_user")).isEqualTo(5);
    }

    @Test
    void a_revoked_token_is_dead_and_so_is_its_device() {
        String token = mas.signIn("alice");
        assertThat(alice.devices()).hasSize(1);
        mas.revoke(token);
        assertThat(mas.introspect(token)).isEmpty();
        assertThat(alice.devices()).isEmpty();
    }

    @Test
    void a_user_who_is_gone_from_mas_is_unknown_to_its_command_line() throws Exception {
        mas.removeUser("alice");
        assertThat(run("lock-user", "--", "alice").exit()).isEqualTo(1);
        mas.addUnprovisioned("zoe");
        assertThat(sandbox.synapse().account("zoe")).isEmpty();
    }

    @Test
    void the_settings_name_everything_and_the_folder_ends_with_the_sandbox() throws Exception {
        Map<String, String> settings = sandbox.settings();
        assertThat(settings).hasSize(13).doesNotContainValue("");
        java.nio.file.Path folder = java.nio.file.Path.of(settings.get("lockstep.state-dir"));
        assertThat(folder).isDirectory();
        sandbox.close();
        assertThat(folder).doesNotExist();
    }

    private void manage(String... words) throws Exception {
        assertThat(run(words).exit()).isZero();
    }

    private MasCli run(String... words) throws Exception {
        String[] arguments = new String[words.length + 3];
        arguments[0] = "--config";
        arguments[1] = sandbox.settings().get("lockstep.mas.config");
        arguments[2] = "manage";
        System.arraycopy(words, 0, arguments, 3, words.length);
        return MasCli.run(mas, Map.of(), arguments);
    }
}

package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.lockstep.real.ChildProcess;
import dev.lockstep.real.Maven;
import dev.lockstep.run.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lockstep as a guest in {@code src/test/guest}, a Camel application with one dependency on it and nothing kind about it: both go on working. */
class GuestIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    private static Path folder;
    private static LaunchRepository repository;

    private final Scene scene = new Scene();
    private ChildProcess host;

    @BeforeAll
    static void build() throws Exception {
        repository = LaunchRepository.open();
        LaunchRepository.copy(Path.of("src/test/guest"), folder.resolve("host"));
        Launches.require(() -> Maven.run("build the host", folder.resolve("maven.log"), List.of("-f", folder.resolve("host/pom.xml").toString(), "-Dmaven.repo.local=" + repository.folder(), "package")));
    }

    @AfterAll
    static void close() {
        if (repository != null) {
            repository.close();
        }
    }

    @AfterEach
    void stop() {
        if (host != null) {
            host.kill();
        }
        scene.close();
    }

    @Test
    void nothing_in_the_jar_changes_its_host() throws IOException {
        try (JarFile jar = new JarFile(LaunchRepository.jar().toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()).filter(name -> !name.endsWith("/"))).allMatch(name -> name.startsWith("dev/lockstep/") || name.startsWith("lockstep/")
                    || name.startsWith("META-INF/maven/dev.lockstep/lockstep/") || name.equals("META-INF/MANIFEST.MF") || name.equals("META-INF/services/org/apache/camel/properties-function/lockstep"));
        }
    }

    /** Versions that are only managed in our own build would not reach a host, nor jbang. */
    @Test
    void the_host_gets_the_same_sound_parts() throws IOException {
        Parts.requireSound(Parts.in(folder.resolve("host/target/lib")));
    }

    @Test
    void the_host_triggers_a_sync_and_both_keep_their_own_errors_and_stop_together() throws Exception {
        scene.withTrouble();
        host = start("itself", scene.environment());
        host.await("stopped", LIMIT, () -> host.output().contains("host: stopped"));

        scene.requireDone();
        assertThat(host.output()).contains("(direct): begins.", "host: the sync ended with DEAD_LETTERS", "host: changed the plan", "host: swallowed the host's own trouble", "host: saw lockstep-sync")
                .contains("gave up to deactivate '@dora:corp.example' after 3 attempts").doesNotContain("host: its http was used", "host: thrown away");
        assertThat(host.output().lines().filter(line -> line.contains("swallowed"))).isNotEmpty().allMatch(line -> line.contains("the host's own trouble"));
        scene.requireNoSecrets(host.output());
        assertThat(host.isAlive()).isTrue();
        assertThat(scene.stateFolder().resolve("lockstep.db")).exists();
        assertThat(scene.stateFolder().resolve("lockstep.db-wal")).doesNotExist();
        assertThatCode(() -> RunLock.take(scene.stateFolder(), "next").close()).doesNotThrowAnyException();
    }

    @Test
    void what_is_not_mas_cli_changes_nobody_in_a_guest_either() throws Exception {
        Map<String, String> environment = scene.environment();
        environment.putAll(Map.of("LOCKSTEP_MAS_COMMAND", "true", "LOCKSTEP_PROTECT_MAS_ADMINISTRATORS", "false", "LOCKSTEP_GUARD_FIRST_RUN", "carry-out", "LOCKSTEP_GUARD_UNMAPPED", "ignore"));
        host = start("itself", environment);
        host.await("stopped", LIMIT, () -> host.output().contains("host: stopped"));

        assertThat(host.output()).contains("'true' is not mas-cli: asked with '--version' it said ", "host: the sync ended with SETUP");
    }

    @Test
    void the_schedule_works_beside_the_hosts_own() throws Exception {
        scene.withTrouble();
        Map<String, String> environment = scene.environment();
        environment.put("LOCKSTEP_SCHEDULE_CRON", "0/2 * * * * ?");
        Path token = Files.writeString(folder.resolve("token"), environment.remove("LOCKSTEP_MATRIX_TOKEN") + "\n");
        environment.put("LOCKSTEP_MATRIX_TOKEN_FILE", token.toString());
        environment.put("LOCKSTEP_NOTIFY_URI", Scene.SECRET_URI);
        host = start("schedule", environment);
        host.await("done", LIMIT, () -> scene.done() && host.output().contains("host: its own schedule"));

        scene.requireDone();
        assertThat(host.output()).contains("(cron): begins.");
        scene.requireNoSecrets(host.output());
        host.stop();
        assertThat(host.output()).contains("Apache Camel 4.17.0 (host) shutdown");
        assertThatCode(() -> RunLock.take(scene.stateFolder(), "next").close()).doesNotThrowAnyException();
    }

    @Test
    void the_hosts_bad_values_are_told_in_a_sentence_and_nothing_is_changed() throws Exception {
        Map<String, String> environment = scene.environment();
        environment.put("LOCKSTEP_MODE", "loud");
        host = start("itself", environment, "lockstep.parallel=0", "lockstep.mod=lock");
        while (host.isAlive()) {
            Thread.sleep(50);
        }

        assertThat(host.output()).contains("3 settings have to be mended; nothing was changed.", "lockstep.mode (LOCKSTEP_MODE) is 'loud'; allowed: ", "lockstep.parallel (LOCKSTEP_PARALLEL) is '0'; allowed: ",
                "lockstep.mod is no setting of Lockstep");
        scene.requireUntouched();
    }

    private static ChildProcess start(String how, Map<String, String> environment, String... properties) {
        Path target = folder.resolve("host/target");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                target.resolve("host.jar") + System.getProperty("path.separator") + target.resolve("lib") + "/*", "org.example.host.Host", how));
        command.addAll(List.of(properties));
        ProcessBuilder builder = Launches.clean(new ProcessBuilder(command));
        builder.environment().putAll(environment);
        return ChildProcess.start("the host", folder.resolve(how + "-" + System.nanoTime() + ".log"), builder);
    }
}

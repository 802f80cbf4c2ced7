package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shipped program in an environment full of somebody's settings: the demo and the making of the archive act on nothing of theirs, and a first sync acts as its settings say. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/lockstep is for a shell")
@Timeout(300)
class WhoseSettingsIT {

    private static final int LEAVERS = 5;

    @TempDir
    private Path folder;
    private final Sandbox production = Sandbox.start();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> asked;

    private record Ended(int code, String out, String err) { }

    @BeforeEach
    void fill() throws IOException {
        production.person("anna");
        for (int leaver = 1; leaver <= LEAVERS; leaver++) {
            production.mas().addUser("leaver" + leaver);
        }
        asked = requests();
        for (Setting<?> setting : Keys.all()) {
            String value = production.settings().get(setting.key());
            if (value != null) {
                environment.put(setting.environment(), value);
                if (!setting.legacy().isEmpty()) {
                    environment.put(setting.legacy(), value);
                }
            }
        }
        for (String name : List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")) {
            environment.put(name, production.keycloak().url().toString());
        }
        environment.put("MAS_CONFIG", production.settings().get("lockstep.mas.config"));
        environment.put("LOCKSTEP_STATE_DIR", Files.createDirectory(folder.resolve("state")).toString());
        environment.put("XDG_STATE_HOME", Files.createDirectory(folder.resolve("xdg")).toString());
        environment.put("LOCKSTEP_NOTIFY_URI", production.keycloak().url() + "/notices");
        environment.put("LOCKSTEP_DEAD_LETTER_URI", production.keycloak().url() + "/letters");
        environment.put("CAMEL_COMPONENT_HTTP_PROXYHOST", "127.0.0.1");
        environment.put("CAMEL_COMPONENT_HTTP_PROXYPORT", String.valueOf(production.keycloak().url().getPort()));
    }

    @AfterEach
    void close() {
        production.close();
    }

    @Test
    void the_demo_touches_no_server_and_no_ledger_of_the_environment() throws Exception {
        Ended demo = run(Path.of(System.getProperty("lockstep.dist", "target/lockstep")), environment, "demo");

        assertThat(demo.code()).as(demo.out() + demo.err()).isZero();
        assertThat(demo.out()).contains("carl").doesNotContain("leaver1");
        requireUntouched();
    }

    @Test
    void the_demo_is_deaf_to_any_single_variable() throws Exception {
        for (String name : List.of("LOCKSTEP_KEYCLOAK_URL", "LOCKSTEP_MATRIX_URL", "LOCKSTEP_MAS_COMMAND", "LOCKSTEP_STATE_DIR", "LOCKSTEP_MODE", "LOCKSTEP_PROXY_URL")) {
            Map<String, String> one = Map.of(name, Map.of("LOCKSTEP_MODE", "lock", "LOCKSTEP_PROXY_URL", production.keycloak().url().toString()).getOrDefault(name, environment.getOrDefault(name, "")));
            Ended demo = run(Path.of(System.getProperty("lockstep.dist", "target/lockstep")), one, "demo");

            assertThat(demo.code()).as(name + "\n" + demo.out() + demo.err()).isZero();
            assertThat(demo.out()).as(name).contains("lock-user --deactivate -- carl");
            requireUntouched();
        }
    }

    /** Whoever has moved a server in the routes of the folder has not moved the demo. */
    @Test
    void the_demo_runs_the_routes_that_it_came_with() throws Exception {
        Path home = fresh();
        Path routes = home.resolve("routes/synapse.camel.yaml");
        Files.writeString(routes, Files.readString(routes).replace("http://lockstep-synapse", production.synapse().url().toString()));

        Ended demo = run(home, Map.of(), "demo");

        assertThat(demo.code()).as(demo.out() + demo.err()).isZero();
        requireUntouched();
    }

    @Test
    void making_the_archive_touches_nothing_of_the_environment() throws Exception {
        Path home = fresh();

        Ended help = run(home, environment, "sync", "--help");

        assertThat(help.code()).as(help.err()).isZero();
        requireArchive(home);
        requireUntouched();
    }

    @Test
    void a_first_sync_is_held_as_its_file_says_whatever_the_making_of_the_archive_does() throws Exception {
        Path home = fresh();
        Path file = Scene.write(folder.resolve("lockstep.properties"), Map.of("lockstep.guard.first-run", "hold"));

        Ended sync = run(home, silent(), "sync", "--config", file.toString());

        requireArchive(home);
        assertThat(sync.code()).as(sync.out() + sync.err()).isEqualTo(4);
        assertThat(production.mas().changingCalls()).isEmpty();
        assertThat(production.synapse().account("leaver1").orElseThrow().isLocked()).isFalse();
    }

    @Test
    void mode_and_protection_of_the_file_hold_in_a_first_sync() throws Exception {
        Path home = fresh();
        Path file = Scene.write(folder.resolve("lockstep.properties"), Map.of("lockstep.guard.first-run", "carry-out", "lockstep.mode", "lock", "lockstep.protect.users", "leaver1",
                "lockstep.protect.patterns", "leaver[23]"));

        Ended sync = run(home, silent(), "sync", "--config", file.toString());

        requireArchive(home);
        assertThat(sync.code()).as(sync.out() + sync.err()).isZero();
        assertThat(production.mas().changingCalls()).extracting(call -> String.join(" ", call)).containsExactlyInAnyOrder("lock-user -- leaver4", "kill-sessions -- leaver4", "lock-user -- leaver5",
                "kill-sessions -- leaver5");
    }

    /** Braces are nobody's business but Keycloak's and MAS's: not in the settings file's values, nor in those of the environment. */
    @Test
    void braces_in_a_value_reach_the_servers_as_they_are_and_are_never_shown() throws Exception {
        String password = "pa{{ss}}w0rd{{env:HOME}}";
        production.keycloak().admin("braces", password);
        production.keycloak().addGroup("/{{chat}}");
        production.keycloak().join("anna", "/{{chat}}");
        Map<String, String> given = new LinkedHashMap<>(silent());
        given.put("LOCKSTEP_KEYCLOAK_USERNAME", "braces");
        given.put("LOCKSTEP_KEYCLOAK_PASSWORD", password);
        given.put("LOCKSTEP_KEYCLOAK_GROUP", "/{{chat}}");
        given.put("LOCKSTEP_MAS_COMMAND", "env MAS_NOTE={{note}} " + production.settings().get("lockstep.mas.command"));
        Path file = Scene.write(folder.resolve("lockstep.properties"), Map.of("lockstep.guard.first-run", "hold"));

        Ended sync = run(Path.of(System.getProperty("lockstep.dist", "target/lockstep")), given, "sync", "--verbose", "--config", file.toString());

        assertThat(sync.code()).as(sync.out() + sync.err()).isEqualTo(4);
        assertThat(sync.out() + sync.err()).contains("leaver3").doesNotContain(password, "w0rd");
    }

    /** Production's settings, but for what the environment has of others: no notices, no proxy. */
    private Map<String, String> silent() {
        Map<String, String> silent = new LinkedHashMap<>(environment);
        silent.keySet().removeIf(name -> name.endsWith("_URI") || name.startsWith("CAMEL_"));
        return silent;
    }

    private Path fresh() throws IOException {
        Path home = folder.resolve("lockstep");
        LaunchRepository.copy(Path.of(System.getProperty("lockstep.dist", "target/lockstep")), home);
        assertThat(home.resolve("bin/lockstep").toFile().setExecutable(true)).isTrue();
        Path cache = home.resolve("cache");
        if (Files.exists(cache)) {
            try (Stream<Path> files = Files.list(cache)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        return home;
    }

    private void requireUntouched() throws IOException {
        assertThat(requests()).isEqualTo(asked);
        assertThat(production.mas().calls()).isEmpty();
        assertThat(Files.list(folder.resolve("state"))).isEmpty();
        assertThat(Files.list(folder.resolve("xdg"))).isEmpty();
        assertThat(Path.of(production.settings().get("lockstep.state-dir")).resolve("lockstep.db")).doesNotExist();
    }

    private static void requireArchive(Path home) throws IOException {
        assertThat(Files.list(home.resolve("cache"))).as("the archive was made").hasSize(1).allMatch(file -> file.toString().endsWith(".jsa"));
    }

    private List<String> requests() {
        return Stream.concat(production.keycloak().faults().requests().stream(), production.synapse().faults().requests().stream()).toList();
    }

    private Ended run(Path home, Map<String, String> variables, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(home.resolve("bin/lockstep").toString()));
        words.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", ".log");
        Path err = Files.createTempFile(folder, "err", ".log");
        ProcessBuilder builder = Launches.clean(new ProcessBuilder(words)).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", "/dev/null");
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s has ended", words).isTrue();
            return new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

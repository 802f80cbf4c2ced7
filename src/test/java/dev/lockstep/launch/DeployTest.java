package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.cli.Lockstep;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

/** What can be known of {@code deploy/} without a container engine, a cluster or systemd. */
class DeployTest {

    private static final Path DEPLOY = Path.of("deploy");
    private static final long STOP = Keys.STOP_TIME.parser().apply(Keys.STOP_TIME.standard()).toSeconds();
    private static final Set<String> COMMANDS = new CommandLine(new Lockstep()).getSubcommands().keySet();
    private static final Set<String> VARIABLES = Keys.all().stream().flatMap(DeployTest::variables).collect(Collectors.toUnmodifiableSet());

    @Test
    void the_image_names_no_image_and_runs_as_nobody_special() throws IOException {
        String file = Files.readString(DEPLOY.resolve("Containerfile"));

        assertThat(found(file, "(?m)^FROM (\\S+)")).containsExactly("${MAS_IMAGE}", "${JAVA_IMAGE}");
        assertThat(found(file, "(?m)^ARG (\\S+)")).containsExactly("MAS_IMAGE", "JAVA_IMAGE");
        assertThat(found(file, "(?m)^USER (\\S+)")).containsExactly("10001:10001");
        assertThat(found(file, "\\b(LOCKSTEP_\\w+)=")).isNotEmpty().isSubsetOf(VARIABLES);
        assertThat(found(file, "(?m)^CMD \\[\"(\\w+)\"]")).isSubsetOf(COMMANDS).hasSize(1);
        String folder = Files.readString(Path.of("src/assembly/folder.xml"));
        assertThat(found(file, "(?m)^COPY ((?!--)[^/]+) /opt")).flatExtracting(names -> List.of(names.split(" "))).hasSize(8).contains("LICENSE", "NOTICE", "bom.json")
                .allMatch(name -> folder.contains(">" + name + "<") || folder.contains("/" + name + "<"));
        // A check by age would end or restart a healthy service that syncs once in an hour.
        assertThat(file).doesNotContain("HEALTHCHECK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cronjob.yaml", "deployment.yaml"})
    void a_pod_has_no_rights_and_gets_what_it_needs(String name) throws IOException {
        Object file = yaml(name).get(0);
        Object pod = name.equals("cronjob.yaml") ? at(file, "spec", "jobTemplate", "spec", "template", "spec") : at(file, "spec", "template", "spec");
        Object container = ((List<?>) at(pod, "containers")).get(0);

        assertThat(at(pod, "automountServiceAccountToken")).isEqualTo(false);
        assertThat(at(pod, "enableServiceLinks")).isEqualTo(false);
        assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
        assertThat(at(container, "securityContext", "capabilities", "drop")).isEqualTo(List.of("ALL"));
        assertThat(at(container, "resources", "limits", "memory")).isNotNull();
        assertThat((Integer) at(pod, "terminationGracePeriodSeconds")).isGreaterThan((int) STOP + 5);
        assertThat(COMMANDS).contains(String.valueOf(((List<?>) at(container, "args")).get(0)));

        List<String> mounts = each(container, "volumeMounts", "mountPath");
        assertThat(each(container, "volumeMounts", "name")).containsExactlyInAnyOrderElementsOf(each(pod, "volumes", "name"));
        assertThat(mounts).contains("/tmp");
        assertThat(each(container, "env", "name")).filteredOn(variable -> !variable.equals("JAVA_OPTS")).hasSize(name.equals("cronjob.yaml") ? 4 : 6).isSubsetOf(VARIABLES);
        assertThat(each(container, "env", "value")).filteredOn(value -> value.startsWith("/")).hasSize(4).allMatch(value -> mounts.stream().anyMatch(value::startsWith));
        if (name.equals("cronjob.yaml")) {
            assertThat(at(file, "spec", "concurrencyPolicy")).isEqualTo("Forbid");
        } else {
            assertThat(at(file, "spec", "replicas")).isEqualTo(1);
            assertThat(at(file, "spec", "strategy", "type")).isEqualTo("Recreate");
            assertThat(at(file, "spec", "selector", "matchLabels")).isEqualTo(at(file, "spec", "template", "metadata", "labels"));
        }
    }

    @Test
    void the_temporary_folder_may_forbid_programs() throws IOException {
        assertThat(found(Files.readString(Path.of("docs", "running.md")), "--tmpfs /tmp:(\\S+)")).containsExactly("rw,noexec,size=64m");
    }

    /** Liveness asks nothing that depends on the schedule, or on Keycloak: a restart mends neither. */
    @Test
    void a_healthy_service_is_not_restarted_however_seldom_it_syncs() throws IOException {
        Object container = ((List<?>) at(yaml("deployment.yaml").get(0), "spec", "template", "spec", "containers")).get(0);
        Map<String, String> variables = ((List<?>) at(container, "env")).stream().collect(Collectors.toMap(entry -> String.valueOf(at(entry, "name")), entry -> String.valueOf(at(entry, "value"))));
        int port = (Integer) at(container, "livenessProbe", "tcpSocket", "port");

        assertThat(((Map<?, ?>) at(container, "livenessProbe")).keySet()).map(String::valueOf).doesNotContain("exec", "httpGet");
        assertThat(variables).containsEntry(Keys.MANAGEMENT_PORT.environment(), String.valueOf(port)).containsEntry(Keys.MANAGEMENT_ADDRESS.environment(), "0.0.0.0");
        assertThat(each(container, "ports", "containerPort")).containsExactly(String.valueOf(port));
        assertThat(at(container, "readinessProbe", "httpGet")).isEqualTo(Map.of("path", "/health", "port", port));
        assertThat(Files.readString(Path.of("docs", "monitoring.md"))).contains("tcpSocket: {port: " + port + "}", "httpGet: {path: /health, port: " + port + "}");
    }

    @Test
    void the_settings_are_settings_and_with_the_secrets_all_that_is_required() throws IOException {
        String settings = String.valueOf(at(yaml("common.yaml").get(0), "data", "lockstep.properties"));
        List<String> keys = found(settings, "(?m)^([^=]+)=");
        List<String> secrets = List.of(Keys.MATRIX_TOKEN.key(), Keys.KEYCLOAK_CLIENT_SECRET.key());

        assertThat(Keys.all().stream().map(Setting::key)).containsAll(keys);
        assertThat(Keys.all().stream().filter(setting -> setting.traits().required()).map(Setting::key)).isSubsetOf(Stream.concat(keys.stream(), secrets.stream()).toList());
    }

    @Test
    void both_services_are_shut_in_alike_and_get_their_secrets_as_files() throws IOException {
        String service = Files.readString(DEPLOY.resolve("systemd/lockstep.service"));
        String sync = Files.readString(DEPLOY.resolve("systemd/lockstep-sync.service"));

        assertThat(shutIn(service)).isEqualTo(shutIn(sync)).contains("NoNewPrivileges=yes", "ProtectSystem=strict", "DynamicUser=yes", "User=lockstep", "StateDirectory=lockstep", "LimitCORE=0");
        assertThat(found(sync, "(?m)^Environment=(LOCKSTEP_\\w+)=")).hasSize(4).isSubsetOf(VARIABLES);
        String byHand = Files.readString(DEPLOY.resolve("systemd/lockstep-by-hand"));
        assertThat(found(byHand, "(LOCKSTEP_\\w+)=")).containsExactlyElementsOf(found(sync, "(?m)^Environment=(LOCKSTEP_\\w+)="));
        assertThat(found(byHand, "LoadCredential=(\\S+)")).containsExactlyElementsOf(found(sync, "(?m)^LoadCredential=(\\S+)"));
        assertThat(byHand).contains(" -p LimitCORE=0 ");
        assertThat(found(byHand, "User=(\\w+) ")).containsAll(found(sync, "(?m)^User=(\\w+)"));
        assertThat(found(sync, "=%d/(\\S+)")).containsExactlyElementsOf(found(sync, "(?m)^LoadCredential=([^:]+):"));
        assertThat(found(sync, "(?m)^TimeoutStopSec=(\\d+)s")).hasSize(1).allMatch(seconds -> Integer.parseInt(seconds) > STOP + 5);
        assertThat(found(service + sync, "(?m)^ExecStart=/opt/lockstep/bin/lockstep (\\w+) ")).containsExactly("run", "sync").isSubsetOf(COMMANDS);
    }

    @Test
    void systemd_understands_the_units(@TempDir Path folder) throws Exception {
        assumeTrue(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).anyMatch(path -> Files.isExecutable(Path.of(path, "systemd-analyze"))),
                "Skipped: systemd-analyze is not there.");
        List<String> words = new ArrayList<>(List.of("systemd-analyze", "verify"));
        try (Stream<Path> units = Files.list(DEPLOY.resolve("systemd"))) {
            for (Path unit : units.filter(file -> file.toString().matches(".*[.](service|timer)")).toList()) {
                String here = Files.readString(unit).replace("/opt/lockstep/bin/lockstep", Path.of("src/main/dist/bin/lockstep").toAbsolutePath().toString());
                words.add(Files.writeString(folder.resolve(unit.getFileName()), here).toString());
            }
        }
        assertThat(words).hasSize(5);

        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes());
            assertThat(said.lines().filter(line -> line.contains("lockstep"))).isEmpty();
            assertThat(process.waitFor()).as(said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String shutIn(String service) {
        String from = service.substring(service.indexOf("# lockstep.stop-time"));
        return from.replaceFirst("(?s)\\[Install].*", "").strip();
    }

    private static Stream<String> variables(Setting<?> setting) {
        return setting.traits().secret() ? Stream.of(setting.environment(), setting.environment() + "_FILE") : Stream.of(setting.environment());
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
    }

    private static List<Object> yaml(String name) throws IOException {
        Iterable<Object> documents = new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(DEPLOY.resolve("kubernetes").resolve(name)));
        return StreamSupport.stream(documents.spliterator(), false).toList();
    }

    private static Object at(Object from, String... path) {
        Object here = from;
        for (String key : path) {
            here = ((Map<?, ?>) here).get(key);
        }
        return here;
    }

    private static List<String> each(Object from, String list, String key) {
        return ((List<?>) at(from, list)).stream().map(entry -> String.valueOf(at(entry, key))).toList();
    }
}

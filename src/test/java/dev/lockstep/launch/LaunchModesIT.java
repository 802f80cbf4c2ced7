package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.real.ChildProcess;
import dev.lockstep.real.Maven;
import dev.lockstep.real.TestCache;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/running.md}, run as they stand there: each does the whole job. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for a shell")
class LaunchModesIT {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String OFTEN = "0/2 * * * * ?";

    private static LaunchRepository repository;
    private static Path jbang;

    @TempDir
    private static Path jbangFolder;
    @TempDir
    private Path folder;
    private final Scene scene = new Scene();
    private ChildProcess process;

    @BeforeAll
    static void fetch() throws IOException {
        Launches.require(() -> jbang = TestCache.entry("jbang-0.132.1", made -> Maven.run("fetch jbang", made.resolve("maven.log"),
                List.of("-f", Path.of("src/test/launch/jbang.xml").toAbsolutePath().toString(), "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies",
                        "-DincludeScope=runtime", "-DoutputDirectory=" + made))));
        repository = LaunchRepository.open();
    }

    @AfterAll
    static void close() {
        if (repository != null) {
            repository.close();
        }
    }

    @BeforeEach
    void settings() {
        Map<String, String> settings = scene.settings();
        settings.put("lockstep.schedule.cron", OFTEN);
        Scene.write(folder.resolve("lockstep.properties"), settings);
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.kill();
        }
        scene.close();
    }

    @Test
    void the_unpacked_folder() throws Exception {
        LaunchRepository.copy(Path.of(System.getProperty("lockstep.dist", "target/lockstep")), folder);
        assertThat(folder.resolve("bin/lockstep").toFile().setExecutable(true)).isTrue();

        start(RunningPage.block("The unpacked folder", "sh"), Map.of());

        requireOneSync();
    }

    @Test
    void jbang_by_the_coordinates() throws Exception {
        start(RunningPage.block("jbang", "sh"), Map.of());

        requireOneSync();
    }

    @Test
    void a_script_for_jbang() throws Exception {
        Files.writeString(folder.resolve("Sync.java"), RunningPage.block("A jbang script", "java"));

        start(RunningPage.block("A jbang script", "sh"), Map.of());

        requireSchedule();
    }

    @Test
    void the_camel_cli_with_a_changed_route_and_the_names_of_older_set_ups() throws Exception {
        Path dist = Path.of(System.getProperty("lockstep.dist", "target/lockstep"));
        LaunchRepository.copy(dist.resolve("routes"), folder.resolve("routes"));
        Path sync = folder.resolve("routes/sync.camel.yaml");
        String route = Files.readString(sync);
        String changed = route.replaceFirst("(?m)^( +)- setProperty: \\{id: lockstep-begin,", "$1- log: {id: lockstep-changed, message: \"a changed route\"}\n$0");
        assertThat(changed).isNotEqualTo(route);
        Files.writeString(sync, changed);
        String properties = Files.readString(dist.resolve("application.properties")).replace("lockstep.guard.first-run=hold", "lockstep.guard.first-run=carry-out")
                .replace("lockstep.schedule.cron=0 0/15 * * * ?", "lockstep.schedule.cron=" + OFTEN);
        Files.writeString(folder.resolve("application.properties"), properties);

        start(RunningPage.block("The Camel CLI", "sh"), scene.environment());

        requireSchedule();
        assertThat(process.output()).contains("a changed route");
    }

    @Test
    void the_guest_that_is_tested_is_the_one_on_the_page() throws IOException {
        String pom = Files.readString(Path.of("src/test/guest/pom.xml")).replaceAll("\\s+", "");
        String properties = Files.readString(Path.of("src/test/guest/src/main/resources/application.properties"));

        assertThat(pom).contains(RunningPage.block("A guest in a Camel application", "xml").replaceAll("\\s+", ""));
        assertThat(properties.lines()).contains(RunningPage.block("A guest in a Camel application", "properties"));
    }

    private void requireOneSync() throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (process.isAlive()) {
            assertThat(System.nanoTime()).as(process.output()).isLessThan(end);
            Thread.sleep(100);
        }
        assertThat(process.output()).contains("(cli): begins.", "1 activated", "1 deactivated");
        scene.requireDone();
        scene.requireNoSecrets(process.output());
    }

    private void requireSchedule() throws InterruptedException {
        process.await("done", LIMIT, () -> process.output().contains("1 deactivated"));
        assertThat(process.output()).contains("(cron): begins.");
        scene.requireDone();
        process.stop();
        scene.requireNoSecrets(process.output());
    }

    private void start(String command, Map<String, String> environment) {
        ProcessBuilder builder = Launches.clean(new ProcessBuilder("sh", "-c", "exec " + command)).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PATH", Path.of("src/test/launch/bin").toAbsolutePath() + File.pathSeparator + System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("LAUNCH_JBANG", jbang.toString());
        builder.environment().put("JBANG_REPO", repository.folder().toString());
        builder.environment().put("JBANG_DIR", jbangFolder.toString());
        process = ChildProcess.start(command, folder.resolve("log"), builder);
    }
}

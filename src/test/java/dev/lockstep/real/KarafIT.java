package dev.lockstep.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.run.RunLock;
import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shipped bundle in a real Karaf, installed and looked after with the commands of {@code docs/karaf.md}. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are those of a Unix shell")
class KarafIT {
    private static final int JAVA = 17;
    private static final String STOPPED = "Lockstep has stopped.";
    private static final Pattern APPLY = Pattern.compile("lockstep apply ([0-9a-f]{12})");
    private static final List<String> DOCS = docs();

    private static RealKaraf karaf;

    @TempDir
    private Path folder;
    private Sandbox sandbox;
    private int logged;

    @BeforeAll
    static void install() {
        assumeTrue(Runtime.version().feature() == JAVA, () -> "Skipped: Karaf " + KarafDistribution.VERSION + " runs on Java " + JAVA + ", and this is Java " + Runtime.version().feature());
        karaf = RealServers.newKaraf();
        shell("mkdir -p $KARAF_HOME/system/dev/lockstep/lockstep/0.1.0");
        shell("cp target/lockstep-0.1.0-karaf.jar $KARAF_HOME/system/dev/lockstep/lockstep/0.1.0/");
        shell("cp target/features/features.xml $KARAF_HOME/system/dev/lockstep/lockstep/0.1.0/lockstep-0.1.0-features.xml");
        console("feature:repo-add mvn:dev.lockstep/lockstep/0.1.0/xml/features");
        console("feature:install lockstep");
    }

    @AfterAll
    static void kill() {
        if (karaf != null) {
            karaf.close();
        }
    }

    @BeforeEach
    void start() {
        sandbox = Sandbox.start().person("anna");
        logged = karaf.log().length();
    }

    /** Without settings nothing runs. (The file stays: Karaf removes one that is made anew at once.) */
    @AfterEach
    void stop() throws IOException {
        write("");
        if (state().isEmpty()) {
            console("feature:start lockstep");
        }
        karaf.await("without settings", () -> state().contains("State:FAILED ACTIVATION"));
        sandbox.close();
    }

    @Test
    void a_whole_sync_then_other_settings_then_a_clean_stop() throws IOException {
        sandbox.mas().addUser("carl");
        sandbox.person("bert");
        sandbox.synapse().account("bert").orElseThrow().deactivated(true).locked(true);

        configure(Map.of());

        karaf.await("in step", () -> log().contains("1 deactivated") && log().contains("1 activated"));
        assertThat(log()).contains("Lockstep follows the schedule '0/1 * * * * ?' (UTC).", "mxid=@carl:corp.example action=deactivate rule=left-group", "mxid=@bert:corp.example action=activate rule=closed-by-somebody-else");
        assertThat(sandbox.synapse().account("anna").orElseThrow().isDeactivated()).isFalse();
        assertThat(state()).contains("State:ACTIVE");
        assertThat(threads()).as("while it runs").isNotEmpty();

        logged = karaf.log().length();
        sandbox.keycloak().leave("bert", Sandbox.GROUP);
        configure(Map.of("lockstep.mode", "lock", "lockstep.schedule.cron", "0/2 * * * * ?"));

        karaf.await("started anew", () -> log().contains("Lockstep follows the schedule '0/2 * * * * ?' (UTC)."));
        assertThat(log()).contains(STOPPED);
        karaf.await("in step with the new settings", () -> sandbox.synapse().account("bert").orElseThrow().isLocked());

        logged = karaf.log().length();
        console("feature:stop lockstep");

        assertThat(log()).contains(STOPPED).doesNotContain("Exception");
        assertNothingIsLeft();

        console("feature:start lockstep");
        karaf.await("started again", () -> state().contains("State:ACTIVE"));
    }

    @Test
    void a_held_plan_is_read_and_applied_with_the_launcher() throws IOException {
        sandbox.mas().addUser("carl");

        configure(Map.of("lockstep.guard.first-run", "hold"));

        karaf.await("held", () -> APPLY.matcher(log()).find());
        Matcher apply = APPLY.matcher(log());
        assertThat(apply.find()).isTrue();
        assertThat(sandbox.synapse().account("carl").orElseThrow().isDeactivated()).isFalse();
        assertThat(launcher("bin/lockstep plan --config $KARAF_HOME/etc/dev.lockstep.cfg", "")).isEqualTo(0);
        assertThat(launcher("bin/lockstep apply 0123456789ab --config $KARAF_HOME/etc/dev.lockstep.cfg", apply.group(1))).isEqualTo(0);
        karaf.await("closed", () -> sandbox.synapse().account("carl").orElseThrow().isDeactivated());
        assertThat(launcher("bin/lockstep sync --config $KARAF_HOME/etc/dev.lockstep.cfg", "")).isIn(0, 6);
    }

    @Test
    void a_stop_lets_the_running_action_end_and_begins_no_other() throws IOException {
        sandbox.mas().addUser("carl");
        sandbox.mas().addUser("dora");
        Path begun = folder.resolve("begun");
        Path slow = Files.writeString(folder.resolve("mas-cli.sh"), """
                case "$*" in *lock-user*) touch '%s'; sleep 3;; esac
                exec %s "$@"
                """.formatted(begun, sandbox.settings().get("lockstep.mas.command")));
        configure(Map.of("lockstep.parallel", "1", "lockstep.mas.command", "sh " + slow));
        karaf.await("in the middle of an action", () -> Files.exists(begun));

        console("feature:stop lockstep");

        assertThat(log()).contains(STOPPED);
        assertThat(List.of("carl", "dora")).filteredOn(name -> sandbox.mas().isDeactivated(name)).hasSize(1);
        assertNothingIsLeft();

        console("feature:start lockstep");
        karaf.await("in step", () -> sandbox.mas().isDeactivated("carl") && sandbox.mas().isDeactivated("dora"));
    }

    @Test
    void a_bad_setting_fails_with_its_sentence_and_leaves_nothing_until_it_is_mended() throws IOException {
        configure(Map.of("lockstep.mode", "delete", "lockstep.matrix.token", "", "lockstep.typo", "x"));

        karaf.await("failed", () -> state().contains("State:FAILED ACTIVATION"));
        assertThat(log()).contains("Lockstep does not start. 3 settings have to be mended; nothing was changed.", "lockstep.mode (LOCKSTEP_MODE) is 'delete'; allowed: deactivate | lock.",
                "lockstep.matrix.token (LOCKSTEP_MATRIX_TOKEN or MATRIX_ADMIN_TOKEN) is missing", "lockstep.typo is no setting of Lockstep");
        assertThat(log()).doesNotContain("\tat ", sandbox.settings().get("lockstep.keycloak.password"));
        assertThat(console("bundle:list")).containsPattern("Waiting.*Lockstep");
        assertNothingIsLeft();

        configure(Map.of());

        karaf.await("in step", () -> log().contains("nothing to do"));
        assertThat(state()).contains("State:ACTIVE");
    }

    @Test
    void a_route_that_cant_be_loaded_fails_and_leaves_nothing_until_it_is_mended() throws IOException {
        configure(Map.of());
        karaf.await("started", () -> state().contains("State:ACTIVE"));
        logged = karaf.log().length();

        karaf.console("bundle:update dev.lockstep " + withBrokenRoute().toUri());

        karaf.await("failed", () -> state().contains("State:FAILED ACTIVATION"));
        assertThat(log()).contains("Lockstep does not start. A route can't be loaded (", "no-such-component").doesNotContain("\tat ");
        assertNothingIsLeft();

        karaf.console("bundle:update dev.lockstep " + bundle().toUri());
        karaf.await("in step", () -> log().contains("nothing to do"));
    }

    /** No thread of Camel or Quartz, no run lock, and a ledger that is closed: SQLite removes its write-ahead log then. */
    private void assertNothingIsLeft() {
        assertThat(threads()).isEmpty();
        Path state = Path.of(sandbox.settings().get("lockstep.state-dir"));
        assertThat(state.resolve("lockstep.db-wal")).doesNotExist();
        RunLock.take(state, "test").close();
    }

    private static List<String> threads() {
        return karaf.console("threads --list").lines().filter(line -> line.contains("Camel") || line.contains("Quartz")).toList();
    }

    private static String state() {
        String all = console("scr:list");
        return all.substring(all.lastIndexOf("dev.lockstep in bundle") < 0 ? all.length() : all.lastIndexOf("dev.lockstep in bundle"));
    }

    /** What Karaf has logged since this test began, or since it last looked. */
    private String log() {
        return karaf.log().substring(logged);
    }

    private void configure(Map<String, String> changed) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(sandbox.settings());
        settings.putAll(Map.of("lockstep.guard.first-run", "carry-out", "lockstep.schedule.cron", "0/1 * * * * ?", "lockstep.settle-time", "1h"));
        settings.putAll(changed);
        write(settings.entrySet().stream().map(setting -> setting.getKey() + " = " + setting.getValue() + "\n").collect(Collectors.joining()));
    }

    /** All at once, as an editor does: Karaf may look at any moment. */
    private static void write(String settings) throws IOException {
        Path file = Files.writeString(karaf.home().resolve("dev.lockstep.cfg"), settings);
        Files.move(file, karaf.home().resolve("etc/dev.lockstep.cfg"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path bundle() {
        return Path.of("target", "lockstep-0.1.0-karaf.jar").toAbsolutePath();
    }

    private Path withBrokenRoute() throws IOException {
        Path broken = Files.copy(bundle(), folder.resolve("broken.jar"));
        try (FileSystem jar = FileSystems.newFileSystem(broken)) {
            Files.writeString(jar.getPath("lockstep/routes/broken.camel.yaml"), """
                    - route:
                        id: lockstep-broken
                        from: {uri: "direct:lockstep-broken", steps: [{to: {uri: "no-such-component:x"}}]}
                    """);
        }
        return broken;
    }

    private static String console(String command) {
        assertThat(DOCS).contains(command);
        return karaf.console(command);
    }

    private static void shell(String command) {
        assertThat(DOCS).contains(command);
        assertThat(run(command, Path.of(""))).isZero();
    }

    /** Runs a command of the unpacked archive, for this plan; gives its exit code. */
    private static int launcher(String command, String plan) {
        assertThat(DOCS).contains(command);
        return run(command.replace("0123456789ab", plan), Path.of(System.getProperty("lockstep.dist", "target/lockstep")));
    }

    private static int run(String command, Path folder) {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).directory(folder.toAbsolutePath().toFile());
        RealKaraf.cleanEnvironment(shell).put("KARAF_HOME", karaf.home().toString());
        return ChildProcess.run(command, karaf.home().resolve("shell.log"), Duration.ofMinutes(2), shell);
    }

    @Test
    void the_page_of_all_modes_names_the_same_commands() {
        String running = Folders.text(Path.of("docs", "running.md"));
        String section = running.substring(running.indexOf("## Apache Karaf"), running.indexOf("## Container"));
        List<String> commands = section.lines().filter(line -> line.startsWith("    ")).map(String::strip).toList();
        assertThat(commands).hasSize(2).allMatch(DOCS::contains);
    }

    /** The lines of the docs that can be copied: they stand alone, indented. */
    private static List<String> docs() {
        return Folders.text(Path.of("docs", "karaf.md")).lines().filter(line -> line.startsWith("    ")).map(String::strip).toList();
    }
}

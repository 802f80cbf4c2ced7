package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.run.RunLock;
import dev.lockstep.run.RunLockedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as a person or a script sees them: exit codes, what stands on standard output and what on standard error. */
@Timeout(60)
class CommandLineIT {

    private static final List<String> KEYS = List.of("plan", "run", "trigger", "mode", "members", "accounts", "unchanged", "held", "heldPlan", "actions", "skipped", "unmapped", "renamed");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Installation here;

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ByteArrayOutputStream systemOut = new ByteArrayOutputStream();
    private final ByteArrayOutputStream systemErr = new ByteArrayOutputStream();
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;

    @BeforeAll
    static void start() {
        here = Installation.with();
    }

    @AfterAll
    static void stop() {
        here.close();
    }

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(systemOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(systemErr, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() throws IOException {
        System.setOut(outBefore);
        System.setErr(errBefore);
        here.reset();
        for (String name : List.of("lockstep.db", "lockstep.db-wal", "lockstep.db-shm")) {
            Files.deleteIfExists(here.stateFolder().resolve(name));
        }
    }

    @Test
    void help_names_the_commands_and_the_exit_codes() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("doctor", "plan", "sync", "run", "explain", "demo", "Exit codes:", "  4     something is held by the guard");
        assertThat(execute("plan", "--help")).isZero();
        assertThat(out.toString()).contains("--config", "--json", "--verbose");
    }

    @Test
    void version_tells_its_own_and_javas() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).startsWith("lockstep ").contains("Java " + System.getProperty("java.version"));
    }

    @Test
    void a_command_line_that_is_not_understood_ends_with_2() {
        assertThat(execute("synchronise")).isEqualTo(2);
        assertThat(err.toString()).contains("synchronise");
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("Say what to do");
        assertThat(execute("sync", "--erase")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void missing_settings_are_told_all_at_once() throws IOException {
        Path file = Files.writeString(folder.resolve("empty.properties"), "lockstep.parallel=many\n");

        assertThat(execute("sync", "--config", file.toString())).isEqualTo(2);

        assertThat(err.toString()).contains("nothing was changed", "lockstep.keycloak.url", "KC_URL", "lockstep.keycloak.realm", "lockstep.keycloak.group", "lockstep.matrix.url",
                "lockstep.matrix.token", "MATRIX_ADMIN_TOKEN", "Keycloak's credentials", "lockstep.parallel").doesNotContain("\tat ");
        assertThat(out.toString() + systemOut).isEmpty();
    }

    @Test
    void a_settings_file_that_is_not_there_is_named() {
        assertThat(execute("plan", "--config", folder.resolve("nowhere.properties").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("nowhere.properties", "--config");
    }

    @Test
    void plan_prints_a_table_and_its_counts_and_changes_nothing() throws IOException {
        here.member("anna").leaver("carl").leaver("dora").returner("emil");

        assertThat(execute("plan", "--config", config())).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).matches(" +MXID +PERSON +ACCOUNT +ACTION +RULE");
        assertThat(lines).anyMatch(line -> line.matches("- @carl:corp.example +not in the group +active +deactivate +left-group"))
                .anyMatch(line -> line.matches("\\+ @emil:corp.example +in the group +deactivated +activate +closed-by-somebody-else"))
                .anyMatch(line -> line.matches("! @admin:corp.example +not in the group +active +left alone +token-owner"))
                .anyMatch(line -> line.matches("Plan [0-9a-f]{12}: 1 to activate, 2 to deactivate, 1 left alone, 1 unchanged; 2 members, 5 accounts\\."))
                .anyMatch(line -> line.matches("Closed by somebody else, to be opened because the person is in the group: '@emil:corp.example'\\."));
        assertThat(here.changes()).isEmpty();
    }

    @Test
    void json_is_one_object_with_these_keys_and_nothing_else_is_on_standard_output() throws IOException {
        here.member("anna").leaver("zoe").leaver("carl").returner("emil");
        here.sandbox().keycloak().addUser("jürgen", "juergen@corp.example", true);
        here.sandbox().keycloak().join("jürgen", "/chat");
        try {
            assertThat(execute("plan", "--json", "--config", config())).isZero();
            JsonNode plan = JSON.readTree(out.toString());
            out.getBuffer().setLength(0);
            assertThat(execute("sync", "--json", "--config", config())).isZero();
            JsonNode sync = JSON.readTree(out.toString());

            assertThat(keys(plan)).isEqualTo(KEYS);
            assertThat(keys(sync)).startsWith(KEYS.toArray(new String[0])).endsWith("results").hasSize(KEYS.size() + 1);
            assertThat(out.toString().strip().lines()).hasSize(1);
            assertThat(systemOut.toString(StandardCharsets.UTF_8)).isEmpty();
            assertThat(plan.get("held").isNull()).isTrue();
            assertThat(plan.get("actions").findValuesAsText("mxid")).containsExactly("@carl:corp.example", "@emil:corp.example", "@zoe:corp.example");
            assertThat(keys(plan.get("actions").get(0))).containsExactly("mxid", "action", "rule", "held");
            assertThat(plan.get("unmapped").findValuesAsText("username")).containsExactly("jürgen");
            assertThat(sync.get("plan")).isEqualTo(plan.get("plan"));
            assertThat(sync.get("results").findValuesAsText("mxid")).containsExactly("@carl:corp.example", "@emil:corp.example", "@zoe:corp.example");
            assertThat(keys(sync.get("results").get(0))).containsExactly("mxid", "action", "outcome", "attempts");
            assertThat(sync.get("results").findValuesAsText("outcome")).containsOnly("done");
        } finally {
            here.sandbox().keycloak().removeUser("jürgen");
        }
    }

    @Test
    void a_sync_that_is_held_ends_with_4_and_names_them() throws IOException {
        here.member("anna").leaver("carl");

        assertThat(execute("sync", "--config", config("lockstep.guard.first-run", "hold"))).isEqualTo(4);

        assertThat(out.toString()).as("the log tells it").isEmpty();
        assertThat(systemErr.toString(StandardCharsets.UTF_8)).contains("Held, nothing was changed", "@carl:corp.example");
        assertThat(here.changes()).isEmpty();
    }

    @Test
    void while_another_run_is_at_work_a_sync_ends_with_6_and_a_plan_goes_on() throws IOException {
        here.member("anna").leaver("carl");
        try (RunLock held = RunLock.take(here.stateFolder(), "run 0badcafe (cron)")) {
            assertThat(execute("sync", "--config", config())).isEqualTo(6);
            assertThat(err.toString() + systemErr.toString(StandardCharsets.UTF_8)).contains("run 0badcafe (cron)", "process " + ProcessHandle.current().pid(), "since ");
            assertThat(here.changes()).isEmpty();
            assertThat(execute("plan", "--config", config())).isZero();
        }
    }

    /** Closing any channel to a file gives back all locks that a process holds on it (POSIX, fcntl). */
    @Test
    void a_second_run_in_the_same_process_does_not_lift_the_lock_for_other_processes() throws Exception {
        try (RunLock held = RunLock.take(folder, "the first")) {
            assertThat(otherProcessTakesTheLock()).isFalse();
            assertThatThrownBy(() -> RunLock.take(folder, "the second")).isInstanceOf(RunLockedException.class).hasMessageContaining("the first");
            assertThat(otherProcessTakesTheLock()).as("the lock is free for another process").isFalse();
        }
        assertThat(otherProcessTakesTheLock()).isTrue();
    }

    @Test
    void verbose_tells_the_whole_story_without_a_secret() throws Exception {
        here.member("anna").leaver("carl");
        String config = config();
        List<String> words = java("-XX:TieredStopAtLevel=1", Lockstep.class.getName());
        words.addAll(List.of("sync", "--verbose", "--config", config));
        Path log = folder.resolve("verbose.log");
        Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(log)).contains("event=action-ended mxid=@carl:corp.example action=deactivate rule=left-group before=active after=deactivated detail=done")
                .doesNotContain(here.settings().get("lockstep.matrix.token"), here.settings().get("lockstep.keycloak.password"));
    }

    @Test
    void the_demo_keeps_its_promise() {
        assertThat(execute("demo")).isZero();
        assertThat(out.toString()).contains("WHO", "What a sync would do", "It is done", "A second sync finds nothing to do", "'lock-user --deactivate -- carl'");
    }

    /** Run by {@link #otherProcessTakesTheLock}: exit code 0 when it could take the lock of the folder, 6 when another holds it. */
    public static final class OtherProcess {

        private OtherProcess() {
        }

        public static void main(String[] arguments) {
            try (RunLock lock = RunLock.take(Path.of(arguments[0]), "another process")) {
                System.exit(0);
            } catch (RunLockedException e) {
                System.exit(6);
            }
        }
    }

    private boolean otherProcessTakesTheLock() throws IOException, InterruptedException {
        List<String> words = java("-XX:TieredStopAtLevel=1", OtherProcess.class.getName());
        words.add(folder.toString());
        int code = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        assertThat(code).isIn(0, 6);
        return code == 0;
    }

    private static List<String> java(String option, String main) {
        return new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option, "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main));
    }

    private int execute(String... arguments) {
        CommandLine line = Lockstep.commandLine();
        return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }

    /** A settings file that leads to the sandbox. */
    private String config(String... keysAndValues) throws IOException {
        Properties properties = new Properties();
        properties.putAll(here.settings());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        Path file = folder.resolve("lockstep.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file.toString();
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}

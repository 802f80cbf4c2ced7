package dev.lockstep.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class MasCliProgramTest {

    private static final SandboxMas MAS = SandboxMas.start("s3cret").version("1.21.0");

    @TempDir
    static Path folder;
    private static String config;

    @BeforeAll
    static void theUsersOfTheRecording() {
        config = MAS.writeConfig(folder).toString();
        MAS.addUser("alice").addUser("admin", true);
        for (String name : List.of("t6b029d90", "t6b029db3", "t6b029fa7", "t6b02a026", "t6b02a03b", "t6b02a063",
                "t6b02a079")) {
            MAS.addUser(name + "-admin", true);
        }
        MAS.adminToken("admin");
        MAS.signIn("admin");
    }

    @AfterAll
    static void close() {
        MAS.close();
    }

    @TestFactory
    Stream<DynamicTest> every_recorded_call_ends_as_recorded() throws Exception {
        return Stream.of(Recording.text("mas-cli.txt").split("(?m)^## ")).filter(part -> !part.isBlank())
                .map(part -> DynamicTest.dynamicTest(part.substring(0, part.indexOf('\n')), () -> isAsRecorded(part)));
    }

    private static void isAsRecorded(String part) throws Exception {
        String title = part.substring(0, part.indexOf('\n'));
        List<String> arguments = new ArrayList<>(List.of("--config",
                title.startsWith("config") ? folder.resolve("missing.yaml").toString() : config));
        arguments.addAll(List.of(line(part, "$ mas-cli ").split(" ")));
        MAS.databaseEmpty(title.equals("database empty"));
        if (title.equals("database down")) {
            MAS.databaseDown(true);
        }
        MasCli run = MasCli.run(MAS, title.contains("RUST_LOG=off") ? Map.of("RUST_LOG", "off") : Map.of(),
                arguments.toArray(String[]::new));
        assertThat(run.exit()).isEqualTo(Integer.parseInt(line(part, "exit ")));
        assertThat(masked(run.stdout())).isEqualTo(masked(between(part, "stdout:\n", "stderr:\n")));
        assertThat(masked(run.stderr())).isEqualTo(masked(part.substring(part.indexOf("stderr:\n") + 8)));
    }

    @Test
    void the_configuration_may_come_from_the_environment_and_a_name_may_begin_with_a_dash() throws Exception {
        MAS.addUser("-dash");
        MasCli run = MasCli.run(MAS, Map.of("MAS_CONFIG", folder.resolve("none.yaml") + ":" + config),
                "manage", "lock-user", "--", "-dash");
        assertThat(run.exit()).isZero();
        assertThat(MAS.isLocked("-dash")).isTrue();
        assertThat(MAS.changingCalls()).contains(List.of("lock-user", "--", "-dash"));
    }

    @Test
    void the_configuration_may_be_in_the_working_directory() throws Exception {
        Files.copy(Path.of(config), folder.resolve("config.yaml"));
        Process process = MasCli.builder(MAS, Map.of(), "manage", "kill-sessions", "--dry-run", "--", "admin")
                .directory(folder.toFile()).redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes())).endsWith("Dry run, not saving\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void a_configuration_without_a_database_and_a_dead_database_are_the_same() throws Exception {
        Path other = Files.writeString(folder.resolve("other.yaml"), "http:\n  port: 1\n");
        Path dead = Files.writeString(folder.resolve("dead.yaml"), "database:\n  uri: \"http://127.0.0.1:1/x\"\n");
        for (Path file : List.of(other, dead, folder)) {
            MasCli run = MasCli.run(MAS, Map.of(), "--config", file.toString(), "manage", "unlock-user", "--", "alice");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.stderr()).startsWith("Error: could not connect to the database\n\nCaused by:\n");
        }
    }

    @Test
    void look_up_ignores_case_and_an_mxid_is_unknown() throws Exception {
        MAS.addUser("op-recyc");
        assertThat(manage("lock-user", "--", "op-RECYC").exit()).isZero();
        assertThat(MAS.isLocked("op-recyc")).isTrue();
        for (String name : List.of("@alice:hs.test", "", "$(touch x)", "two words\nand a line")) {
            assertThat(manage("lock-user", "--", name).stderr()).startsWith("Error: User not found\n");
            assertThat(MAS.calls()).contains(List.of("--config", config, "manage", "lock-user", "--", name));
        }
    }

    @Test
    void calls_fail_as_told_and_change_nothing() throws Exception {
        MAS.addUser("carol");
        MAS.fail("carol", SandboxMas.Failure.ERROR, SandboxMas.Failure.USAGE, SandboxMas.Failure.PANIC);
        assertThat(manage("lock-user", "--", "carol").exit()).isEqualTo(1);
        assertThat(manage("lock-user", "--", "carol").exit()).isEqualTo(2);
        assertThat(manage("lock-user", "--", "carol").exit()).isEqualTo(101);
        assertThat(MAS.isLocked("carol")).isFalse();
        assertThat(manage("lock-user", "--", "carol").exit()).isZero();
        assertThat(MAS.isLocked("carol")).isTrue();
    }

    @Test
    void a_hanging_call_ends_when_it_is_killed() throws Exception {
        MAS.addUser("dave");
        MAS.fail("dave", SandboxMas.Failure.HANG_AFTER);
        Process process = MasCli.builder(MAS, Map.of(), "--config", config, "manage", "lock-user", "--", "dave").start();
        assertThat(process.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(MAS.isLocked("dave")).isTrue();
    }

    private static MasCli manage(String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--config", config, "manage"));
        arguments.addAll(List.of(words));
        return MasCli.run(MAS, Map.of(), arguments.toArray(String[]::new));
    }

    private static String line(String part, String start) {
        return part.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow().substring(start.length());
    }

    private static String between(String text, String start, String end) {
        return text.substring(text.indexOf(start) + start.length(), text.indexOf(end));
    }

    /** Times, ids and line numbers differ; of the useless stack the recording holds only a part. */
    private static String masked(String text) {
        return text.replaceAll("(?m)^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z", "TIME")
                .replaceAll("user\\.id=[0-9A-Z]{26}", "user.id=ID")
                .replaceAll("(?m)^ +\\d+: <unknown>\n| +\\(dozens of these\\)\n", "")
                .strip();
    }
}

package dev.lockstep.mas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.Administrators;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.GivenSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MasInstallationTest {

    private static final String HEAD = "2026-11-22T08:12:46.604032Z  INFO mas_cli::commands::manage:390 The following users can request admin privileges (2 total):\n";
    private static final String ADMIN = "2026-11-22T08:12:46.605392Z  INFO mas_cli::commands::manage:395 user.id=01M80ZV31GTCK4J0S5YXQCJAKZ username=admin\n";
    private static final String OTHER = "2026-11-22T08:12:46.605412Z  INFO mas_cli::commands::manage:395 user.id=01M813EZZ31ZP5GQWX4PVX3KA6 username=-other.one\n";

    private final MasInstallation installation = new MasInstallation(GivenSettings.of());

    @TempDir
    private Path folder;

    @Test
    void the_administrators_of_a_real_installation_are_read() throws IOException {
        assertThat(listed(recorded("administrators"))).isEqualTo(Administrators.of(java.util.Set.of("admin", "t6b029d90-admin", "t6b029db3-admin",
                "t6b029fa7-admin", "t6b02a026-admin", "t6b02a03b-admin", "t6b02a063-admin", "t6b02a079-admin")));
    }

    @Test
    void an_installation_without_administrators_has_none() {
        assertThat(listed(HEAD.replace("2 total", "0 total")).localparts()).isEmpty();
    }

    @Test
    void other_lines_of_the_log_are_no_administrators() {
        String log = "2026-11-22T08:12:46Z  INFO mas_cli: connected username=postgres\n" + HEAD + ADMIN + "2026-11-22T08:12:46Z  WARN sqlx: slow statement\n" + OTHER;
        assertThat(listed(log).localparts()).containsExactlyInAnyOrder("admin", "-other.one");
    }

    @Test
    void what_somebody_on_the_way_has_read_is_read_again() throws IOException {
        ExecResult result = new ExecResult(new ExecCommand("ignored", List.of(), null, 0L, null, null, null, false, null), new ByteArrayInputStream("mas-cli v1.22.0\n".getBytes(StandardCharsets.UTF_8)), new ByteArrayInputStream(new byte[0]), 0);
        result.getStdout().readAllBytes();
        assertThat(installation.version(result)).isEqualTo("mas-cli v1.22.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ADMIN + OTHER, "Error: something\n"})
    void a_missing_head_line_means_unknown_and_names_the_log_level(String stderr) {
        assertThatThrownBy(() -> listed(stderr)).isInstanceOf(SetupException.class)
                .hasMessageContaining("first line is missing").hasMessageContaining("RUST_LOG=info").hasMessageContaining("Nothing was changed");
    }

    @Test
    void the_silence_of_a_real_mas_cli_with_its_log_off_means_unknown() throws IOException {
        assertThatThrownBy(() -> listed(recorded("a database that holds no MAS user of ours, logs off: RUST_LOG=off")))
                .isInstanceOf(SetupException.class).hasMessageContaining("RUST_LOG=info");
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD, HEAD + ADMIN, HEAD + ADMIN + ADMIN, HEAD + ADMIN + OTHER + "2026 INFO x user.id=1 username=third\n"})
    void a_total_that_differs_from_the_names_means_unknown(String stderr) {
        assertThatThrownBy(() -> listed(stderr)).isInstanceOf(SetupException.class).hasMessageContaining("of 2 names");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mas-cli v1.22.0", "mas-cli v1.21.0\n", "mas-cli 1.14.0", "mas-cli v1.14.0-rc.1", "mas-cli v1.22.0-3-gabc1234", "mas-cli v2.0.0", "mas-cli 1.100.0", "mas-cli v1.22.0-dirty",
        "mas-cli v1.22.0\r\n", "\u001b[1mmas-cli v1.22.0\u001b[0m\r\n", "Welcome to this host\n\nmas-cli v1.22.0\n"})
    void a_new_mas_cli_is_accepted(String version) {
        assertThat(installation.identity(version)).matches("mas-cli v?[12]\\.\\d+\\S*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mas-cli v1.13.0", "mas-cli 1.13.0", "mas-cli v0.20.0-rc.1", "mas-cli v0.20.0\n", "mas-cli 1.3.0", "mas-cli v1.13.0-3-gabc1234", "mas-cli v0.99.0-rc.1"})
    void an_old_mas_cli_is_refused_by_name(String version) {
        assertThatThrownBy(() -> installation.identity(version)).isInstanceOf(SetupException.class)
                .hasMessageContaining("'" + version.strip() + "'").hasMessageContaining("1.14.0").hasMessageContaining("Nothing was changed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "1.22.0", "v1.22.0", "--version", "echo (GNU coreutils) 9.1", "mas-cli", "mas 1.8.6", "synmas-cli v1.22.0", "MAS-CLI v1.22.0", "mas-cli-wrapper v1.22.0",
        "mas-cli v1.22.0 --version", "docker exec mas mas-cli --version", "Docker version 28.2.2, build e6534b4", "I am mas-cli v1.22.0", "Usage: mas-cli [OPTIONS]"})
    void who_does_not_say_mas_cli_and_a_version_is_not_mas_cli(String said) {
        assertThatThrownBy(() -> installation.identity(said)).isInstanceOf(SetupException.class)
                .hasMessageContaining("'mas-cli' is not mas-cli: asked with '--version' it said " + (said.isEmpty() ? "nothing" : "'" + said + "'"))
                .hasMessageContaining("Nothing was changed. Check lockstep.mas.command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mas-cli unknown", "mas-cli 3b1c9f2", "mas-cli VERGEN_IDEMPOTENT_OUTPUT", "mas-cli v1"})
    void one_that_does_not_tell_its_version_is_refused_and_says_how_to_give_it_one(String said) {
        assertThatThrownBy(() -> installation.identity(said)).isInstanceOf(SetupException.class)
                .hasMessageContaining("'" + said + "'").hasMessageContaining("1.14.0").hasMessageContaining("VERGEN_GIT_DESCRIBE").hasMessageContaining("Nothing was changed");
    }

    @Test
    void no_secret_of_the_command_or_of_its_words_stands_in_the_refusal() {
        MasInstallation other = new MasInstallation(GivenSettings.of("lockstep.mas.command", "env PGPASSWORD=sesame-1 true"));
        assertThatThrownBy(() -> other.identity("token=sesame-2 \u202e\u0007 " + "x".repeat(5000))).isInstanceOf(SetupException.class)
                .hasMessageContaining("'env PGPASSWORD=... true' is not mas-cli").hasMessageNotContaining("sesame").message().matches("\\P{Cntrl}{1,600}").doesNotContain("\u202e");
    }

    @Test
    void a_list_through_a_terminal_is_read_from_standard_output_with_its_colours() {
        String coloured = "\u001b[2m2026-11-22T08:12:46.604032Z\u001b[0m \u001b[32m INFO\u001b[0m \u001b[2mmas_cli::commands::manage\u001b[0m\u001b[2m:390\u001b[0m "
                + "The following users can request admin privileges (2 total):\r\n"
                + "\u001b[2m2026-11-22T08:12:46.605392Z\u001b[0m \u001b[32m INFO\u001b[0m \u001b[3muser.id\u001b[0m\u001b[2m=\u001b[0m01M80ZV31GTCK4J0S5YXQCJAKZ "
                + "\u001b[3musername\u001b[0m\u001b[2m=\u001b[0madmin\u001b[0m\u001b[K\r\n\u001b]0;title\u0007" + OTHER.replace("\n", "\r\n");
        assertThat(installation.listed(MasWords.of(coloured, "")).localparts()).containsExactlyInAnyOrder("admin", "-other.one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mas-cli v1.13.0\nbuilt on a Monday", "mas-cli v1.13"})
    void an_old_mas_cli_is_refused_whatever_follows_its_version(String version) {
        assertThatThrownBy(() -> installation.identity(version)).isInstanceOf(SetupException.class);
    }

    @Test
    void a_config_file_that_is_there_is_accepted() throws IOException {
        Path file = Files.writeString(folder.resolve("mas config.yaml"), "database: {}");
        assertThatCode(() -> with(file.toString(), Map.of()).requireConfig()).doesNotThrowAnyException();
    }

    @Test
    void a_missing_config_file_or_a_folder_is_refused() {
        for (Path file : new Path[] {folder.resolve("nosuch.yaml"), folder}) {
            assertThatThrownBy(() -> with(file.toString(), Map.of()).requireConfig()).isInstanceOf(SetupException.class)
                    .hasMessageContaining("'" + file + "'").hasMessageContaining("lockstep.mas.config").hasMessageContaining("Nothing was changed");
        }
    }

    @Test
    void every_file_of_the_variable_has_to_be_there() throws IOException {
        Path one = Files.writeString(folder.resolve("one.yaml"), "");
        Path two = Files.writeString(folder.resolve("two.yaml"), "");
        assertThatCode(() -> with("", Map.of("MAS_CONFIG", one + ":" + two)).requireConfig()).doesNotThrowAnyException();
        Files.delete(two);
        assertThatThrownBy(() -> with("", Map.of("MAS_CONFIG", one + ":" + two)).requireConfig()).isInstanceOf(SetupException.class).hasMessageContaining("'" + two + "'");
    }

    @Test
    void the_setting_wins_over_the_variable_and_its_colons_are_its_own() throws IOException {
        Path file = Files.writeString(folder.resolve("a:b.yaml"), "");
        assertThatCode(() -> with(file.toString(), Map.of("MAS_CONFIG", "/nosuch")).requireConfig()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void without_setting_and_variable_it_is_config_yaml_here(String variable) {
        // The tests' working folder holds none.
        assertThatThrownBy(() -> with("", Map.of("MAS_CONFIG", variable)).requireConfig()).isInstanceOf(SetupException.class).hasMessageContaining("'config.yaml'");
    }

    @Test
    void a_command_of_several_words_may_see_other_files() {
        MasInstallation docker = new MasInstallation(GivenSettings.of("lockstep.mas.command", "docker exec -i mas mas-cli", "lockstep.mas.config", "/in/the/container.yaml"));
        assertThatCode(docker::requireConfig).doesNotThrowAnyException();
    }

    @Test
    void an_unknown_owner_of_the_token_means_another_installation() {
        assertThatThrownBy(() -> installation.explain(MasException.of(new MasWords.End(MasOutcome.USER_NOT_FOUND), "'mas-cli manage' ended.", OptionalInt.empty(), "mas-cli", "")))
                .isInstanceOf(SetupException.class).hasMessageContaining("another installation").hasMessageContaining("lockstep.mas.config");
    }

    @ParameterizedTest
    @EnumSource(value = MasOutcome.class, names = {"NOT_STARTED", "USAGE"})
    void what_a_person_has_to_mend_is_a_matter_of_the_setup(MasOutcome outcome) {
        assertThatThrownBy(() -> installation.explain(MasException.of(new MasWords.End(outcome), "It ended.", OptionalInt.empty(), "mas-cli", ""))).isInstanceOf(SetupException.class).hasMessageStartingWith("It ended. Nothing was changed.");
    }

    @ParameterizedTest
    @EnumSource(value = MasOutcome.class, names = {"FAILED", "PANIC", "TIMEOUT"})
    void what_may_pass_is_a_source_that_could_not_be_read(MasOutcome outcome) {
        assertThatThrownBy(() -> installation.explain(MasException.of(new MasWords.End(outcome), "It ended.", OptionalInt.empty(), "mas-cli", ""))).isInstanceOf(SourceException.class).hasMessageContaining("MAS's database");
    }

    @Test
    void what_was_explained_already_stays_as_it_is() {
        SetupException known = new SetupException("A sentence.");
        assertThatThrownBy(() -> installation.explain(known)).isSameAs(known);
    }

    private Administrators listed(String stderr) {
        return installation.listed(MasWords.of("", stderr));
    }

    private static MasInstallation with(String config, Map<String, String> environment) {
        return new MasInstallation(GivenSettings.in(environment, "lockstep.mas.config", config));
    }

    /** The standard error of a recorded call. */
    private static String recorded(String title) throws IOException {
        try (InputStream in = MasInstallationTest.class.getResourceAsStream("/recordings/mas-cli.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String call = all.substring(all.indexOf("## " + title + "\n")).split("\n\n## ", 2)[0];
            return call.substring(call.indexOf("\nstderr:\n") + "\nstderr:\n".length()).strip();
        }
    }
}

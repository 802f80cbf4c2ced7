package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file of a secret, and the text of a setting, hold beside their letters. */
@Timeout(60)
class OddSecretsIT {

    @TempDir
    private Path folder;
    private Installation here;

    @BeforeEach
    void start() {
        here = Installation.with("lockstep.retry.reads.count", "0");
        here.member("anna").leaver("carl");
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void a_mark_and_line_ends_around_a_secret_are_no_part_of_it() throws IOException {
        file("LOCKSTEP_MATRIX_TOKEN_FILE", "lockstep.matrix.token", "\ufeff" + here.settings().get("lockstep.matrix.token") + "\r\n\r\n");
        file("LOCKSTEP_KEYCLOAK_PASSWORD_FILE", "lockstep.keycloak.password", "\ufeff " + here.settings().get("lockstep.keycloak.password") + "\t\n");

        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(quoteCharacter = '`', value = {"`\"sesame-street\"`, `has 15 characters, and quotes at both ends.`", "`'sesame-street'`, `has 15 characters, and quotes at both ends.`",
        "`sesame street`, `has 13 characters, and blanks in it.`", "`sesame\u200bstreet`, `has 13 characters, and invisible characters in it.`", "sesame-street, has 13 characters.",
        "sesame-straße, `has 13 characters, and letters outside ASCII.`", "`${SESAME}`, `has 9 characters, and braces as of a placeholder.`", "`sesame\u0001street`, `has 13 characters, and line ends or other control characters in it.`"})
    void a_secret_that_is_refused_is_told_by_its_shape(String secret, String told) {
        here.restart("lockstep.matrix.token", secret);
        refused("What was sent for lockstep.matrix.token " + told);
        here.restart("lockstep.matrix.token", here.sandbox().settings().get("lockstep.matrix.token"), "lockstep.keycloak.password", secret);
        refused("What was sent for lockstep.keycloak.password " + told);
        here.restart("lockstep.keycloak.username", "", "lockstep.keycloak.password", "", "lockstep.keycloak.client-id", Sandbox.CLIENT_ID, "lockstep.keycloak.client-secret", secret);
        refused("What was sent for lockstep.keycloak.client-secret " + told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first\nsesame", "first\r\nX-Evil: sesame"})
    void a_token_of_two_lines_is_sent_nowhere_as_two(String token) throws IOException {
        file("LOCKSTEP_MATRIX_TOKEN_FILE", "lockstep.matrix.token", token);

        refused("line ends or other control characters in it");
    }

    @Test
    void a_secret_file_in_another_encoding_is_named_with_its_line() throws IOException {
        Path file = folder.resolve("password");
        here.environment("LOCKSTEP_KEYCLOAK_PASSWORD_FILE", file.toString(), "lockstep.keycloak.password");
        Files.write(file, "s\u00e9same".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(catchThrowable(here::launcher)).hasMessageContaining("lockstep.keycloak.password: the file '" + file + "' that LOCKSTEP_KEYCLOAK_PASSWORD_FILE names is not UTF-8: line 1")
                .hasMessageNotContaining("same");
        Files.write(file, "sesame".getBytes(StandardCharsets.UTF_16));
        assertThat(catchThrowable(here::launcher)).hasMessageContaining("it looks like UTF-16").hasMessageNotContaining("sesame");
    }

    private void refused(String told) {
        SyncRun run = here.sync();
        String sentence = ExitCode.sentence(run.failure().orElseThrow());
        assertThat(run.exitCode()).as(sentence).isEqualTo(SETUP);
        assertThat(sentence).contains(told, "Nothing was changed").doesNotContain("sesame", "straße");
        assertThat(here.changes()).isEmpty();
    }

    private void file(String variable, String key, String content) throws IOException {
        here.environment(variable, Files.writeString(folder.resolve(key), content).toString(), key);
    }
}

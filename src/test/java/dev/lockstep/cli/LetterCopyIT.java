package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DEAD_LETTERS;
import static dev.lockstep.run.ExitCode.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code lockstep.dead-letter.uri}: a folder, a web address, and one that can't be reached. */
@Timeout(120)
class LetterCopyIT {

    @TempDir
    private Path folder;

    @Test
    void a_folder_gets_a_file_for_each_letter_of_each_run() throws IOException {
        Path spool = folder.resolve("spool");
        try (Installation here = installation("file:" + spool)) {
            here.leaver("dora");
            here.sandbox().mas().fail("carl", Failure.ERROR, Failure.ERROR);
            here.sandbox().mas().fail("dora", Failure.ERROR);

            SyncRun first = here.sync();
            SyncRun second = here.sync();

            assertThat(List.of(first.exitCode(), second.exitCode())).containsOnly(DEAD_LETTERS);
            try (Stream<Path> files = Files.list(spool)) {
                List<String> names = files.map(file -> file.getFileName().toString()).toList();
                assertThat(names).hasSize(3).filteredOn(name -> name.endsWith("-run-" + first.id() + ".json")).hasSize(2);
                assertThat(names).filteredOn(name -> name.endsWith("-run-" + second.id() + ".json")).hasSize(1);
                for (String name : names) {
                    JsonNode letter = new ObjectMapper().readTree(spool.resolve(name).toFile());
                    assertThat(name).isEqualTo("dead-letter-" + letter.path("id").asInt() + "-run-" + letter.path("run").asText() + ".json");
                    assertThat(letter.path("action").asText()).isEqualTo("deactivate");
                    assertThat(letter.path("said").asText()).contains("could not connect to the database");
                }
            }
            assertThat(here.sync().exitCode()).isEqualTo(DONE);
        }
    }

    @Test
    void what_was_not_tried_is_copied_too() throws IOException {
        Path spool = folder.resolve("spool");
        try (Installation here = installation("file:" + spool)) {
            here.restart("lockstep.retry.breaker", "1", "lockstep.parallel", "1");
            here.leaver("dora").sandbox().mas().fail("carl", Failure.ERROR);

            assertThat(here.sync().exitCode()).isEqualTo(DEAD_LETTERS);

            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files.map(LetterCopyIT::outcome).toList()).containsExactlyInAnyOrder("failed", "not-tried");
            }
        }
    }

    @Test
    void a_web_address_gets_a_post() {
        try (Receiver receiver = Receiver.start(); Installation here = installation(receiver.url() + "/letters/s3cr3tpath")) {
            here.sandbox().mas().fail("carl", Failure.ERROR);

            SyncRun run = here.sync();

            assertThat(run.exitCode()).isEqualTo(DEAD_LETTERS);
            assertThat(receiver.requests()).containsExactly("POST /letters/s3cr3tpath application/json");
            assertThat(receiver.got().get(0).path("mxid").asText()).isEqualTo("@carl:corp.example");
            assertThat(receiver.got().get(0).path("run").asText()).isEqualTo(run.id());
        }
    }

    /** Camel would decode its path. */
    @ParameterizedTest
    @ValueSource(strings = {"+ % %41 & # { } $ \u00fc", "a%2Bb", "a+b"})
    void a_folder_of_any_letters_gets_them(String odd) throws IOException {
        Path spool = Files.createDirectory(folder.resolve("all")).resolve(odd);
        try (Installation here = installation("file:" + spool)) {
            here.sandbox().mas().fail("carl", Failure.ERROR);

            assertThat(here.sync().exitCode()).isEqualTo(DEAD_LETTERS);

            assertThat(folder.resolve("all").toFile().list()).containsExactly(odd);
            assertThat(spool.toFile().list()).hasSize(1);
        }
    }

    /** Camel would look for a property of that name. */
    @Test
    void braces_in_an_address_are_letters_like_any() throws IOException {
        Path spool = folder.resolve("{{spool}}");
        try (Receiver receiver = Receiver.start(); Installation here = installation(receiver.url() + "/letters/{{s3cr3t}}?key={x}y")) {
            here.sandbox().mas().fail("carl", Failure.ERROR);

            assertThat(here.sync().exitCode()).isEqualTo(DEAD_LETTERS);

            assertThat(receiver.requests()).containsExactly("POST /letters/%7B%7Bs3cr3t%7D%7D?key=%7Bx%7Dy application/json");
            here.restart("lockstep.dead-letter.uri", "file:" + spool);
            here.sandbox().mas().fail("carl", Failure.ERROR);
            assertThat(here.sync().exitCode()).isEqualTo(DEAD_LETTERS);
            assertThat(spool).isNotEmptyDirectory();
        }
    }

    /** An endpoint that takes connections and says nothing: half a minute for all letters together. */
    @Test
    void a_silent_address_does_not_hold_the_run_letter_by_letter() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Installation here = installation("http://127.0.0.1:" + silent.getLocalPort() + "/letters/t0pS3cret")) {
            here.restart("lockstep.parallel", "1", "lockstep.retry.breaker", "0");
            List.of("dora", "emil", "fred").forEach(here::leaver);
            List.of("carl", "dora", "emil", "fred").forEach(name -> here.sandbox().mas().fail(name, Failure.ERROR));
            SyncRun[] run = new SyncRun[1];
            long began = System.nanoTime();

            String log = StandardError.of(() -> run[0] = here.syncOnly());

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(50));
            assertThat(run[0].exitCode()).as(log).isEqualTo(DEAD_LETTERS);
            assertThat(log).containsOnlyOnce("could not send a copy of a dead letter").containsOnlyOnce("has waited 30 s for lockstep.dead-letter.uri, and sends no more copies").doesNotContain("t0pS3cret");
            assertThat(here.query("select mxid from dead_letters where closed_at is null")).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/letters/t0pS3cret?key=t0pS3cret", "no-such-component:t0pS3cret", "file:/proc/version/t0pS3cret", "http://127.0.0.1:1?noSuchOption=t0pS3cret&authPassword=t0pS3cret"})
    void one_that_can_not_be_reached_fails_no_run_and_tells_no_secret(String uri) {
        try (Installation here = installation(uri)) {
            here.leaver("dora").sandbox().mas().fail("carl", Failure.ERROR);
            SyncRun[] run = new SyncRun[1];

            String log = StandardError.of(() -> run[0] = here.sync());

            assertThat(run[0].exitCode()).as(log).isEqualTo(DEAD_LETTERS);
            assertThat(here.state("dora")).isEqualTo("deactivated");
            assertThat(log).contains("could not send a copy of a dead letter to lockstep.dead-letter.uri: ", "The letter is in the ledger: 'lockstep dead-letters'.")
                    .doesNotContain("t0pS3cret", "\tat ");
            assertThat(here.query("select mxid from dead_letters where closed_at is null")).containsExactly("@carl:corp.example");
            assertThat(here.sync().exitCode()).isEqualTo(DONE);
        }
    }

    private static Installation installation(String uri) {
        return Installation.with("lockstep.dead-letter.uri", uri, "lockstep.retry.actions.count", "0").member("anna").leaver("carl");
    }

    private static String outcome(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile()).path("outcome").asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers, and a mas-cli, that would hold a run for ever: the look has one deadline, and when it is over nothing of it goes on. */
@Timeout(60)
class EndlessReadsIT {

    private static final Duration LOOK_TIME = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(10);
    private static Installation here;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        here = Installation.with("lockstep.look-time", "2s", "lockstep.retry.reads.count", "5", "lockstep.retry.reads.delay", "50ms");
        here.member("anna").sync();
    }

    @AfterAll
    static void stop() {
        here.close();
    }

    @BeforeEach
    void as_new() {
        here.reset();
        here.member("anna").leaver("eve");
    }

    static Stream<Arguments> drips() {
        return Stream.of(Arguments.of("Keycloak", "/token"), Arguments.of("Keycloak", "/group-by-path"), Arguments.of("Keycloak", "/members"), Arguments.of("Synapse", "/server_version"),
                Arguments.of("Synapse", "/whoami"), Arguments.of("Synapse", "/_synapse/admin/v2/users"));
    }

    /** Each byte comes before the clients' own patience is over, and the last one after a quarter of an hour. */
    @ParameterizedTest
    @MethodSource("drips")
    void a_server_that_drips_is_cut_off_when_the_look_is_over(String server, String path) {
        here.sandbox().keycloak().expireTokens();
        faults(server).always(path, Fault.drip(1, 300));

        SyncRun run = timed(server);

        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains(server + " at 'http://127.0.0.1:", "was still being read after 2 s", "lockstep.look-time", "Nothing was changed");
    }

    @Test
    void the_second_look_shares_the_deadline_of_the_first() {
        faults("Keycloak").atRequest("/members", 2, Fault.drip(1, 300));

        SyncRun run = timed("Keycloak");

        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("Keycloak at 'http://127.0.0.1:", "was still being read after 2 s");
    }

    @Test
    void a_pause_between_two_tries_ends_with_the_look() {
        faults("Synapse").always("/_synapse/admin/v2/users", Fault.status(503, java.util.Map.of("Retry-After", "60"), ""));

        SyncRun run = timed("Synapse");

        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("was still being read after 2 s");
    }

    @Test
    void both_servers_are_named_where_both_are_slow() {
        faults("Synapse").always("/_synapse/admin/v2/users", Fault.drip(1, 300));
        faults("Keycloak").always("/members", Fault.drip(1, 300));

        SyncRun run = timed("both");

        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("Synapse at 'http://127.0.0.1:", "Keycloak at 'http://127.0.0.1:");
    }

    @Test
    void a_mas_cli_that_says_something_for_ever_is_killed_when_the_look_is_over() throws Exception {
        Path pid = folder.resolve("pid");
        Path program = folder.resolve("mas-cli");
        Files.writeString(program, "#!/bin/sh\necho $$ >" + pid + "\nwhile :; do echo more; echo more >&2; done\n");
        program.toFile().setExecutable(true);
        try (Installation other = Installation.with("lockstep.look-time", "2s", "lockstep.mas.command", program.toString())) {
            other.member("anna").leaver("eve");
            long began = System.nanoTime();

            SyncRun run = other.syncOnly();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LOOK_TIME.plus(SLACK));
            assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
            assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("'mas-cli' was still being read after 2 s", "Nothing was changed");
            assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    /** The next sync finds the lock free and the threads of the look gone. */
    private static SyncRun timed(String server) {
        long began = System.nanoTime();
        SyncRun run = here.syncOnly();
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(run.failure()).as("a failure").isPresent();
        assertThat(run.exitCode()).as(ExitCode.sentence(run.failure().orElseThrow())).isEqualTo(INCOMPLETE);
        assertThat(took).as("of " + server).isLessThan(LOOK_TIME.plus(SLACK));
        assertThat(here.changes()).isEmpty();
        assertThat(here.query("select outcome from runs")).containsExactly("incomplete");
        List.of("Keycloak", "Synapse").forEach(each -> faults(each).clear());
        here.reset();
        here.member("anna");
        assertThat(here.sync().exitCode()).as("the next one").isEqualTo(DONE);
        return run;
    }

    private static Faults faults(String server) {
        return server.equals("Keycloak") ? here.sandbox().keycloak().faults() : here.sandbox().synapse().faults();
    }
}

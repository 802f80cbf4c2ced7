package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** mas-cli hangs on its database, Lockstep is killed, the next run opens the account, the database comes back: the account stays open. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGKILL")
class OrphanIT {

    /** Waits for a database that is down when a changing call comes, and does then what it was told to do. */
    private static final String SCRIPT = """
            case "$*" in
              *lock-user*) if [ -e '%1$s/down' ]; then
                echo $$ >> '%1$s/hanging'
                while [ ! -e '%1$s/back' ]; do sleep 0.05; done
              fi;;
            esac
            %2$s "$@"
            """;

    /** Lives on without its parent, as every program does where the system can't end it. */
    private static final String ALONE = "setpriv --pdeathsig clear sh '%s'";
    /** The system ends the outer one with Lockstep, and knows nothing of the inner one. */
    private static final String AROUND = "sh -c '\"sh\" \"%s\" \"$@\"; exit $?' mas-cli";

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "mas-cli is started by {0}")
    @ValueSource(strings = {ALONE, AROUND})
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere there is no setpriv")
    void what_hung_on_its_database_does_not_undo_the_next_run(String command) throws Exception {
        try (Installation here = installation(command)) {
            killedWhileItHangs(here);
            assertThat(hanging()).as("mas-cli lives on").isTrue();

            SyncRun next = next(here);

            databaseComesBack();
            assertThat(next.exitCode()).isEqualTo(DONE);
            assertThat(here.state("carl")).isEqualTo("active");
            assertThat(here.sandbox().mas().isDeactivated("carl")).isFalse();
            assertThat(here.query("select event || ': ' || detail from audit where run = '" + next.id() + "' and event = 'process-ended'")).isNotEmpty()
                    .allSatisfy(row -> assertThat(row).startsWith("process-ended: Ended process ").endsWith("could still have changed an account."));
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a process without its parent isn't known")
    void not_even_when_the_shell_around_it_was_killed_too() throws Exception {
        try (Installation here = installation(AROUND)) {
            killedWhileItHangs(here);
            assertThat(hanging()).as("mas-cli lives on").isTrue();
            long hanging = Long.parseLong(Files.readAllLines(folder.resolve("hanging")).get(0));
            ProcessHandle.of(hanging).orElseThrow().parent().filter(parent -> parent.info().commandLine().orElse("").contains(folder.toString())).ifPresent(ProcessHandle::destroyForcibly);

            assertThat(next(here).exitCode()).isEqualTo(DONE);

            databaseComesBack();
            assertThat(here.state("carl")).isEqualTo("active");
            assertThat(here.sandbox().mas().isDeactivated("carl")).isFalse();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere a process outlives its parent")
    void a_program_without_others_around_it_dies_with_lockstep() throws Exception {
        try (Installation here = installation("sh '%s'")) {
            killedWhileItHangs(here);
            await(() -> !hanging());

            assertThat(next(here).exitCode()).isEqualTo(DONE);
            assertThat(here.state("carl")).isEqualTo("active");
            assertThat(here.query("select detail from audit where event = 'process-ended'")).isEmpty();
        }
    }

    private Installation installation(String command) throws IOException {
        Installation here = Installation.with("lockstep.mas.timeout", "10m");
        here.member("anna").member("carl");
        Path script = Files.writeString(folder.resolve("mas-cli.sh"), SCRIPT.formatted(folder, here.sandbox().mas().commandLine()));
        here.restart("lockstep.mas.command", command.formatted(script));
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        here.restart();
        return here;
    }

    private void killedWhileItHangs(Installation here) throws Exception {
        Files.createFile(folder.resolve("down"));
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        try (Shipped sync = Shipped.start(List.of(), Map.of(), "sync", "--config", new Commands(here, folder).config().toString())) {
            await(() -> Files.exists(folder.resolve("hanging")));
            // The program is a shell that becomes Java.
            assertThat(new ProcessBuilder("kill", "-KILL", String.valueOf(sync.pid())).start().waitFor()).isZero();
            await(() -> !sync.isAlive());
        }
        assertThat(here.state("carl")).isEqualTo("active");
        here.sandbox().keycloak().join("carl", Sandbox.GROUP);
        Files.delete(folder.resolve("down"));
    }

    private SyncRun next(Installation here) throws Exception {
        SyncRun run = here.sync();
        assertThat(here.changes("carl")).as("the next run opens what may have been closed").anyMatch(call -> call.contains("unlock-user"));
        return run;
    }

    private void databaseComesBack() throws Exception {
        assertThat(hanging()).as("nobody hangs any more when the next run has ended").isFalse();
        Files.createFile(folder.resolve("back"));
        TimeUnit.MILLISECONDS.sleep(500);
        await(() -> !hanging());
    }

    private boolean hanging() {
        return ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()).anyMatch(line -> line.contains(folder.resolve("mas-cli.sh").toString()));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}

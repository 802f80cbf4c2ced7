package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code lockstep run}, the shipped program: it follows its schedule, survives a failed run, and ends on SIGTERM. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
class RunIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;
    private Sandbox sandbox;
    private Process process;
    private Path log;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start().person("anna");
        sandbox.mas().addUser("carl");
        Properties settings = new Properties();
        settings.putAll(sandbox.settings());
        settings.setProperty("lockstep.guard.first-run", "carry-out");
        settings.setProperty("lockstep.schedule.cron", "0/1 * * * * ?");
        settings.setProperty("lockstep.retry.reads.count", "0");
        Path file = folder.resolve("lockstep.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        log = folder.resolve("log");
        process = new ProcessBuilder(Path.of(System.getProperty("lockstep.dist", "target/lockstep"), "bin", "lockstep").toString(), "run", "--config", file.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        sandbox.close();
    }

    @Test
    void it_follows_the_schedule_outlives_a_failed_run_and_ends_cleanly_on_sigterm() throws Exception {
        await(() -> log().contains("1 deactivated"));
        assertThat(log()).contains("(cron): begins.", "event=action-ended mxid=@carl:corp.example action=deactivate rule=left-group before=active after=deactivated detail=done");

        sandbox.keycloak().leave("anna", Sandbox.GROUP);
        await(() -> log().contains("lists no member"));
        assertThat(sandbox.mas().isLocked("anna")).isFalse();

        sandbox.keycloak().join("anna", Sandbox.GROUP);
        await(() -> log().substring(log().lastIndexOf("lists no member")).contains("nothing to do"));

        process.destroy();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(log()).doesNotContain("Exception", "\tat ");
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(LIMIT);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(log()).isBefore(end);
            assertThat(process.isAlive()).as(log()).isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}

package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.SyncRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grace and bridges over several runs: the real routes, real HTTP, a real process for every call of mas-cli. */
class GraceIT {

    @TempDir
    private Path folder;

    @Test
    void who_left_is_locked_and_deactivated_only_when_the_grace_is_over() {
        try (Installation here = Installation.with("lockstep.guard.max-closings", "1000", "lockstep.deactivate-after", "30d")) {
            here.member("anna").leaver("carl");
            assertThat(here.sync().exitCode()).isEqualTo(DONE);
            assertThat(here.state("carl")).isEqualTo("locked");
            assertThat(here.sync().results()).isEmpty();

            here.sql("update absences set watched = watched + " + Duration.ofDays(30).toMillis());

            assertThat(here.sync().exitCode()).isEqualTo(DONE);
            assertThat(here.state("carl")).isEqualTo("deactivated");
            assertThat(here.state("anna")).isEqualTo("active");
        }
    }

    @Test
    void the_users_of_a_bridge_are_left_alone_and_without_its_file_nothing_is_planned() throws IOException {
        Path file = folder.resolve("irc.yaml");
        try (Installation here = Installation.with("lockstep.guard.max-closings", "1000", "lockstep.protect.appservices", file.toString())) {
            here.member("anna").leaver("carl").leaver("irc_joe").leaver("ircbot");

            SyncRun without = here.sync();

            assertThat(without.exitCode()).isEqualTo(SETUP);
            assertThat(without.failure().orElseThrow()).hasStackTraceContaining("'" + file + "' can't be used: there is no such file");
            assertThat(here.changes()).isEmpty();

            Files.writeString(file, "sender_localpart: ircbot\nnamespaces:\n  users:\n    - {exclusive: true, regex: '@irc_.*'}\n");

            assertThat(here.sync().exitCode()).isEqualTo(DONE);
            assertThat(here.state("irc_joe")).isEqualTo("active");
            assertThat(here.state("ircbot")).isEqualTo("active");
            assertThat(here.state("carl")).isEqualTo("deactivated");
        }
    }
}

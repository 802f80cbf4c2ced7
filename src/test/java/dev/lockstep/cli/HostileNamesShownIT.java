package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.Commands.Said;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names that would forge a line, colour a terminal or turn the writing direction, through whole commands. */
@Timeout(120)
class HostileNamesShownIT {

    private static final List<String> LEAVERS = List.of("e\u202ecila", "red\u001b[31m", "line\nrun 00000000 (cron) all is well", "-dash", "$(id)");

    @TempDir
    private Path folder;

    @Test
    void they_are_escaped_wherever_they_are_shown_and_reach_mas_cli_as_they_are() {
        try (Installation here = Installation.with("lockstep.guard.max-closings", "100%")) {
            here.member("anna");
            LEAVERS.forEach(here::leaver);
            here.sandbox().keycloak().addUser("m\u202e\u001b[31m\nx", "m@corp.example", true);
            here.sandbox().keycloak().join("m\u202e\u001b[31m\nx", "chat");
            here.sandbox().mas().fail("red\u001b[31m", Failure.ERROR);
            String config = new Commands(here, folder).config().toString();
            Commands commands = new Commands(here, folder);

            visible(commands.execute("plan", "--config", config), 0, "@e\\u202ecila:corp.example", "'m\\u202e\\u001b[31m\\u000ax'");
            visible(commands.execute("explain", "e\u202ecila", "--config", config), 0, "@e\\u202ecila:corp.example");
            visible(commands.execute("explain", "nobody\u202e", "--config", config), 2, "'nobody\\u202e'");
            visible(commands.execute("relink", "m\u202e\u001b[31m\nx", "--config", config), 2, "'m\\u202e\\u001b[31m\\u000ax'");
            visible(commands.execute("sync", "--config", config), 0, "@line\\u000arun 00000000 (cron)", "@red\\u001b[31m:corp.example");
            here.settle();
            assertThat(LEAVERS).allSatisfy(name -> assertThat(here.state(name)).isEqualTo("deactivated"));
            assertThat(here.state("anna")).isEqualTo("active");
        }
    }

    private static void visible(Said said, int code, String... parts) {
        assertThat(said.code()).as(said.all()).isEqualTo(code);
        assertThat(said.all()).contains(parts);
        assertThat(said.all().lines()).allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]").doesNotStartWith("run 00000000"));
    }
}

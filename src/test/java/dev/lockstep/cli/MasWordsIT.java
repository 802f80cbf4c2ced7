package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.OddText;
import dev.lockstep.run.ExitCode;
import dev.lockstep.settings.CommandWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The words of mas-cli's command and the path of its config reach it letter by letter, through the settings, Camel and the system. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the program is a line for a shell")
class MasWordsIT {

    @TempDir
    private Path folder;

    @Test
    void a_program_its_words_and_its_config_of_any_letters() throws IOException {
        Path place = Files.createDirectory(folder.resolve(OddText.ALL));
        try (Installation here = Installation.with()) {
            Path config = Files.copy(Path.of(here.settings().get("lockstep.mas.config")), place.resolve("mas " + OddText.ALL + ".yaml"));
            Path program = Files.writeString(place.resolve("mas-cli"), "#!/bin/sh\nexport LC_ALL=C.UTF-8\nprintf '%s\\n' \"$1\" >>" + CommandWords.join(List.of(folder.resolve("words").toString()))
                    + "\nshift\nexec " + here.sandbox().mas().commandLine() + " \"$@\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            here.restart("lockstep.mas.config", config.toString(), "lockstep.mas.command", CommandWords.join(List.of(program.toString(), OddText.ALL)));
            here.member("anna").leaver("eve");

            assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DONE);

            assertThat(here.state("eve")).isEqualTo("deactivated");
            assertThat(Files.readAllLines(folder.resolve("words"))).hasSizeGreaterThan(2).containsOnly(OddText.ALL);
        }
    }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.run.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print: no name in it moves the cursor, colours a line or turns the writing direction, and none of them is taken for a file. */
class OutputTest {

    private static final String NAME = "a\u001b[31m\u202eb\u009b2J\u007f\udb40\udc41c";

    @Test
    void a_stack_is_as_harmless() {
        String story = ExitCode.story(new IllegalStateException("No " + NAME, new IllegalArgumentException(NAME)));

        assertThat(story).contains("Caused by: ", "OutputTest").doesNotContain("\u001b");
        assertThat(story.lines()).allSatisfy(OutputTest::requireVisible);
    }

    @Test
    void a_matrix_user_id_is_no_file_of_arguments(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("carl"), "admin");

        assertThat(Lockstep.commandLine().parseArgs("explain", "@" + file).subcommand().matchedPositionalValue(0, "")).isEqualTo("@" + file);
    }

    private static void requireVisible(String line) {
        assertThat(line).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
    }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shipped program on a terminal of util-linux's {@code script}, and off it. */
class ColoursIT {

    private static final String OPENED = "\u001b[32m+\u001b[0m @emil:corp.example";
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    @Test
    void a_terminal_gets_colours_and_lines_that_fit_it() {
        String shown = onTerminal(Map.of("TERM", "xterm-256color", "COLUMNS", "80"));

        assertThat(shown).contains(OPENED);
        assertThat(shown.lines().map(line -> line.replaceAll("\u001b\\[\\d*m", ""))).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void a_terminal_that_wants_none_gets_none() {
        assertThat(onTerminal(Map.of("TERM", "xterm-256color", "COLUMNS", "80", "NO_COLOR", "1"))).contains("+ @emil:corp.example").doesNotContain("\u001b");
    }

    @Test
    void a_pipe_gets_none_unless_it_is_asked_for() {
        assertThat(Shipped.run(List.of(), Map.of("TERM", "xterm-256color"), "demo").out()).contains("+ @emil:corp.example").doesNotContain("\u001b");
        assertThat(Shipped.run("demo", "--color=always").out()).contains(OPENED);
    }

    private static String onTerminal(Map<String, String> variables) {
        assumeThat(Files.isExecutable(SCRIPT)).as("there is a program that makes a terminal").isTrue();
        Shipped.Ended ended = Shipped.run(List.of("sh", "-c", "exec " + SCRIPT + " -qec \"'$1' $2\" /dev/null", "sh"), variables, "demo");
        assertThat(ended.code()).as(ended.out()).isZero();
        return ended.out();
    }
}

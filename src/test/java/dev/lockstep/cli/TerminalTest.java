package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.report.Ink;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who sees what is printed, in which colours, and how wide. */
class TerminalTest {

    private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color", "COLUMNS", "150");

    @Test
    void each_stream_is_a_terminal_for_itself() {
        assertThat(Terminal.of("out", XTERM)).returns(true, Terminal::out).returns(false, Terminal::err);
        assertThat(Terminal.of(",err", XTERM)).returns(false, Terminal::out).returns(true, Terminal::err);
        assertThat(Terminal.of("", XTERM).seen()).isFalse();
    }

    @Test
    void colours_are_for_a_terminal_unless_it_says_otherwise() {
        assertThat(Colour.AUTO.on(Terminal.of("out,err", XTERM))).isEqualTo(Ink.COLOURS);
        assertThat(Colour.AUTO.on(Terminal.of(",err", XTERM))).as("standard output is a file").isEqualTo(Ink.NONE);
        assertThat(Colour.AUTO.on(Terminal.of("out", Map.of("TERM", "xterm", "NO_COLOR", "1")))).isEqualTo(Ink.NONE);
        assertThat(Colour.AUTO.on(Terminal.of("out", Map.of("TERM", "xterm", "NO_COLOR", "")))).as("an empty NO_COLOR says nothing (no-color.org)").isEqualTo(Ink.COLOURS);
        assertThat(Colour.AUTO.on(Terminal.of("out", Map.of("TERM", "dumb")))).isEqualTo(Ink.NONE);
        assertThat(Colour.NEVER.on(Terminal.of("out", XTERM))).isEqualTo(Ink.NONE);
        assertThat(Colour.ALWAYS.on(Terminal.of("", Map.of("NO_COLOR", "1")))).isEqualTo(Ink.COLOURS);
    }

    @Test
    void a_message_is_broken_at_words_on_a_terminal_and_stays_as_it_is_elsewhere() {
        String message = "2 settings have to be mended; nothing was changed.\n  - lockstep.keycloak.url is missing: Where Keycloak is.\n  - lockstep.mode";

        assertThat(Terminal.of("err", Map.of("COLUMNS", "40")).message(message).lines()).containsExactly("2 settings have to be mended; nothing", "was changed.",
                "  - lockstep.keycloak.url is missing:", "    Where Keycloak is.", "  - lockstep.mode");
        assertThat(Terminal.of("out", Map.of("COLUMNS", "40")).message(message)).as("standard error is a file").isEqualTo(message);
    }

    @Test
    void the_width_is_the_terminals_and_never_too_little_to_read() {
        assertThat(Terminal.of("out", XTERM).width().getAsInt()).isEqualTo(150);
        assertThat(Terminal.of("out", Map.of("COLUMNS", "7")).width().getAsInt()).isEqualTo(40);
        assertThat(Terminal.of("out", Map.of("COLUMNS", "wide")).width().getAsInt()).isGreaterThanOrEqualTo(40);
    }
}

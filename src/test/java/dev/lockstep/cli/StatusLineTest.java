package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The line at the foot of a terminal, and others who write there. */
class StatusLineTest {

    private static final String CLEAR = "\r\u001b[K";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private final PrintStream terminal = new PrintStream(written, true, StandardCharsets.UTF_8);

    @AfterEach
    void restore() {
        System.setErr(before);
    }

    @Test
    void it_is_cleared_before_anybody_else_writes_and_comes_back_below() {
        try (StatusLine line = new StatusLine(terminal)) {
            line.show("1 of 2");
            System.err.println("WARN something");
            line.show("2 of 2");
        }
        assertThat(written()).isEqualTo(CLEAR + "1 of 2" + CLEAR + "WARN something" + System.lineSeparator() + CLEAR + "2 of 2" + CLEAR);
    }

    @Test
    void it_waits_while_a_line_of_somebody_else_is_unfinished() {
        try (StatusLine line = new StatusLine(terminal)) {
            System.err.print("half a");
            line.show("1 of 2");
            System.err.print(" line\n");
            line.show("2 of 2");
        }
        assertThat(written()).isEqualTo("half a line\n" + CLEAR + "2 of 2" + CLEAR);
    }

    @Test
    void once_closed_it_is_gone_and_standard_error_is_as_before() {
        System.setErr(terminal);
        StatusLine line = new StatusLine(terminal);
        line.close();
        line.show("1 of 2");
        assertThat(System.err).isSameAs(terminal);
        assertThat(written()).isEmpty();
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }
}

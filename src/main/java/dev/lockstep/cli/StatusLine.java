package dev.lockstep.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** A line at the foot of a terminal that is gone before anything else is written there, whoever writes it. */
final class StatusLine implements AutoCloseable {

    /** To the line's beginning, and nothing behind it (ECMA-48, 8.3.41, EL). */
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream terminal;
    private final PrintStream guarded;
    private boolean shown;
    private boolean midLine;
    private boolean closed;

    /** Stands before standard error until it is closed. */
    StatusLine(PrintStream standardError) {
        this.terminal = standardError;
        this.guarded = new PrintStream(new Guard(standardError), true);
        System.setErr(guarded);
    }

    /** Shows a line instead of the one before; not while somebody else's line is unfinished. */
    synchronized void show(String text) {
        if (!midLine && !closed) {
            terminal.print(CLEAR + text);
            terminal.flush();
            shown = true;
        }
    }

    @Override
    public synchronized void close() {
        clear();
        closed = true;
        // Whoever replaced it meanwhile keeps theirs.
        if (System.err == guarded) {
            System.setErr(terminal);
        }
    }

    private void clear() {
        if (shown) {
            terminal.print(CLEAR);
            terminal.flush();
            shown = false;
        }
    }

    /** What everybody else writes. */
    private final class Guard extends FilterOutputStream {

        Guard(OutputStream to) {
            super(to);
        }

        @Override
        public void write(int letter) throws IOException {
            write(new byte[] {(byte) letter}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            synchronized (StatusLine.this) {
                clear();
                out.write(bytes, from, length);
                midLine = length > 0 ? bytes[from + length - 1] != '\n' : midLine;
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}

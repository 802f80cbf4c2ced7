package dev.lockstep.cli;

import dev.lockstep.report.Ink;
import java.util.Locale;

/** When colours are used. */
enum Colour {
    NEVER, AUTO, ALWAYS;

    /** The ink for standard output: by itself only a terminal gets colours, and one that was asked to do without gets none. */
    Ink on(Terminal terminal) {
        return this == ALWAYS || this == AUTO && terminal.out() && !terminal.plain() ? Ink.COLOURS : Ink.NONE;
    }

    /** As it is given and completed on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

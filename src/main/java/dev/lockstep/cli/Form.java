package dev.lockstep.cli;

import java.util.Locale;

/** What a report is printed as. */
enum Form {
    TABLE, JSON, MARKDOWN, HTML;

    /** As it is given and completed on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

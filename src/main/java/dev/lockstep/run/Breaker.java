package dev.lockstep.run;

import java.util.regex.Pattern;

/** Notices when one action after another fails for the same reason that lies outside of them: the database is down, the program is gone. Then the rest isn't tried. Safe for several threads. */
final class Breaker {

    private final int limit;
    private String reason = "";
    private int failures;
    private boolean open;

    /** A breaker that opens at so many failures in a row; 0 never opens. */
    Breaker(int limit) {
        this.limit = limit;
    }

    /** Notes that MAS answered, well or not: whatever failed before was no matter of all. */
    synchronized void answered() {
        failures = 0;
    }

    /**
     * Notes a failure.
     *
     * @return whether the breaker opens by it
     */
    synchronized boolean failed(String outcome, String said, String localpart) {
        // Names, times, ports and request numbers differ from one failure of the same kind to the next.
        String kind = outcome + " " + said.replaceAll("(?<!\\w)" + Pattern.quote(localpart) + "(?!\\w)", "").replaceAll("\\d+", "#");
        failures = kind.equals(reason) ? failures + 1 : 1;
        reason = kind;
        boolean opens = !open && limit > 0 && failures >= limit;
        open |= opens;
        return opens;
    }

    synchronized boolean isOpen() {
        return open;
    }
}

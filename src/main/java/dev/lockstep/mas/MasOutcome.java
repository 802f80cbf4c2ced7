package dev.lockstep.mas;

import java.util.Locale;

/** How a call of mas-cli ended. */
public enum MasOutcome {
    /** Accepted by MAS; its worker does the rest. */
    DONE(false, false),
    /** MAS doesn't know this user: a bridge's, a bot's, or one made in Synapse alone. */
    USER_NOT_FOUND(false, false),
    /** mas-cli didn't understand the call: another version. */
    USAGE(false, false),
    /** Any other error, its database being down among them. */
    FAILED(true, false),
    /** mas-cli broke down, so the change may have been made. */
    PANIC(true, true),
    /** Killed because it took too long, so the change may have been made. */
    TIMEOUT(true, true),
    /** Killed by somebody else, so the change may have been made. */
    KILLED(true, true),
    /** The program could not be started. */
    NOT_STARTED(true, false);

    private static final int USAGE_EXIT = 2;
    private static final int PANIC_EXIT = 101;
    /** A shell and Java add this to the signal's number. */
    private static final int SIGNAL_EXIT = 128;

    private final boolean worthRetry;
    private final boolean maybeChanged;

    MasOutcome(boolean worthRetry, boolean maybeChanged) {
        this.worthRetry = worthRetry;
        this.maybeChanged = maybeChanged;
    }

    /** What an exit code and a standard error mean. */
    static MasOutcome of(int exitCode, String stderr) {
        return switch (exitCode) {
            case 0 -> DONE;
            case USAGE_EXIT -> USAGE;
            case PANIC_EXIT -> PANIC;
            default -> exitCode > SIGNAL_EXIT ? KILLED : exitCode == 1 && stderr.lines().anyMatch("Error: User not found"::equals) ? USER_NOT_FOUND : FAILED;
        };
    }

    /** Whether trying again may help. */
    public boolean worthRetry() {
        return worthRetry;
    }

    /** Whether the call may have changed something though it failed. */
    public boolean maybeChanged() {
        return maybeChanged;
    }

    /** The name in reports and JSON. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

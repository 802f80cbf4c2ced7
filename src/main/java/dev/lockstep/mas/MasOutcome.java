package dev.lockstep.mas;

import java.util.Locale;

/** How a call of mas-cli ended; {@link MasWords} says which. */
public enum MasOutcome {
    /** Accepted by MAS; its worker does the rest. */
    DONE(false, false, ""),
    /** MAS doesn't know this user: a bridge's, a bot's, or one made in Synapse alone. */
    USER_NOT_FOUND(false, false, ""),
    /** mas-cli didn't understand the call: another version. */
    USAGE(false, false, "Is lockstep.mas.command really mas-cli, version 1.14.0 or newer?"),
    /** mas-cli can't read its config file, or its database refuses the user, the password or the name that stands there. */
    DENIED(false, false, "Check lockstep.mas.config."),
    /** Any other error of mas-cli's, its database being down among them. */
    FAILED(true, false, "Check that MAS's database runs, and that lockstep.mas.config names it."),
    /** mas-cli broke down, so the change may have been made. */
    PANIC(true, true, "mas-cli broke down. Check that MAS's database runs, and that lockstep.mas.config names it."),
    /** Killed because it took too long, so the change may have been made. */
    TIMEOUT(true, true, "Check that MAS's database runs, and that lockstep.mas.config names it."),
    /** Killed by somebody else, so the change may have been made. */
    KILLED(true, true, "Somebody ended it: look for what does (too little memory, a container that stops)."),
    /** What leads to mas-cli (a container's client, sudo, a shell) refused or lacks something. Where mas-cli answered before, that may pass: a container that is being replaced. */
    COMMAND(true, false, "Check lockstep.mas.command."),
    /** What leads to mas-cli does not reach it now. */
    UNREACHED(true, false, "Check lockstep.mas.command."),
    /** Nobody's words that are known, and not how mas-cli says that it failed: whether it was called isn't known. */
    FOREIGN(true, true, "That is not how mas-cli says that it failed, so it comes from what lockstep.mas.command names: try the whole command in a shell."),
    /** The program could not be started. */
    NOT_STARTED(true, false, "Check lockstep.mas.command.");

    private final boolean worthRetry;
    private final boolean maybeChanged;
    private final String remedy;

    MasOutcome(boolean worthRetry, boolean maybeChanged, String remedy) {
        this.worthRetry = worthRetry;
        this.maybeChanged = maybeChanged;
        this.remedy = remedy;
    }

    /** Whether trying again may help. */
    public boolean worthRetry() {
        return worthRetry;
    }

    /** Whether the call may have changed something though it failed. */
    public boolean maybeChanged() {
        return maybeChanged;
    }

    /** What a person does about it where nothing more is known, a sentence; empty where that depends on the call. */
    String remedy() {
        return remedy;
    }

    /** The name in reports and JSON. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.lockstep.account;

import java.util.Locale;

/** What Synapse shows of an account: the strongest of its flags counts, so a deactivated account that is locked too is deactivated. */
public enum AccountState {
    ACTIVE, LOCKED, DEACTIVATED, ERASED;

    /** The state in words for people and JSON. */
    public String words() {
        return name().toLowerCase(Locale.ROOT);
    }
}

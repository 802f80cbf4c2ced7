package dev.lockstep.account;

import java.util.Locale;

/** What can be done to an account; the calls behind each are {@code mas.MasCommand}'s. */
public enum AccountAction {
    DEACTIVATE, LOCK, ACTIVATE;

    /** Whether it shuts somebody out. */
    public boolean closes() {
        return this != ACTIVATE;
    }

    /** Whether an account in this state shows that the action has arrived. */
    public boolean shownBy(AccountState state) {
        return switch (this) {
            case ACTIVATE -> state == AccountState.ACTIVE;
            case LOCK -> state != AccountState.ACTIVE;
            case DEACTIVATE -> state == AccountState.DEACTIVATED || state == AccountState.ERASED;
        };
    }

    /** The state that it asks for. */
    public AccountState target() {
        return switch (this) {
            case ACTIVATE -> AccountState.ACTIVE;
            case LOCK -> AccountState.LOCKED;
            case DEACTIVATE -> AccountState.DEACTIVATED;
        };
    }

    /** The action of this name. */
    public static AccountAction named(String words) {
        return valueOf(words.toUpperCase(Locale.ROOT));
    }

    /** What it has done, to be read after the account or after a count of them. */
    public String done() {
        return switch (this) {
            case ACTIVATE -> "activated";
            case LOCK -> "locked";
            case DEACTIVATE -> "deactivated";
        };
    }

    /** The name in plans and JSON. */
    public String words() {
        return name().toLowerCase(Locale.ROOT);
    }
}

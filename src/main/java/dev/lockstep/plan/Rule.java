package dev.lockstep.plan;

import java.util.Locale;

/** The rows of the decision table, and the rules that keep an account out of it. The name stands in plans, audit lines and golden cases. */
public enum Rule {
    /** Out of the table: never touched, whatever the group says. */
    TOKEN_OWNER, MAS_ADMINISTRATOR, SYNAPSE_ADMINISTRATOR, TYPED_USER, GUEST, PROTECTED_NAME, BRIDGE, FOREIGN_SERVER, NOT_LOWER_CASE,
    AMBIGUOUS_MEMBER, RECYCLED_NAME, UNKNOWN_TO_MAS, NEVER_A_MEMBER,
    /** Actions of ours whose end isn't known or not yet visible. */
    UNFINISHED, PENDING,
    /** In the group. */
    MEMBER_ACTIVE(true), ERASED, KEPT_CLOSED, MEMBER_RETURNS, CLOSED_BY_SOMEBODY_ELSE, LOCKED_BY_SOMEBODY_ELSE, NOT_SIGNED_IN_YET, MEMBER_DISABLED,
    /** Not in the group, or in it and disabled. */
    LEFT_GROUP, GRACE_OVER, ALREADY_LOCKED(true), ALREADY_CLOSED(true),
    /** Missing at the first look, there at the second. */
    SECOND_LOOK,
    /** Missing in the listing, in the group by Keycloak's own page of the person. */
    MEMBER_AFTER_ALL;

    private final boolean nothingNeeded;

    Rule() {
        this(false);
    }

    Rule(boolean nothingNeeded) {
        this.nothingNeeded = nothingNeeded;
    }

    /** Whether the account is as it should be, so that a plan need not name it. */
    boolean nothingNeeded() {
        return nothingNeeded;
    }

    /** The name in kebab-case, as people and JSON see it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

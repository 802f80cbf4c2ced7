package dev.lockstep.plan;

import dev.lockstep.account.Mxid;

/**
 * A member whose name in Keycloak no longer leads to their account: they keep the account ({@code member-renamed}).
 *
 * @param username the Keycloak username of today, as it came
 * @param mxid     the account that is theirs
 */
public record Renamed(String username, Mxid mxid) {

    /** The name of the rule in reports. */
    public static final String RULE = "member-renamed";
}

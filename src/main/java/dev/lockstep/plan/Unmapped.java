package dev.lockstep.plan;

import dev.lockstep.account.Shown;

/**
 * A member who has no valid Matrix user id.
 *
 * @param username the Keycloak username, as it came
 * @param reason   why not, to be read after the name
 */
public record Unmapped(String username, String reason) {

    /** The name and the reason in one sentence without its full stop; a name that the reason begins with is said once. */
    public String words() {
        String name = "'" + Shown.text(username) + "'";
        return reason.startsWith(name) ? reason : name + (reason.startsWith("has ") ? " " : ": ") + reason;
    }
}

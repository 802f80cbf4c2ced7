package dev.lockstep.plan;

/**
 * A member who has no valid Matrix user id.
 *
 * @param username the Keycloak username, as it came
 * @param reason   why not, to be read after the name
 */
public record Unmapped(String username, String reason) {
}

package dev.lockstep.account;

import java.util.List;

/**
 * Somebody in the realm, in the group or not.
 *
 * @param id       the Keycloak id
 * @param username the Keycloak username
 * @param enabled  false for somebody whom Keycloak lets nowhere in
 * @param groups   the paths of the groups that the person is directly in, sorted
 */
public record RealmUser(String id, String username, boolean enabled, List<String> groups) {
}

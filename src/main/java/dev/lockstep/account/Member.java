package dev.lockstep.account;

import java.util.Optional;

/**
 * A person in the group, as Keycloak lists them.
 *
 * @param id        the Keycloak id, which stays when the username changes; not so for somebody of a directory that isn't imported
 * @param username  the Keycloak username, always lower case there
 * @param localpart what {@code lockstep.mxid.localpart} makes of this person, before it is checked; empty where the verified e-mail address or the attribute is missing
 * @param enabled   false for somebody whom Keycloak lets nowhere in
 * @param entry     where the person comes from; empty for Keycloak's own people
 */
public record Member(String id, String username, Optional<String> localpart, boolean enabled, Optional<DirectoryEntry> entry) {

    /** One of Keycloak's own people. */
    public Member(String id, String username, Optional<String> localpart, boolean enabled) {
        this(id, username, localpart, enabled, Optional.empty());
    }
}

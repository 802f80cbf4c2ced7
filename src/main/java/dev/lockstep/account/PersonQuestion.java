package dev.lockstep.account;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom to ask Keycloak for.
 *
 * @param id        the Keycloak id, where it is known
 * @param username  the exact username, where an account's name is one
 * @param entry     where the person with this id came from, when last seen; empty where that isn't known
 * @param groups    the ids of the groups that count
 * @param witnesses other people of each user federation: where it has nothing to say of this one, they tell whether it answers at all
 */
public record PersonQuestion(Optional<String> id, Optional<String> username, Optional<DirectoryEntry> entry, Set<String> groups, Map<String, List<String>> witnesses) {

    /** Whether anything is known to ask for. */
    public boolean canBeAsked() {
        return id.isPresent() || username.isPresent();
    }
}

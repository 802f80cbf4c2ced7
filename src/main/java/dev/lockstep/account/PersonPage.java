package dev.lockstep.account;

import java.util.Optional;

/**
 * What Keycloak's own page of one person shows, who was asked for by themselves and not found in a listing.
 *
 * @param found     whether there is such a person
 * @param enabled   false for somebody whom Keycloak lets nowhere in
 * @param inGroup   whether the person is in one of the groups that were listed
 * @param directory what the directory behind the person says; {@link Directory#NONE} for Keycloak's own people
 * @param entry     where the person comes from, or which federation doesn't answer
 * @see <a href="https://www.keycloak.org/docs-api/latest/rest-api/index.html#_users">Keycloak Admin REST API, users</a>
 */
public record PersonPage(Found found, boolean enabled, boolean inGroup, Directory directory, Optional<DirectoryEntry> entry) {

    /** Whether there is such a person. */
    public enum Found {
        SOMEBODY, NOBODY,
        /** Keycloak doesn't let us ask. */
        NOT_ALLOWED
    }

    /** What the directory (LDAP) behind a person says, asked past every copy that Keycloak may hold. */
    public enum Directory {
        /** There is none. */
        NONE,
        /** It answers, and knows the person. */
        ANSWERS,
        /** It has nothing to say of this person, and answers for another. */
        SILENT_HERE,
        /** It answers for nobody. */
        DOWN
    }

    /** Nobody has this id or name. */
    public static PersonPage nobody() {
        return new PersonPage(Found.NOBODY, false, false, Directory.NONE, Optional.empty());
    }

    /** It can't be known, for the right to ask is missing. */
    public static PersonPage notAllowed() {
        return new PersonPage(Found.NOT_ALLOWED, false, false, Directory.NONE, Optional.empty());
    }

    /** A directory that answers for nobody, so that nothing else is known. */
    public static PersonPage down(String federation) {
        return new PersonPage(Found.NOBODY, false, false, Directory.DOWN, Optional.of(new DirectoryEntry(federation, Optional.empty())));
    }
}

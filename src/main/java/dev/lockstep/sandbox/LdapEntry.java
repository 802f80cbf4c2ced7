package dev.lockstep.sandbox;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** One person in the directory behind a {@link SandboxFederation}, as that directory has them. */
final class LdapEntry {

    /** The entryUUID; Keycloak shows it as the attribute LDAP_ID. It outlives every id that Keycloak gives. */
    final String ldapId = UUID.randomUUID().toString();

    final String email;

    /** The paths of the groups in the directory. */
    final Set<String> groups = new LinkedHashSet<>();

    String username;
    boolean hidden;

    LdapEntry(String username, String email) {
        this.username = username;
        this.email = email;
    }

    String distinguishedName() {
        return "uid=" + username + ",ou=people,dc=corp,dc=example";
    }
}

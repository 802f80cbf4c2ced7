package dev.lockstep.sandbox;

import dev.lockstep.sandbox.KeycloakDirectory.Group;
import dev.lockstep.sandbox.KeycloakDirectory.User;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A person as Keycloak shows them at one moment.
 *
 * @param isVouched whether whoever keeps this person answered for them; else they show as disabled
 */
record Shown(User user, boolean isVouched, List<Group> groups) {

    /** As a user of the Admin API; the brief form has no attributes but the directory's. */
    Map<String, Object> json(boolean isBrief) {
        Map<String, List<String>> attributes = new TreeMap<>(user.attributes);
        if (isBrief) {
            attributes.clear();
        }
        attributes.putAll(user.ldapAttributes);
        Map<String, Object> json = Answer.object("id", user.id, "username", user.username,
                "firstName", user.firstName, "lastName", user.lastName, "email", user.email, "emailVerified", user.emailVerified);
        if (!attributes.isEmpty()) {
            json.put("attributes", attributes);
        }
        json.put("enabled", isVouched && user.enabled);
        json.put("createdTimestamp", user.created);
        json.put("federationLink", user.federationLink);
        // Seen: it is there for a directory's people alone, in the brief form too.
        json.put("origin", user.ldapAttributes.isEmpty() ? null : user.federationLink);
        if (!isBrief) {
            json.put("totp", false);
            json.put("disableableCredentialTypes", List.of());
            json.put("requiredActions", List.of());
            json.put("notBefore", 0);
        }
        // Keycloak leaves out what is not there.
        json.values().removeIf(value -> value == null);
        return json;
    }
}

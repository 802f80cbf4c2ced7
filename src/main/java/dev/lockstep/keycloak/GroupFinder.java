package dev.lockstep.keycloak;

import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.GroupRepresentation;

/** Finds exactly one group by its name, path or id, or says why not: the wrong group would be the wrong people. */
final class GroupFinder {

    /** Keycloak's ids, of groups and of users. */
    static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final RealmResource realm;
    private final KeycloakFailures failures;
    private final String realmName;

    GroupFinder(RealmResource realm, KeycloakFailures failures, String realmName) {
        this.realm = realm;
        this.failures = failures;
        this.realmName = realmName;
    }

    GroupRepresentation find(String nameOrPathOrId) {
        try {
            // Without its first slash: two in a row are one to the HTTP client, but not when a proxy is asked, and Keycloak refuses them.
            GroupRepresentation found = nameOrPathOrId.startsWith("/") ? realm.getGroupByPath(nameOrPathOrId.substring(1))
                    : ID.matcher(nameOrPathOrId).matches() ? realm.groups().group(nameOrPathOrId).toRepresentation() : byName(nameOrPathOrId);
            if (found == null || found.getId() == null) {
                throw unreadable(nameOrPathOrId);
            }
            return found;
        } catch (NotFoundException e) {
            if (!KeycloakWords.of(e).noGroup()) {
                throw failures.explain("the group '" + nameOrPathOrId + "'", e);
            }
            throw notFound(nameOrPathOrId);
        } catch (WebApplicationException | ProcessingException e) {
            throw failures.explain("the group '" + nameOrPathOrId + "'", e);
        }
    }

    private GroupRepresentation byName(String name) {
        List<GroupRepresentation> hits = new ArrayList<>();
        // The answer holds the trees of the matches' parents: the match itself may lie deep inside.
        List<GroupRepresentation> trees = realm.groups().groups(name, true, null, null, true);
        if (trees == null) {
            throw unreadable(name);
        }
        collect(trees, name, hits);
        if (hits.isEmpty()) {
            throw notFound(name);
        }
        if (hits.size() > 1) {
            throw new SetupException(hits.size() + " groups of realm '" + realmName + "' are named '" + name + "': "
                    + String.join(", ", hits.stream().map(GroupRepresentation::getPath).sorted().toList())
                    + ". Nothing was changed. Set lockstep.keycloak.group to the path of the one that you mean.");
        }
        return hits.get(0);
    }

    private static void collect(List<GroupRepresentation> groups, String name, List<GroupRepresentation> hits) {
        for (GroupRepresentation group : groups == null ? List.<GroupRepresentation>of() : groups) {
            if (group == null) {
                throw unreadable(name);
            }
            if (name.equals(group.getName())) {
                hits.add(group);
            }
            collect(group.getSubGroups(), name, hits);
        }
    }

    private static SourceException unreadable(String group) {
        return new SourceException("Keycloak was asked for the group '" + group + "' and answered something that is no group. Nothing was changed."
                + " Is there a proxy in between that changes answers?");
    }

    private SetupException notFound(String group) {
        return new SetupException("Keycloak shows no group '" + group + "' in realm '" + realmName + "'. Nothing was changed. Check lockstep.keycloak.group (a name with a comma "
                + "stands in double quotes there; the group's id always works), and that the account which Lockstep uses has the role view-users of the client realm-management: with less, Keycloak hides groups instead of refusing.");
    }
}

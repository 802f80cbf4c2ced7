package dev.lockstep.sandbox;

import dev.lockstep.sandbox.KeycloakDirectory.Group;
import dev.lockstep.sandbox.KeycloakDirectory.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of Keycloak's Admin API that deals with single users; paths here begin after {@code /admin/realms/REALM/}. */
final class KeycloakUsers {

    private final KeycloakDirectory realm;

    KeycloakUsers(KeycloakDirectory realm) {
        this.realm = realm;
    }

    Answer answer(String path, Request request, SandboxKeycloak.Role role) {
        synchronized (realm) {
            return KeycloakGroups.json(path.equals("users") || path.equals("users/count")
                    ? many(path, request.query(), role) : one(path.split("/"), role));
        }
    }

    private Object many(String path, Map<String, String> query, SandboxKeycloak.Role role) {
        if (!role.mayView()) {
            throw KeycloakError.forbidden();
        }
        return path.equals("users") ? byName(query) : count(query);
    }

    private Object one(String[] words, SandboxKeycloak.Role role) {
        String id = Request.decodePath(words[1]);
        String asked = words.length == 2 ? "" : words[2];
        boolean isThere = realm.userById(id).isPresent() || realm.federationOf(id).isPresent();
        if (isThere && (!role.mayView() || asked.equals("credentials") && role == SandboxKeycloak.Role.NO_CREDENTIALS)) {
            throw KeycloakError.forbidden();
        }
        return switch (words.length > 3 ? "?" : asked) {
            case "" -> shown(id).json(false);
            case "groups" -> groups(id).stream().map(KeycloakGroups::brief).toList();
            case "credentials" -> credentials(id);
            default -> throw KeycloakError.of(404, "HTTP 404 Not Found");
        };
    }

    Shown shown(String id) {
        Optional<SandboxFederation> federation = realm.federationOf(id);
        return federation.isPresent() ? federation.get().people.byId(id).orElseThrow(KeycloakError::noSuchUser)
                : own(realm.userById(id).orElseThrow(KeycloakError::noSuchUser));
    }

    List<Group> groups(String id) {
        Shown shown = shown(id);
        return realm.federationOf(id).map(federation -> federation.people.groups(shown)).orElseGet(shown::groups);
    }

    boolean hasPassword(String id) {
        Optional<SandboxFederation> federation = realm.federationOf(id);
        return federation.isPresent() ? federation.get().people.hasPassword(id) : realm.userById(id).orElseThrow(KeycloakError::noSuchUser).hasPassword;
    }

    /** The people of an exact name. */
    List<Shown> named(String username) {
        List<Shown> found = new ArrayList<>();
        realm.find(username).filter(user -> realm.federationOf(user.id).isEmpty()).map(this::own).ifPresent(found::add);
        for (SandboxFederation federation : realm.federations()) {
            federation.people.byName(username).ifPresent(found::add);
        }
        return found;
    }

    private Shown own(User user) {
        return new Shown(user, true, realm.groupsOf(user));
    }

    private List<Map<String, Object>> credentials(String id) {
        long created = realm.userById(id).map(user -> user.created).orElse(0L);
        return hasPassword(id) ? List.of(Answer.object("id", "credential-of-" + id, "type", "password", "userLabel", "Password", "createdDate", created)) : List.of();
    }

    /** {@code enabled} asks what the database says of them. */
    private List<Map<String, Object>> byName(Map<String, String> query) {
        boolean isBrief = Boolean.parseBoolean(query.get("briefRepresentation"));
        return named(query.getOrDefault("username", "")).stream().filter(shown -> fits(shown.user(), query)).map(shown -> shown.json(isBrief)).toList();
    }

    private int count(Map<String, String> query) {
        return (int) realm.users().stream().filter(user -> fits(user, query)).count();
    }

    private static boolean fits(User user, Map<String, String> query) {
        return !query.containsKey("enabled") || user.enabled == Boolean.parseBoolean(query.get("enabled"));
    }
}

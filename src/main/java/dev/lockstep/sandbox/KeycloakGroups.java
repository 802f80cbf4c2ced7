package dev.lockstep.sandbox;

import dev.lockstep.sandbox.KeycloakDirectory.Group;
import dev.lockstep.sandbox.KeycloakDirectory.User;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The part of Keycloak's Admin API that deals with groups; paths here begin after {@code /admin/realms/REALM/}. */
final class KeycloakGroups {

    private static final String JSON = "application/json;charset=UTF-8";

    private final KeycloakDirectory directory;

    KeycloakGroups(KeycloakDirectory directory) {
        this.directory = directory;
    }

    Answer answer(String path, Request request, SandboxKeycloak.Role role) {
        boolean mayView = role == SandboxKeycloak.Role.FULL;
        if (path.equals("groups")) {
            // Seen: query-groups alone gets an empty list here, not a refusal.
            return json(mayView ? list(request.query()) : demand(role != SandboxKeycloak.Role.NONE, List.of()));
        }
        if (path.equals("clients")) {
            throw KeycloakError.forbidden();
        }
        if (path.startsWith("group-by-path/")) {
            Group group = directory.groupByPath(Request.decodePath(path.substring("group-by-path/".length())))
                    .orElseThrow(() -> KeycloakError.of(404, "Group path does not exist"));
            return json(demand(mayView, full(group)));
        }
        if (path.equals("users") || path.startsWith("users/")) {
            return json(demand(mayView, users(path, request.query())));
        }
        String[] words = path.split("/");
        if (!words[0].equals("groups") || words.length > 3) {
            throw KeycloakError.of(404, "HTTP 404 Not Found");
        }
        Group group = directory.groupById(Request.decodePath(words[1])).orElseThrow(KeycloakError::noSuchGroup);
        demand(mayView, group);
        return switch (words.length == 2 ? "" : words[2]) {
            case "" -> json(withAccess(full(group)));
            case "children" -> json(children(group, request.query()));
            case "members" -> json(members(group, request.query()));
            default -> throw KeycloakError.of(404, "HTTP 404 Not Found");
        };
    }

    private static Answer json(Object body) {
        return Answer.of(200, JSON, Answer.json(200, body).body());
    }

    private static <T> T demand(boolean allowed, T value) {
        if (!allowed) {
            throw KeycloakError.forbidden();
        }
        return value;
    }

    private List<Map<String, Object>> list(Map<String, String> query) {
        Function<Group, Map<String, Object>> form = form(query, true);
        String search = query.getOrDefault("search", "");
        if (search.isEmpty()) {
            return page(directory.topGroups(), query, Integer.MAX_VALUE).stream().map(form).toList();
        }
        Predicate<Group> fits = fits(search, query);
        List<Group> tops = directory.topGroups().stream().filter(top -> top.tree().anyMatch(fits)).toList();
        return page(tops, query, Integer.MAX_VALUE).stream().map(top -> branch(top, fits, form)).toList();
    }

    /** A hit comes as the tree of its parents, from the top group down. */
    private Map<String, Object> branch(Group group, Predicate<Group> fits, Function<Group, Map<String, Object>> form) {
        Map<String, Object> json = form.apply(group);
        json.put("subGroups", directory.children(group).stream().filter(child -> child.tree().anyMatch(fits))
                .map(child -> branch(child, fits, form)).toList());
        return json;
    }

    private List<Map<String, Object>> children(Group group, Map<String, String> query) {
        List<Group> fitting = directory.children(group).stream()
                .filter(query.containsKey("search") ? fits(query.get("search"), query) : child -> true).toList();
        return page(fitting, query, 10).stream().map(form(query, false)).toList();
    }

    private static Predicate<Group> fits(String search, Map<String, String> query) {
        return Boolean.parseBoolean(query.get("exact")) ? group -> group.name.equals(search)
                : group -> group.name.toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT));
    }

    private List<Map<String, Object>> members(Group group, Map<String, String> query) {
        boolean isBrief = Boolean.parseBoolean(query.get("briefRepresentation"));
        return page(directory.members(group), query, 100).stream().map(user -> user(user, isBrief)).toList();
    }

    /** One user by id or exact name, and the groups of a user. */
    private Object users(String path, Map<String, String> query) {
        if (path.equals("users")) {
            return directory.userByIdOrName(query.getOrDefault("username", "")).map(user -> List.of(user(user, false))).orElse(List.of());
        }
        String[] words = path.split("/");
        User user = directory.userByIdOrName(words[1]).orElseThrow(() -> KeycloakError.of(404, "User not found"));
        return words.length == 2 ? user(user, false) : directory.groupsOf(user).stream().map(KeycloakGroups::brief).toList();
    }

    private static <T> List<T> page(List<T> all, Map<String, String> query, int defaultMax) {
        int first = Optional.ofNullable(query.get("first")).map(Integer::parseInt).orElse(0);
        int max = Optional.ofNullable(query.get("max")).map(Integer::parseInt).orElse(defaultMax);
        return all.stream().skip(Math.max(0, first)).limit(max < 0 ? Integer.MAX_VALUE : max).toList();
    }

    private static Function<Group, Map<String, Object>> form(Map<String, String> query, boolean briefByDefault) {
        boolean isBrief = Boolean.parseBoolean(
                query.getOrDefault("briefRepresentation", Boolean.toString(briefByDefault)));
        return group -> withAccess(isBrief ? brief(group) : full(group));
    }

    private static Map<String, Object> brief(Group group) {
        Map<String, Object> json = Answer.object("id", group.id, "name", group.name, "path", group.path());
        if (!group.parent.path().isEmpty()) {
            json.put("parentId", group.parent.id);
        }
        json.put("subGroupCount", group.children.size());
        json.put("subGroups", List.of());
        return json;
    }

    private static Map<String, Object> full(Group group) {
        Map<String, Object> json = brief(group);
        json.put("attributes", Map.of());
        json.put("realmRoles", List.of());
        json.put("clientRoles", Map.of());
        return json;
    }

    private static Map<String, Object> withAccess(Map<String, Object> group) {
        group.put("access", Answer.object("view", true, "viewMembers", true, "manageMembers", true,
                "manage", true, "manageMembership", true));
        return group;
    }

    private static Map<String, Object> user(User user, boolean isBrief) {
        Map<String, Object> json = Answer.object("id", user.id, "username", user.username,
                "firstName", user.firstName, "lastName", user.lastName, "email", user.email, "emailVerified", user.emailVerified);
        if (!isBrief && !user.attributes.isEmpty()) {
            json.put("attributes", Map.copyOf(user.attributes));
        }
        json.put("enabled", user.enabled);
        json.put("createdTimestamp", user.created);
        json.put("federationLink", user.federationLink);
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

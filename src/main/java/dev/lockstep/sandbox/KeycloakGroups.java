package dev.lockstep.sandbox;

import dev.lockstep.sandbox.KeycloakDirectory.Group;
import dev.lockstep.sandbox.KeycloakDirectory.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The part of Keycloak's Admin API that deals with groups; paths here begin after {@code /admin/realms/REALM/}. */
final class KeycloakGroups {

    private static final String JSON = "application/json;charset=UTF-8";

    private final KeycloakDirectory directory;

    KeycloakGroups(KeycloakDirectory directory) {
        this.directory = directory;
    }

    Answer answer(String path, Request request, SandboxKeycloak.Role role) {
        boolean mayView = role.mayView();
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

    static Answer json(Object body) {
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
        synchronized (directory) {
            // Seen: the page is cut first, and who turns out to be gone makes it shorter.
            return page(rows(group), query, 100).stream().flatMap(row -> row.get().stream()).map(shown -> shown.json(isBrief)).toList();
        }
    }

    /** The rows of a group's listing, each looked up when its turn comes: who is gone then is in it no more. */
    List<Supplier<Optional<Shown>>> rows(Group group) {
        List<Supplier<Optional<Shown>>> rows = new ArrayList<>();
        directory.members(group).forEach(user -> rows.add(() -> kept(user)));
        for (SandboxFederation federation : directory.federations()) {
            federation.people.listedLive(group).forEach(shown -> rows.add(() -> Optional.of(shown)));
        }
        return rows;
    }

    private Optional<Shown> kept(User user) {
        return directory.federationOf(user.id).map(federation -> federation.people.listedKept(user))
                .orElseGet(() -> Optional.of(new Shown(user, true, List.of())));
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

    static Map<String, Object> brief(Group group) {
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
}

package dev.lockstep.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The users and groups of a {@link SandboxKeycloak}'s realm; every method under one lock. */
final class KeycloakDirectory {

    private static final long FIRST_CREATED = 1_795_330_057_544L;

    static final class User {
        final String id = UUID.randomUUID().toString();
        final long created;
        final Map<String, List<String>> attributes = new TreeMap<>();
        String username;
        String email;
        String firstName;
        String lastName;
        String federationLink;
        boolean enabled;
        boolean emailVerified;

        User(String username, String email, boolean enabled, long created) {
            this.username = username;
            this.email = email;
            this.enabled = enabled;
            this.created = created;
        }
    }

    static final class Group {
        final String id = UUID.randomUUID().toString();
        final String name;
        final Group parent;
        final Map<String, Group> children = new TreeMap<>();
        final Set<User> members = ConcurrentHashMap.newKeySet();

        Group(String name, Group parent) {
            this.name = name;
            this.parent = parent;
        }

        String path() {
            return parent == null ? "" : parent.path() + "/" + name;
        }

        Stream<Group> tree() {
            return Stream.concat(Stream.of(this), children.values().stream().flatMap(Group::tree));
        }
    }

    private final Group root = new Group("", null);
    private final Map<String, User> users = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();

    synchronized User addUser(String username, String email, boolean enabled) {
        String name = lower(username);
        User user = new User(name, email, enabled, FIRST_CREATED + 16L * users.size());
        if (users.putIfAbsent(name, user) != null) {
            throw new IllegalArgumentException("Keycloak has a user '" + name + "' already");
        }
        return user;
    }

    synchronized User user(String username) {
        return Optional.ofNullable(users.get(lower(username))).orElseThrow(() ->
                new IllegalArgumentException("Keycloak has no user '" + username + "'"));
    }

    synchronized void rename(String username, String newName) {
        User user = user(username);
        if (users.putIfAbsent(lower(newName), user) != null) {
            throw new IllegalArgumentException("Keycloak has a user '" + newName + "' already");
        }
        users.remove(user.username);
        user.username = lower(newName);
    }

    synchronized void removeUser(String username) {
        User user = user(username);
        users.remove(user.username);
        groups.values().forEach(group -> group.members.remove(user));
    }

    synchronized Group addGroup(String path) {
        Group at = root;
        for (String name : names(path)) {
            Group parent = at;
            at = at.children.computeIfAbsent(name, missing -> new Group(missing, parent));
            groups.put(at.id, at);
        }
        return at;
    }

    synchronized void removeGroup(String path) {
        Group group = group(path);
        group.parent.children.remove(group.name);
        group.tree().forEach(gone -> groups.remove(gone.id));
    }

    synchronized Optional<Group> groupByPath(String path) {
        Group at = root;
        for (String name : names(path)) {
            at = at == null ? null : at.children.get(name);
        }
        return Optional.ofNullable(at).filter(found -> found != root);
    }

    synchronized Group group(String path) {
        return groupByPath(path).orElseThrow(() -> new IllegalArgumentException("Keycloak has no group '" + path + "'"));
    }

    synchronized Optional<Group> groupById(String id) {
        return Optional.ofNullable(groups.get(id));
    }

    synchronized List<Group> children(Group parent) {
        return List.copyOf(parent.children.values());
    }

    synchronized List<Group> topGroups() {
        return children(root);
    }

    synchronized List<User> members(Group group) {
        return group.members.stream().sorted(Comparator.comparing((User user) -> user.username)).toList();
    }

    synchronized Optional<User> userByIdOrName(String idOrName) {
        return users.values().stream().filter(user -> user.id.equals(idOrName) || user.username.equalsIgnoreCase(idOrName)).findFirst();
    }

    synchronized List<Group> groupsOf(User user) {
        return groups.values().stream().filter(group -> group.members.contains(user)).sorted(Comparator.comparing(Group::path)).toList();
    }

    private static String lower(String username) {
        return username.toLowerCase(Locale.ROOT);
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>(List.of(path.split("/")));
        names.removeIf(String::isEmpty);
        return names;
    }
}

package dev.lockstep.sandbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The users, groups and federations of a {@link SandboxKeycloak}'s realm; every method under one lock, which is this object. */
final class KeycloakDirectory {

    private static final long FIRST_CREATED = 1_795_330_057_544L;

    static final class User {
        final String id;
        final long created;
        final Map<String, List<String>> attributes = new TreeMap<>();
        String username;
        String email;
        String firstName;
        String lastName;
        String federationLink;
        Map<String, List<String>> ldapAttributes = Map.of();
        boolean enabled;
        boolean hasPassword = true;
        boolean emailVerified;

        User(String id, String username, String email, boolean enabled, long created) {
            this.id = id;
            this.username = username;
            this.email = email;
            this.enabled = enabled;
            this.created = created;
        }

        void comesFrom(String federation, LdapEntry entry) {
            federationLink = federation;
            ldapAttributes = Map.of("LDAP_ENTRY_DN", List.of(entry.distinguishedName()), "LDAP_ID", List.of(entry.ldapId));
        }

        boolean is(LdapEntry entry) {
            return List.of(entry.ldapId).equals(ldapAttributes.get("LDAP_ID"));
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
    private final Map<String, User> usersById = new HashMap<>();
    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, SandboxFederation> federations = new LinkedHashMap<>();

    synchronized User addUser(String username, String email, boolean enabled) {
        User user = newUser(UUID.randomUUID().toString(), username, email);
        user.enabled = enabled;
        if (users.putIfAbsent(user.username, user) != null) {
            throw new IllegalArgumentException("Keycloak has a user '" + user.username + "' already");
        }
        usersById.put(user.id, user);
        return user;
    }

    /** An enabled user that is not in the database. */
    synchronized User newUser(String id, String username, String email) {
        return new User(id, lower(username), email, true, FIRST_CREATED + 16L * users.size());
    }

    /** A user by name: one of the database, or one of a federation that doesn't import. */
    synchronized User user(String username) {
        return find(username).or(() -> federations().stream().flatMap(each -> each.people.known(username).stream()).findFirst())
                .orElseThrow(() -> new IllegalArgumentException("Keycloak has no user '" + username + "'"
                        + (ldapOf(username).isPresent() ? ": sync the federation first" : "")));
    }

    /** A user of the database by name. */
    synchronized Optional<User> find(String username) {
        return Optional.ofNullable(users.get(lower(username)));
    }

    /** A user of the database by id. */
    synchronized Optional<User> userById(String id) {
        return Optional.ofNullable(usersById.get(id));
    }

    /** All users of the database. */
    synchronized List<User> users() {
        return List.copyOf(users.values());
    }

    synchronized void addFederation(SandboxFederation federation) {
        if (federations.putIfAbsent(federation.id(), federation) != null) {
            throw new IllegalArgumentException("Keycloak has a federation '" + federation.id() + "' already");
        }
    }

    synchronized SandboxFederation federation(String id) {
        return Optional.ofNullable(federations.get(id)).orElseThrow(() ->
                new IllegalArgumentException("Keycloak has no federation '" + id + "'"));
    }

    /** All federations, the oldest first. */
    synchronized List<SandboxFederation> federations() {
        return List.copyOf(federations.values());
    }

    /** The federation whose person this is, if it is one's. */
    synchronized Optional<SandboxFederation> federationOf(String userId) {
        return federations().stream().filter(federation -> federation.people.owns(userId)).findFirst();
    }

    /** The directory that has somebody of this name. */
    synchronized Optional<SandboxLdap> ldapOf(String username) {
        return federations().stream().map(SandboxFederation::ldap).filter(ldap -> ldap.knows(username)).findFirst();
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
        usersById.remove(user.id);
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

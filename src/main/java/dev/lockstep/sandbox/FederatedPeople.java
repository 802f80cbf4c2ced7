package dev.lockstep.sandbox;

import dev.lockstep.sandbox.KeycloakDirectory.Group;
import dev.lockstep.sandbox.KeycloakDirectory.User;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The people of one federation as Keycloak shows them: asked for singly (from a cache without an age, or from the
 * directory) and in listings (which neither read nor fill that cache). Called with the realm's lock held.
 */
final class FederatedPeople {

    private final SandboxFederation federation;
    private final SandboxLdap ldap;
    private final KeycloakDirectory realm;
    private final Map<String, Shown> cache = new HashMap<>();
    private final Map<String, String> importedIds = new HashMap<>();
    // What Keycloak has to say of people whom it doesn't import, by the id made of their name.
    private final Map<String, User> notImported = new HashMap<>();

    FederatedPeople(SandboxFederation federation, KeycloakDirectory realm) {
        this.federation = federation;
        this.ldap = federation.ldap;
        this.realm = realm;
    }

    void sync() {
        if (federation.isOn() && ldap.answers(1)) {
            if (federation.imports) {
                ldap.listed().forEach(this::user);
            }
            cache.clear();
        }
    }

    void removeAll() {
        List.copyOf(importedIds.values()).forEach(id -> realm.userById(id).ifPresent(this::remove));
    }

    /** Whether an id is one of a person of this federation; without imports also of nobody's yet. */
    boolean owns(String id) {
        return federation.imports ? stored(id).isPresent() : id.startsWith(prefix());
    }

    /** Somebody by name, without a question to the directory and without a trace in the cache. */
    Optional<User> known(String username) {
        return federation.imports ? realm.find(username).filter(user -> owns(user.id)) : ldap.visible(username).map(this::user);
    }

    /** The copy that the cache holds of a person. */
    Optional<Shown> cached(String id) {
        return Optional.ofNullable(cache.get(id));
    }

    /** The person of an id. */
    Optional<Shown> byId(String id) {
        if (!federation.isOn()) {
            return stored(id).map(this::unvouched);
        }
        return cache.containsKey(id) ? Optional.of(cache.get(id)) : ask(id, 1);
    }

    /** The person of an exact name. */
    Optional<Shown> byName(String username) {
        Optional<String> id = federation.imports ? known(username).map(user -> user.id) : Optional.empty();
        if (id.isPresent()) {
            return federation.isOn() && !cache.containsKey(id.get()) ? ask(id.get(), 3) : byId(id.get());
        }
        // Seen: without imports the cache isn't read here, so nobody has any name while the directory is down.
        return federation.isOn() && ldap.answers(3) ? ldap.visible(username).map(this::user).map(this::shown).map(this::remembered)
                : Optional.empty();
    }

    /** The groups on a person's page. */
    List<Group> groups(Shown shown) {
        boolean isAsked = federation.isLive && shown.isVouched() && !cache.containsKey(shown.user().id);
        if (isAsked && !ldap.groupsReadable()) {
            throw KeycloakError.unknown();
        }
        return shown.groups();
    }

    /** Whether there is a password in the directory; this is never answered from the cache. */
    boolean hasPassword(String id) {
        if (!federation.isOn()) {
            stored(id).orElseThrow(KeycloakError::noSuchUser);
            return false;
        }
        if (!ldap.answers(1)) {
            throw KeycloakError.unknown();
        }
        if (entry(id).isPresent()) {
            return true;
        }
        boolean isCached = cache.containsKey(id);
        boolean isKept = unvouchedOrRemoved(id).isPresent();
        // Not measured for people who are kept though the directory doesn't show them.
        throw isCached || isKept ? KeycloakError.unknown() : KeycloakError.noSuchUser();
    }

    /** The members that the directory lists in a group at this moment. */
    List<Shown> listedLive(Group group) {
        return federation.isLive && federation.isOn() && ldap.answers(1)
                ? ldap.listed(group.path()).stream().map(this::user).map(this::shown).toList() : List.of();
    }

    /** A member whom the database lists, looked up in the directory: vouched for, or not, or removed now. */
    Optional<Shown> listedKept(User user) {
        if (federation.isOn() && ldap.answers(1)) {
            return lookUp(user.id);
        }
        return federation.imports ? Optional.of(unvouched(user)) : Optional.empty();
    }

    private Optional<Shown> ask(String id, int questions) {
        if (ldap.answers(questions)) {
            return lookUp(id).map(this::remembered);
        }
        if (!federation.imports) {
            throw KeycloakError.unknown();
        }
        return stored(id).map(this::unvouched);
    }

    private Optional<Shown> lookUp(String id) {
        Optional<LdapEntry> entry = entry(id);
        return entry.isPresent() ? Optional.of(shown(user(entry.get()))) : unvouchedOrRemoved(id);
    }

    private Shown remembered(Shown shown) {
        if (shown.isVouched() && ldap.groupsReadable()) {
            cache.put(shown.user().id, shown);
        }
        return shown;
    }

    private Optional<Shown> unvouchedOrRemoved(String id) {
        Optional<User> gone = stored(id);
        if (federation.removesInvalid()) {
            gone.ifPresent(this::remove);
            return Optional.empty();
        }
        return gone.map(this::unvouched);
    }

    private Shown unvouched(User user) {
        return new Shown(user, false, realm.groupsOf(user));
    }

    private Shown shown(User user) {
        Set<Group> groups = new LinkedHashSet<>(realm.groupsOf(user));
        federation.hardcodedGroups().forEach(path -> groups.add(realm.addGroup(path)));
        if (federation.isLive) {
            entry(user.id).ifPresent(entry -> ldap.groupsOf(entry).forEach(path -> groups.add(realm.addGroup(path))));
        }
        return new Shown(user, true, List.copyOf(groups));
    }

    private Optional<LdapEntry> entry(String id) {
        if (!federation.imports) {
            return ldap.visible(id.substring(prefix().length()));
        }
        return stored(id).flatMap(user -> ldap.visibleById(user.ldapAttributes.get("LDAP_ID").get(0)));
    }

    /** The user of an entry, imported now if need be. */
    private User user(LdapEntry entry) {
        User user;
        if (federation.imports) {
            user = stored(importedIds.get(entry.ldapId)).orElseGet(() -> imported(entry));
            if (!user.username.equals(entry.username)) {
                realm.rename(user.username, entry.username);
            }
        } else {
            user = notImported.compute(prefix() + entry.username,
                    (id, before) -> before != null && before.is(entry) ? before : realm.newUser(id, entry.username, entry.email));
        }
        user.comesFrom(federation.id(), entry);
        return user;
    }

    private User imported(LdapEntry entry) {
        // Somebody who had this name before, and whom the directory has no longer.
        known(entry.username).ifPresent(this::remove);
        User user = realm.addUser(entry.username, entry.email, true);
        importedIds.put(entry.ldapId, user.id);
        if (!federation.isLive) {
            ldap.groupsOf(entry).forEach(path -> realm.addGroup(path).members.add(user));
        }
        return user;
    }

    private Optional<User> stored(String id) {
        return federation.imports ? realm.userById(id).filter(this::isOurs) : Optional.empty();
    }

    private boolean isOurs(User user) {
        return federation.id().equals(user.federationLink) && !user.ldapAttributes.isEmpty();
    }

    private void remove(User user) {
        realm.removeUser(user.username);
        importedIds.values().remove(user.id);
        cache.remove(user.id);
    }

    private String prefix() {
        return "f:" + federation.id() + ":";
    }
}

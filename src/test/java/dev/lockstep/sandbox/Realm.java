package dev.lockstep.sandbox;

import dev.lockstep.sandbox.KeycloakDirectory.Group;
import dev.lockstep.sandbox.KeycloakDirectory.User;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The sandbox's Keycloak without HTTP: a realm with one group, people of its own and people of three directories. */
public final class Realm {

    private static final String GROUP = "/chat";

    /** Where people are kept, and how the federation is set up that brings them. */
    public enum Home { KEYCLOAK, LIVE_ON, LIVE_OFF, KEPT }

    /** What a listing or a page shows of somebody. */
    public record Row(String id, String username, boolean enabled, boolean inGroup, Optional<String> federation, Optional<String> ldapId) {
    }

    /** Somebody, whatever they are called and whatever id Keycloak has given them. */
    public static final class Somebody {
        private final Home home;
        private final User own;
        private final LdapEntry entry;
        private boolean deleted;

        private Somebody(Home home, User own, LdapEntry entry) {
            this.home = home;
            this.own = own;
            this.entry = entry;
        }

        public Home home() {
            return home;
        }

        public String username() {
            return own == null ? entry.username : own.username;
        }
    }

    private final KeycloakDirectory realm = new KeycloakDirectory();
    private final KeycloakGroups groups = new KeycloakGroups(realm);
    private final KeycloakUsers users = new KeycloakUsers(realm);
    private final Group chat = realm.addGroup(GROUP);
    private final Map<Home, SandboxFederation> federations = new TreeMap<>();

    public Realm() {
        for (Home home : new Home[] {Home.LIVE_ON, Home.LIVE_OFF, Home.KEPT}) {
            SandboxFederation federation = new SandboxFederation(home.name().toLowerCase(Locale.ROOT), home != Home.LIVE_OFF,
                    home == Home.KEPT ? SandboxFederation.Mapper.KEPT : SandboxFederation.Mapper.LIVE, realm);
            realm.addFederation(federation);
            federations.put(home, federation);
        }
    }

    public SandboxFederation federation(Home home) {
        return federations.get(home);
    }

    /** Whether a directory answers truly and wholly, and Keycloak listens to it. */
    public boolean isCalm(Home home) {
        SandboxFederation federation = federations.get(home);
        return federation.isOn() && federation.ldap.isCalm();
    }

    public String groupId() {
        return chat.id;
    }

    /** Whether nobody bears this name. */
    public boolean isFree(String username) {
        return realm.find(username).isEmpty() && realm.ldapOf(username).isEmpty();
    }

    /** Somebody new, not in the group; where people are imported they are so now, unless their directory is down. */
    public Somebody add(Home home, String username) {
        if (home == Home.KEYCLOAK) {
            return new Somebody(home, realm.addUser(username, null, true), null);
        }
        SandboxFederation federation = federations.get(home);
        federation.ldap.addUser(username, null);
        return new Somebody(home, null, federation.ldap.entry(username));
    }

    /** Puts somebody into the group where it is kept: in the directory, or in Keycloak. */
    public void join(Somebody who) {
        if (who.entry != null) {
            who.entry.groups.add(GROUP);
        }
        stored(who).filter(user -> who.home == Home.KEYCLOAK || who.home == Home.KEPT).ifPresent(chat.members::add);
    }

    /** Takes somebody out of the group, likewise. */
    public void leave(Somebody who) {
        if (who.entry != null) {
            who.entry.groups.remove(GROUP);
        }
        stored(who).ifPresent(chat.members::remove);
    }

    public void enable(Somebody who, boolean enabled) {
        user(who).ifPresent(user -> user.enabled = enabled);
    }

    public void delete(Somebody who) {
        if (who.deleted) {
            return;
        }
        who.deleted = true;
        if (who.entry == null) {
            realm.removeUser(who.own.username);
        } else {
            federations.get(who.home).ldap.removeUser(who.entry.username);
        }
    }

    public boolean isDeleted(Somebody who) {
        return who.deleted;
    }

    public void rename(Somebody who, String username) {
        if (who.entry == null) {
            realm.rename(who.own.username, username);
        } else {
            who.entry.username = username;
        }
    }

    /** The listing of the group, as a look reads it. */
    public List<Row> listing() {
        synchronized (realm) {
            return groups.rows(chat).stream().map(Supplier::get).flatMap(Optional::stream).map(this::row).toList();
        }
    }

    /** The page of an id, as {@code users/ID} answers. */
    public Row user(String id) {
        return answer(() -> row(users.shown(id)));
    }

    /** The ids of the groups of an id, as {@code users/ID/groups} answers. */
    public List<String> groups(String id) {
        return answer(() -> users.groups(id).stream().map(group -> group.id).toList());
    }

    /** Whether {@code users/ID/credentials} has a password. */
    public boolean hasPassword(String id) {
        return answer(() -> users.hasPassword(id));
    }

    /** The people of an exact name. */
    public List<Row> named(String username) {
        return answer(() -> users.named(username).stream().map(this::row).toList());
    }

    /** Keycloak answers with another status than 200. */
    public static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status) {
            super("HTTP " + status, null, false, false);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private <T> T answer(Supplier<T> answer) {
        synchronized (realm) {
            try {
                return answer.get();
            } catch (KeycloakError e) {
                throw new Refused(e.status());
            }
        }
    }

    /** Somebody else opens the page of somebody: from then on Keycloak has a copy. */
    public void look(Somebody who) {
        try {
            id(who).ifPresent(this::user);
        } catch (Refused e) {
            // What Keycloak can't show leaves no copy.
        }
    }

    /** What Keycloak's page of somebody would show at this moment, without leaving a trace. */
    public Optional<Row> page(Somebody who) {
        if (who.entry == null) {
            return who.deleted ? Optional.empty() : Optional.of(row(new Shown(who.own, true, realm.groupsOf(who.own))));
        }
        SandboxFederation federation = federations.get(who.home);
        Optional<String> id = id(who);
        if (id.isEmpty() || !federation.isOn()) {
            return Optional.empty();
        }
        // An id that is made of a name can be a namesake's by now.
        Optional<Shown> cached = federation.people.cached(id.get()).filter(copy -> copy.user().is(who.entry));
        boolean isAsked = federation.ldap.isUp() && !who.entry.hidden && federation.ldap.groupsReadable();
        return cached.isPresent() ? cached.map(this::row) : isAsked ? fresh(who, federation.ldap.groupsOf(who.entry).contains(GROUP)) : Optional.empty();
    }

    /** Whether somebody is in the group and may come in, if everything answered truly at this moment. */
    public boolean belongs(Somebody who) {
        return (who.entry == null ? page(who) : fresh(who, who.entry.groups.contains(GROUP))).filter(row -> row.enabled && row.inGroup).isPresent();
    }

    /** Whether somebody is in the group, and nobody lets them in anywhere. */
    public boolean isInGroupAndDisabled(Somebody who) {
        return (who.entry == null ? page(who) : fresh(who, who.entry.groups.contains(GROUP))).filter(row -> !row.enabled && row.inGroup).isPresent();
    }

    /** The id by which Keycloak knows somebody now; nothing where it doesn't. */
    public Optional<String> id(Somebody who) {
        return who.home == Home.LIVE_OFF ? Optional.of("f:live_off:" + who.entry.username) : stored(who).map(user -> user.id);
    }

    private Optional<Row> fresh(Somebody who, boolean inTheDirectory) {
        boolean inGroup = who.home == Home.KEPT ? stored(who).filter(chat.members::contains).isPresent() : inTheDirectory;
        return who.deleted ? Optional.empty() : user(who).map(user -> new Row(user.id, user.username, user.enabled, inGroup, Optional.of(user.federationLink), Optional.of(who.entry.ldapId)));
    }

    private Optional<User> user(Somebody who) {
        return who.home == Home.LIVE_OFF ? federations.get(who.home).people.known(who.entry.username).filter(user -> user.is(who.entry)) : stored(who);
    }

    private Optional<User> stored(Somebody who) {
        return who.entry == null ? Optional.of(who.own).filter(user -> !who.deleted) : realm.users().stream().filter(user -> user.is(who.entry)).findFirst();
    }

    private Row row(Shown shown) {
        User user = shown.user();
        return new Row(user.id, user.username, shown.isVouched() && user.enabled, shown.groups().contains(chat), Optional.ofNullable(user.federationLink),
                Optional.ofNullable(user.ldapAttributes.get("LDAP_ID")).map(values -> values.get(0)));
    }
}

package dev.lockstep.sandbox;

import dev.lockstep.sandbox.MasUser.Session;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a {@link SandboxMas} keeps in its database. */
final class MasUsers {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Map<String, MasUser> byName = new TreeMap<>();
    private final Map<String, String> lowerCase = new TreeMap<>();
    private final Map<String, MasUser> byToken = new TreeMap<>();

    synchronized MasUser add(String username, boolean admin) {
        MasUser user = new MasUser(username, admin);
        if (byName.putIfAbsent(username, user) != null) {
            throw new IllegalArgumentException("MAS has a user '" + username + "' already");
        }
        lowerCase.putIfAbsent(username.toLowerCase(Locale.ROOT), username);
        return user;
    }

    synchronized void remove(String username) {
        MasUser user = demand(username);
        byName.remove(user.username);
        lowerCase.remove(user.username.toLowerCase(Locale.ROOT), user.username);
        byToken.values().removeIf(owner -> owner == user);
    }

    /** The exact name, else whoever has it in another case, as mas-cli looks users up. */
    synchronized Optional<MasUser> find(String username) {
        MasUser exact = byName.get(username);
        return exact != null ? Optional.of(exact)
                : Optional.ofNullable(lowerCase.get(username.toLowerCase(Locale.ROOT))).map(byName::get);
    }

    synchronized MasUser demand(String username) {
        return Optional.ofNullable(byName.get(username)).orElseThrow(() ->
                new IllegalArgumentException("MAS has no user '" + username + "'"));
    }

    synchronized List<MasUser> admins() {
        return byName.values().stream().filter(user -> user.admin).toList();
    }

    synchronized Session openSession(MasUser user, String scope, boolean personal) {
        if (!user.mayComeIn()) {
            throw new IllegalStateException(user.deactivated ? "Account deleted" : "Account locked");
        }
        Optional<String> device = personal ? Optional.empty() : Optional.of(MasUser.random("", LETTERS, 10));
        Session session = new Session(MasUser.random(personal ? "mpt_" : "mct_", LETTERS, 30), device, scope, personal);
        user.sessions.add(session);
        byToken.put(session.token(), user);
        return session;
    }

    synchronized Optional<MasUser> revoke(String token) {
        Optional<MasUser> owner = Optional.ofNullable(byToken.remove(token));
        owner.ifPresent(user -> user.sessions.removeIf(session -> session.token().equals(token)));
        return owner;
    }

    synchronized Optional<Introspector.Token> introspect(String token) {
        return Optional.ofNullable(byToken.get(token)).filter(MasUser::mayComeIn).flatMap(user -> user.sessions.stream()
                .filter(session -> session.token().equals(token)).findFirst()
                .map(session -> new Introspector.Token(Optional.of(user.username), session.scope(), session.device())));
    }

    synchronized long compatSessions(MasUser user) {
        return user.sessions.stream().filter(session -> !session.personal()).count();
    }

    synchronized int sessions(MasUser user) {
        return user.sessions.size();
    }

    synchronized List<String> devices(MasUser user) {
        return user.sessions.stream().flatMap(session -> session.device().stream()).toList();
    }

    synchronized void endSessions(MasUser user, boolean personalToo) {
        user.sessions.stream().filter(session -> personalToo || !session.personal()).toList()
                .forEach(session -> revoke(session.token()));
    }

    synchronized void setLocked(MasUser user, boolean locked) {
        user.locked = locked;
    }

    synchronized void setDeactivated(MasUser user, boolean deactivated) {
        user.deactivated = deactivated;
    }

    synchronized boolean isLocked(MasUser user) {
        return user.locked;
    }

    synchronized boolean isDeactivated(MasUser user) {
        return user.deactivated;
    }
}

package dev.lockstep.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directory behind a {@link SandboxFederation}: its people, its groups, and what can be wrong with it. A new one is up
 * and without people.
 */
public final class SandboxLdap {

    private final String federation;
    private final KeycloakDirectory realm;
    private final List<LdapEntry> entries = new ArrayList<>();
    private final Map<String, LdapEntry> byLdapId = new HashMap<>();
    private final Set<String> hiddenGroups = new TreeSet<>();
    private int questionsLeft = Integer.MAX_VALUE;
    private int sizeLimit = Integer.MAX_VALUE;
    private boolean groupsReadable = true;
    private Duration hang = Duration.ZERO;

    SandboxLdap(String federation, KeycloakDirectory realm) {
        this.federation = federation;
        this.realm = realm;
    }

    /** It answers again. */
    public SandboxLdap up() {
        return downAfter(Integer.MAX_VALUE);
    }

    /** It refuses; with {@link #hang} it doesn't answer in time. */
    public SandboxLdap down() {
        return downAfter(0);
    }

    /** It answers so many more questions and then refuses. A listing of a live group is one, kept people are one each. */
    public SandboxLdap downAfter(int questions) {
        return change(() -> questionsLeft = questions);
    }

    /** Each question takes so long from now on; zero ends it. Who is asked for by exact name are three questions. */
    public SandboxLdap hang(Duration time) {
        return change(() -> hang = time);
    }

    /** Every listing ends after so many people, in the directory's order; {@code Integer.MAX_VALUE} ends it. */
    public SandboxLdap sizeLimit(int people) {
        return change(() -> sizeLimit = people);
    }

    /** Adds a person at the end; returns the LDAP_ID. The e-mail address may be null. */
    public String addUser(String username, String email) {
        LdapEntry entry = new LdapEntry(lower(username), email);
        change(() -> {
            if (knows(username)) {
                throw new IllegalArgumentException("The directory of '" + federation + "' has a '" + username + "' already");
            }
            entries.add(entry);
            byLdapId.put(entry.ldapId, entry);
        });
        return entry.ldapId;
    }

    /** Deletes a person's entry. */
    public SandboxLdap removeUser(String username) {
        return change(() -> {
            LdapEntry entry = entry(username);
            entries.remove(entry);
            byLdapId.remove(entry.ldapId);
        });
    }

    /** The entry is moved out, filtered away or hidden from the reader. */
    public SandboxLdap hide(String username) {
        return change(() -> entry(username).hidden = true);
    }

    /** Ends {@link #hide}. */
    public SandboxLdap show(String username) {
        return change(() -> entry(username).hidden = false);
    }

    /** Gives a person another name; the LDAP_ID stays. */
    public SandboxLdap rename(String username, String newName) {
        return change(() -> entry(username).username = lower(newName));
    }

    /** Puts a person into a group; a group that Keycloak lacks appears there too. */
    public SandboxLdap join(String username, String groupPath) {
        return change(() -> {
            realm.addGroup(groupPath);
            entry(username).groups.add(groupPath);
        });
    }

    /** Takes a person out of a group. */
    public SandboxLdap leave(String username, String groupPath) {
        return change(() -> entry(username).groups.remove(groupPath));
    }

    /** Renames a group here; Keycloak keeps the old one beside the new. */
    public SandboxLdap renameGroup(String path, String newPath) {
        return change(() -> {
            realm.addGroup(newPath);
            entries.stream().filter(entry -> entry.groups.remove(path)).forEach(entry -> entry.groups.add(newPath));
        });
    }

    /** The entry of a group, or who its members are, is hidden from the reader. */
    public SandboxLdap hideGroup(String path) {
        return change(() -> hiddenGroups.add(path));
    }

    /** Ends {@link #hideGroup}. */
    public SandboxLdap showGroup(String path) {
        return change(() -> hiddenGroups.remove(path));
    }

    /** Whether the base of the groups can be read. */
    public SandboxLdap groupsReadable(boolean readable) {
        return change(() -> groupsReadable = readable);
    }

    /** Asks so many questions and waits, with the realm's lock given back meanwhile; whether it answers. */
    boolean answers(int questions) {
        long until = System.nanoTime() + hang.toNanos() * questions;
        for (long left = hang.toNanos(); left > 0; left = until - System.nanoTime()) {
            try {
                realm.wait(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                throw new IllegalStateException("The server is being closed", e);
            }
        }
        boolean answers = questionsLeft > 0;
        if (answers && questionsLeft < Integer.MAX_VALUE) {
            questionsLeft--;
        }
        return answers;
    }

    boolean isUp() {
        return questionsLeft > 0;
    }

    /** Whether it answers, and nothing of it is cut off or hidden. */
    boolean isCalm() {
        return questionsLeft == Integer.MAX_VALUE && sizeLimit == Integer.MAX_VALUE && groupsReadable && hiddenGroups.isEmpty()
                && entries.stream().noneMatch(entry -> entry.hidden);
    }

    boolean groupsReadable() {
        return groupsReadable;
    }

    boolean knows(String username) {
        synchronized (realm) {
            return find(username).isPresent();
        }
    }

    /** The person of this name, if the reader can see them. */
    Optional<LdapEntry> visible(String username) {
        return find(username).filter(entry -> !entry.hidden);
    }

    /** The person of this LDAP_ID, if the reader can see them. */
    Optional<LdapEntry> visibleById(String ldapId) {
        return Optional.ofNullable(byLdapId.get(ldapId)).filter(entry -> !entry.hidden);
    }

    /** All people that the reader can see, as far as the listing comes. */
    List<LdapEntry> listed() {
        return entries.stream().filter(entry -> !entry.hidden).limit(sizeLimit).toList();
    }

    /** The listing of a group, as far as it comes. */
    List<LdapEntry> listed(String groupPath) {
        return entries.stream().filter(entry -> !entry.hidden && groupsOf(entry).contains(groupPath)).limit(sizeLimit).toList();
    }

    /** The groups of a person that the reader can see. */
    Set<String> groupsOf(LdapEntry entry) {
        Set<String> groups = new TreeSet<>(entry.groups);
        groups.removeAll(hiddenGroups);
        return groupsReadable ? groups : Set.of();
    }

    private Optional<LdapEntry> find(String username) {
        String name = lower(username);
        return entries.stream().filter(entry -> entry.username.equals(name)).findFirst();
    }

    LdapEntry entry(String username) {
        return find(username).orElseThrow(() ->
                new IllegalArgumentException("The directory of '" + federation + "' has no '" + username + "'"));
    }

    private SandboxLdap change(Runnable change) {
        synchronized (realm) {
            change.run();
            return this;
        }
    }

    private static String lower(String username) {
        return username.toLowerCase(Locale.ROOT);
    }
}

package dev.lockstep.keycloak;

import dev.lockstep.account.Asked;
import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.GroupResource;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Lists the members of the configured groups, whole or not at all.
 *
 * @see <a href="https://www.keycloak.org/docs-api/latest/rest-api/index.html#_groups">Keycloak Admin REST API, groups</a>
 */
public final class KeycloakGroup implements AutoCloseable {

    private static final int ALL = -1;
    private static final int CHILDREN_PAGE = 500;

    private final Settings settings;
    private final MxidMapping mapping;
    private final KeycloakFailures failures;
    private Keycloak client;
    private int reading;

    public KeycloakGroup(Settings settings) {
        this.settings = settings;
        this.mapping = new MxidMapping(settings.get(Keys.MXID_LOCALPART), "");
        this.failures = new KeycloakFailures(settings);
    }

    /**
     * Every member of the groups, each person once.
     *
     * @throws SourceException when Keycloak can't be read whole, or lists nobody
     * @throws SetupException  when the realm, a group, a credential or a right is wrong
     */
    public synchronized Members members() {
        RealmResource realm = client().realm(settings.get(Keys.KEYCLOAK_REALM));
        GroupFinder finder = new GroupFinder(realm, failures, settings.get(Keys.KEYCLOAK_REALM));
        Set<String> groups = new HashSet<>();
        Map<String, Member> members = new LinkedHashMap<>();
        for (String name : settings.get(Keys.KEYCLOAK_GROUP)) {
            for (GroupRepresentation group : withSubGroups(realm, finder.find(name))) {
                if (groups.add(group.getId())) {
                    list(realm.groups().group(group.getId()), group.getPath()).forEach(member -> members.put(member.id(), member));
                }
            }
        }
        if (members.isEmpty() && !settings.get(Keys.GUARD_ALLOW_EMPTY_GROUP)) {
            throw new SourceException("Keycloak lists no member in '" + String.join("', '", settings.get(Keys.KEYCLOAK_GROUP)) + "' of realm '"
                    + settings.get(Keys.KEYCLOAK_REALM) + "'. An empty group would shut everybody out. Nothing was changed. Look at the group in Keycloak,"
                    + " and whether a user federation behind it answers; if it is meant to be empty, set lockstep.guard.allow-empty-group=true.");
        }
        return new Members(List.copyOf(members.values()), groups.stream().sorted().toList());
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /**
     * Signs in and says who did.
     *
     * @throws SourceException when Keycloak doesn't answer
     * @throws SetupException  when it refuses
     */
    public synchronized String signIn() {
        read("a token", () -> client().tokenManager().getAccessToken());
        return new SignInRefusals(settings).who();
    }

    /**
     * The path of a group.
     *
     * @param asked its name, path or id
     * @throws SetupException when there is no such group, or several
     */
    public synchronized String path(Asked asked) {
        String group = asked.text();
        GroupFinder finder = new GroupFinder(client().realm(settings.get(Keys.KEYCLOAK_REALM)), failures, settings.get(Keys.KEYCLOAK_REALM));
        try {
            return finder.find(group).getPath();
        } catch (TokenRefusedException e) {
            // Whoever looks only once is to learn what a run would learn.
            return finder.find(group).getPath();
        }
    }

    private Keycloak client() {
        if (reading != settings.reading()) {
            close();
        }
        if (client == null) {
            reading = settings.reading();
            client = KeycloakClient.build(settings);
        }
        return client;
    }

    private List<GroupRepresentation> withSubGroups(RealmResource realm, GroupRepresentation top) {
        List<GroupRepresentation> all = new ArrayList<>(List.of(top));
        if (settings.get(Keys.KEYCLOAK_SUB_GROUPS)) {
            for (int next = 0; next < all.size(); next++) {
                GroupRepresentation parent = all.get(next);
                String what = "the sub-groups of '" + parent.getPath() + "'";
                all.addAll(new Paged(what, CHILDREN_PAGE, "look whether a proxy in between answers instead of Keycloak.").read(first -> {
                    List<GroupRepresentation> page = read(what, () -> realm.groups().group(parent.getId()).getSubGroups(first, CHILDREN_PAGE, true));
                    if (page.stream().anyMatch(group -> group == null || group.getId() == null)) {
                        throw new SourceException("Keycloak listed a sub-group of '" + parent.getPath() + "' without an id. Nothing was changed. Is there a proxy in between that changes answers?");
                    }
                    return page;
                }, GroupRepresentation::getId));
            }
        }
        return all;
    }

    private List<Member> list(GroupResource group, String path) {
        int pageSize = settings.get(Keys.KEYCLOAK_PAGE_SIZE);
        if (pageSize == 0) {
            return toMembers(read("the members of '" + path + "'", () -> group.members(0, ALL, brief())), path);
        }
        // Offset paging over a living table can hide a member who is really there: only two equal readings count.
        List<Member> once = pages(group, path, pageSize);
        List<Member> again = pages(group, path, pageSize);
        if (!new HashSet<>(once).equals(new HashSet<>(again))) {
            throw new SourceException("Two readings of Keycloak's members of '" + path + "' in pages of " + pageSize + " differ: the group changed meanwhile. Nothing was changed."
                    + " If this goes on, set lockstep.keycloak.page-size=0, which asks for all members at once.");
        }
        return again;
    }

    private List<Member> pages(GroupResource group, String path, int pageSize) {
        String what = "the members of '" + path + "'";
        return new Paged(what, pageSize, "set lockstep.keycloak.page-size=0, which asks for all members at once.")
                .read(first -> toMembers(read(what + " from number " + first, () -> group.members(first, pageSize, brief())), path), Member::id);
    }

    /** The brief form has no attributes; the full one takes twice as long. */
    private boolean brief() {
        return mapping.attribute().isEmpty();
    }

    private List<Member> toMembers(List<UserRepresentation> users, String path) {
        List<Member> members = new ArrayList<>(users.size());
        for (UserRepresentation user : users) {
            if (user == null || user.getId() == null || user.getUsername() == null) {
                throw new SourceException("Keycloak listed a member of '" + path + "' without an id or a username. Nothing was changed. Is there a proxy in between that changes answers?");
            }
            Map<String, List<String>> attributes = user.getAttributes() == null ? Map.of() : user.getAttributes();
            members.add(new Member(user.getId(), user.getUsername(), mapping.localpart(user.getUsername(), user.getEmail(), Boolean.TRUE.equals(user.isEmailVerified()), attributes::get),
                    !Boolean.FALSE.equals(user.isEnabled()), RealmUsers.entry(user)));
        }
        return members;
    }

    private <T> T read(String what, Supplier<T> call) {
        try {
            T answer = call.get();
            if (answer == null) {
                throw new SourceException("Keycloak answered nothing for " + what + ". Nothing was changed. Is there a proxy in between that changes answers?");
            }
            return answer;
        } catch (jakarta.ws.rs.WebApplicationException | jakarta.ws.rs.ProcessingException e) {
            throw failures.explain(what, e);
        }
    }
}

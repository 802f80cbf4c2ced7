package dev.lockstep.real;

import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RoleScopeResource;
import org.keycloak.admin.client.resource.RoleMappingResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;

/** A realm of a {@link RealKeycloak} and what a test does to it. It takes any username, keeps any attribute, and lets usernames be changed. Close it to remove it, with the administrators made for it. */
public final class RealRealm implements AutoCloseable {
    /** One partial import takes more than twice as long for twice the users. */
    private static final int IMPORT_SIZE = 250;

    private final RealKeycloak keycloak;
    private final String name;
    private final List<String> administrators = new ArrayList<>();

    private RealRealm(RealKeycloak keycloak, String name) {
        this.keycloak = keycloak;
        this.name = name;
    }

    static RealRealm create(RealKeycloak keycloak, String name) {
        RealmRepresentation realm = new RealmRepresentation();
        realm.setRealm(name);
        realm.setEnabled(true);
        realm.setEditUsernameAllowed(true);
        keycloak.admin().realms().create(realm);
        // A token holds the rights on the realms that there were when it was issued.
        keycloak.admin().tokenManager().grantToken();
        RealRealm created = new RealRealm(keycloak, name);
        created.allowAnyUsername();
        return created;
    }

    public String name() {
        return name;
    }

    public RealKeycloak keycloak() {
        return keycloak;
    }

    /** Everything else that Keycloak can do. */
    public RealmResource admin() {
        return keycloak.admin().realm(name);
    }

    /** Adds an enabled user without an e-mail address and returns the id. */
    public String addUser(String username) {
        return create(admin(), user(username, true));
    }

    /** Adds a user and returns the id. */
    public String addUser(String username, String email, boolean enabled) {
        UserRepresentation user = user(username, enabled);
        user.setEmail(email);
        return create(admin(), user);
    }

    /** Adds the users {@code prefix00001}, {@code prefix00002} and so on to the group, and returns their usernames. */
    public List<String> addUsers(String prefix, int count, String groupPath) {
        List<UserRepresentation> users = IntStream.rangeClosed(1, count).mapToObj(number -> user(String.format("%s%05d", prefix, number), true)).toList();
        users.forEach(user -> user.setGroups(List.of(groupPath)));
        for (int from = 0; from < count; from += IMPORT_SIZE) {
            PartialImportRepresentation part = new PartialImportRepresentation();
            part.setIfResourceExists(PartialImportRepresentation.Policy.FAIL.name());
            part.setUsers(users.subList(from, Math.min(count, from + IMPORT_SIZE)));
            try (Response response = admin().partialImport(part)) {
                expectSuccess(response, "importing users");
            }
        }
        return users.stream().map(UserRepresentation::getUsername).toList();
    }

    /** Adds the group, with the groups above it where they are missing, and returns its id. */
    public String addGroup(String path) {
        String above = path.substring(0, path.lastIndexOf('/'));
        GroupRepresentation group = new GroupRepresentation();
        group.setName(path.substring(above.length() + 1));
        if (above.isEmpty()) {
            return created(admin().groups().add(group));
        }
        String parent = groupExists(above) ? groupId(above) : addGroup(above);
        return created(admin().groups().group(parent).subGroup(group));
    }

    public void removeGroup(String path) {
        admin().groups().group(groupId(path)).remove();
    }

    public String groupId(String path) {
        return admin().getGroupByPath(path).getId();
    }

    public void join(String username, String groupPath) {
        user(username).joinGroup(groupId(groupPath));
    }

    public void leave(String username, String groupPath) {
        user(username).leaveGroup(groupId(groupPath));
    }

    public void setEnabled(String username, boolean enabled) {
        change(username, user -> user.setEnabled(enabled));
    }

    public void setAttribute(String username, String key, String value) {
        change(username, user -> {
            Map<String, List<String>> attributes = new HashMap<>(user.getAttributes() == null ? Map.of() : user.getAttributes());
            attributes.put(key, List.of(value));
            user.setAttributes(attributes);
        });
    }

    /** Gives the user another username; the id stays. */
    public void rename(String username, String newUsername) {
        change(username, user -> user.setUsername(newUsername));
    }

    public void removeUser(String username) {
        user(username).remove();
    }

    /** The id of the one user of that name; Keycloak ignores the case. */
    public String userId(String username) {
        List<UserRepresentation> found = admin().users().searchByUsername(username, true);
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " users are named '" + username + "' in realm '" + name + "'");
        }
        return found.get(0).getId();
    }

    /** Adds a client with a service account that has these roles of realm-management, or none, and returns its secret. */
    public String serviceAccount(String clientId, String... roles) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(clientId);
        client.setSecret("secret-of-" + clientId);
        client.setServiceAccountsEnabled(true);
        client.setPublicClient(false);
        client.setStandardFlowEnabled(false);
        String id = created(admin().clients().create(client));
        String account = admin().clients().get(id).getServiceAccountUser().getId();
        grant(admin(), admin().users().get(account).roles(), "realm-management", roles);
        return client.getSecret();
    }

    /** Takes the roles of realm-management from a service account. */
    public void takeRoles(String clientId) {
        String account = admin().clients().get(admin().clients().findByClientId(clientId).get(0).getId()).getServiceAccountUser().getId();
        String management = admin().clients().findByClientId("realm-management").get(0).getId();
        RoleScopeResource roles = admin().users().get(account).roles().clientLevel(management);
        roles.remove(roles.listAll());
    }

    /** Adds a user to realm master who has these roles on this realm, or none, for the password grant with client admin-cli; returns the password. */
    public String administrator(String username, String... roles) {
        RealmResource master = keycloak.admin().realm("master");
        String id = create(master, user(username, true));
        administrators.add(id);
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("password-of-" + username);
        password.setTemporary(false);
        master.users().get(id).resetPassword(password);
        grant(master, master.users().get(id).roles(), name + "-realm", roles);
        return password.getValue();
    }

    @Override
    public void close() {
        administrators.forEach(id -> keycloak.admin().realm("master").users().get(id).remove());
        admin().remove();
    }

    /** Keycloak's default profile asks for 3 characters and refuses spaces, quotes and mixed scripts; set-ups with a profile of their own, or an import from a directory, have such names. */
    private void allowAnyUsername() {
        UPConfig profile = admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        profile.getAttribute("username").setValidations(Map.of());
        admin().users().userProfile().update(profile);
    }

    private UserResource user(String username) {
        return admin().users().get(userId(username));
    }

    private void change(String username, Consumer<UserRepresentation> change) {
        UserResource resource = user(username);
        UserRepresentation user = resource.toRepresentation();
        change.accept(user);
        resource.update(user);
    }

    private boolean groupExists(String path) {
        String top = path.split("/")[1];
        return admin().groups().groups(top, true, 0, -1, true).stream().anyMatch(group -> contains(group, path));
    }

    private boolean contains(GroupRepresentation group, String path) {
        return group.getPath().equals(path) || admin().groups().group(group.getId()).getSubGroups(0, -1, true).stream().anyMatch(sub -> contains(sub, path));
    }

    private static void grant(RealmResource realm, RoleMappingResource mapping, String clientId, String... roles) {
        if (roles.length > 0) {
            String client = realm.clients().findByClientId(clientId).get(0).getId();
            List<RoleRepresentation> granted = Arrays.stream(roles).map(role -> realm.clients().get(client).roles().get(role).toRepresentation()).toList();
            mapping.clientLevel(client).add(granted);
        }
    }

    private static UserRepresentation user(String username, boolean enabled) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(username);
        user.setEnabled(enabled);
        return user;
    }

    private static String create(RealmResource realm, UserRepresentation user) {
        return created(realm.users().create(user));
    }

    private static String created(Response answer) {
        try (answer) {
            expectSuccess(answer, "creating");
            return CreatedResponseUtil.getCreatedId(answer);
        }
    }

    private static void expectSuccess(Response response, String doing) {
        if (response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
            throw new IllegalStateException("Keycloak answered " + response.getStatus() + " to " + doing + ": " + response.readEntity(String.class));
        }
    }
}

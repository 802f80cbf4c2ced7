package dev.lockstep.sandbox;

import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small Keycloak with one realm beside {@code master}: token endpoints, and groups and their members in the Admin API.
 * It answers as Keycloak 26.7.3 does.
 */
public final class SandboxKeycloak implements AutoCloseable {

    private static final Pattern TOKEN_PATH = Pattern.compile("/realms/([^/]+)/protocol/openid-connect/token");
    private static final Pattern ADMIN_PATH = Pattern.compile("/admin/realms/([^/]+)/(.+)");

    // Seen: such a path is refused before anything else, so a group of such a name has no path.
    private static final Pattern NOT_NORMALIZED = Pattern.compile("//|;|/\\.\\.?(/|$)");

    /** What the rights of everybody who asks are worth. */
    public enum Role {
        /** {@code view-users}: all that Lockstep needs. */
        FULL,
        /** Everything but somebody's credentials. */
        NO_CREDENTIALS,
        /** {@code query-groups} alone: the list of groups is empty, the rest is refused. */
        QUERY_GROUPS_ONLY,
        /** All that exists is refused; what doesn't is still not found. */
        NONE;

        boolean mayView() {
            return this == FULL || this == NO_CREDENTIALS;
        }
    }

    private final String realm;
    private final KeycloakDirectory directory = new KeycloakDirectory();
    private final KeycloakGroups groups = new KeycloakGroups(directory);
    private final KeycloakUsers users = new KeycloakUsers(directory);
    private final KeycloakTokens tokens;
    private final LoopbackServer server;
    private volatile Role role = Role.FULL;

    private SandboxKeycloak(String realm) {
        this.realm = realm;
        this.tokens = new KeycloakTokens(realm);
        this.server = LoopbackServer.start("keycloak", this::answer);
    }

    /** Starts one with this realm, without users, groups or anybody who may ask. */
    public static SandboxKeycloak start(String realm) {
        return new SandboxKeycloak(realm);
    }

    /** Where it listens, without a slash at the end. */
    public URI url() {
        return server.url();
    }

    /** What goes wrong here, and what was asked. */
    public Faults faults() {
        return server.faults();
    }

    /** Adds a client of the realm that may use client credentials. */
    public SandboxKeycloak client(String clientId, String secret) {
        tokens.client(clientId, secret);
        return this;
    }

    /** Adds an administrator of the realm master: password grant, client {@code admin-cli}. */
    public SandboxKeycloak admin(String username, String password) {
        tokens.admin(username, password);
        return this;
    }

    /** Sets the rights of everybody who asks, from now on. */
    public SandboxKeycloak role(Role newRole) {
        role = newRole;
        return this;
    }

    /** From now on the Admin API refuses the tokens of service accounts whose client lacks the scope {@code kc-admin-api}, as Keycloak 26.8.2 and newer do. */
    public SandboxKeycloak demandAdminScope() {
        tokens.demandAdminScope();
        return this;
    }

    /** Gives a client the scope {@code kc-admin-api}; it is in the tokens that are issued from now on. */
    public SandboxKeycloak adminScope(String clientId) {
        tokens.adminScope(clientId);
        return this;
    }

    /** Ends every token: the next call with one is a 401. */
    public void expireTokens() {
        tokens.expireAll();
    }

    /** Adds a user, the name in lower case as Keycloak keeps it; returns the id. The e-mail address may be null. */
    public String addUser(String username, String email, boolean enabled) {
        return directory.addUser(username, email, enabled).id;
    }

    /** The id of a user. */
    public String userId(String username) {
        return directory.user(username).id;
    }

    /** Gives a user a first and a last name. */
    public SandboxKeycloak name(String username, String first, String last) {
        var user = directory.user(username);
        user.firstName = first;
        user.lastName = last;
        return this;
    }

    /** Gives a user an attribute of one value. */
    public SandboxKeycloak attribute(String username, String name, String value) {
        directory.user(username).attributes.put(name, List.of(value));
        return this;
    }

    /** Takes the password of one of Keycloak's own users away. */
    public SandboxKeycloak withoutPassword(String username) {
        directory.user(username).hasPassword = false;
        return this;
    }

    /** Adds a user federation, with a directory that is up. */
    public SandboxFederation federation(String id, boolean imports, SandboxFederation.Mapper mapper) {
        SandboxFederation federation = new SandboxFederation(id, imports, mapper, directory);
        directory.addFederation(federation);
        return federation;
    }

    /** A user federation that was added. */
    public SandboxFederation federation(String id) {
        return directory.federation(id);
    }

    /**
     * Adds a person to the directory of a federation; Keycloak has an imported one from the first look or sync on. Returns
     * the LDAP_ID.
     */
    public String federatedUser(String username, String federationId, String email) {
        return directory.federation(federationId).ldap().addUser(username, email);
    }

    /** Lets a federation sync its people, as {@link SandboxFederation#sync} does. */
    public SandboxKeycloak sync(String federationId) {
        directory.federation(federationId).sync();
        return this;
    }

    /** Says that a user's e-mail address was verified; those of new users aren't, as in Keycloak. */
    public SandboxKeycloak verified(String username) {
        directory.user(username).emailVerified = true;
        return this;
    }

    /** Says that a user comes from this user federation (LDAP), of which nothing else is played. */
    public SandboxKeycloak federationLink(String username, String id) {
        directory.user(username).federationLink = id;
        return this;
    }

    /** Enables or disables a user. */
    public SandboxKeycloak setEnabled(String username, boolean enabled) {
        directory.user(username).enabled = enabled;
        return this;
    }

    /** Gives a user another name, a federation's person in its directory; the id stays where it isn't made of the name. */
    public SandboxKeycloak rename(String username, String newName) {
        directory.ldapOf(username).ifPresentOrElse(ldap -> ldap.rename(username, newName), () -> directory.rename(username, newName));
        return this;
    }

    /** Takes a user away, out of all groups too; a federation's person out of its directory. */
    public SandboxKeycloak removeUser(String username) {
        directory.ldapOf(username).ifPresentOrElse(ldap -> ldap.removeUser(username), () -> directory.removeUser(username));
        return this;
    }

    /** Adds a group and those above it that are missing, for instance {@code /staff/chat}; returns its id. */
    public String addGroup(String path) {
        return directory.addGroup(path).id;
    }

    /** Takes a group and those below it away; the users stay. */
    public SandboxKeycloak removeGroup(String path) {
        directory.removeGroup(path);
        return this;
    }

    /** Puts a user into a group, a federation's person into a group of its directory. */
    public SandboxKeycloak join(String username, String groupPath) {
        directory.ldapOf(username).ifPresentOrElse(ldap -> ldap.join(username, groupPath), () -> joinInKeycloak(username, groupPath));
        return this;
    }

    /** Takes a user out of a group, a federation's person out of the group of its directory. */
    public SandboxKeycloak leave(String username, String groupPath) {
        directory.ldapOf(username).ifPresentOrElse(ldap -> ldap.leave(username, groupPath), () -> leaveInKeycloak(username, groupPath));
        return this;
    }

    /** Puts anybody whom Keycloak knows into a group of Keycloak's own: its database lists them, whatever a directory says. */
    public SandboxKeycloak joinInKeycloak(String username, String groupPath) {
        directory.group(groupPath).members.add(directory.user(username));
        return this;
    }

    /** Takes anybody out of a group in Keycloak's database. */
    public SandboxKeycloak leaveInKeycloak(String username, String groupPath) {
        directory.group(groupPath).members.remove(directory.user(username));
        return this;
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer answer(Request request) {
        try {
            if (NOT_NORMALIZED.matcher(request.path()).find()) {
                throw KeycloakError.oauth(400, "missingNormalization", "Request path not normalized");
            }
            Matcher token = TOKEN_PATH.matcher(request.path());
            if (token.matches() && request.method().equals("POST")) {
                return tokens.answer(Request.decodePath(token.group(1)), request);
            }
            Matcher admin = ADMIN_PATH.matcher(request.path());
            if (admin.matches() && request.method().equals("GET")) {
                return adminApi(Request.decodePath(admin.group(1)), admin.group(2), request);
            }
            throw KeycloakError.of(404, "Unable to find matching target resource method");
        } catch (KeycloakError e) {
            return e.answer();
        }
    }

    private Answer adminApi(String askedRealm, String path, Request request) {
        if (request.bearer().filter(tokens::isAlive).isEmpty()) {
            throw KeycloakError.of(401, "HTTP 401 Unauthorized");
        }
        if (!askedRealm.equals(realm)) {
            throw KeycloakError.of(404, "Realm not found.");
        }
        return path.equals("users") || path.startsWith("users/") ? users.answer(path, request, role)
                : groups.answer(path, request, role);
    }
}

package dev.lockstep.keycloak;

import dev.lockstep.account.RealmUser;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.UsersResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Finds one person in the realm, for whoever asks about them.
 *
 * @see <a href="https://www.keycloak.org/docs-api/latest/rest-api/index.html#_users">Keycloak Admin REST API, users</a>
 */
public final class RealmUsers implements AutoCloseable {

    private static final int GROUPS = 1000;

    private final Settings settings;
    private final KeycloakFailures failures;
    private Keycloak client;

    public RealmUsers(Settings settings) {
        this.settings = settings;
        this.failures = new KeycloakFailures(settings);
    }

    /**
     * The person with this Keycloak id or username (without case); nobody, or one.
     *
     * @throws dev.lockstep.account.SourceException when Keycloak can't be read
     * @throws dev.lockstep.account.SetupException  when a credential or a right is wrong
     */
    public synchronized List<RealmUser> find(String idOrUsername) {
        if (client == null) {
            client = KeycloakClient.build(settings);
        }
        UsersResource users = client.realm(settings.get(Keys.KEYCLOAK_REALM)).users();
        try {
            UserRepresentation user = GroupFinder.ID.matcher(idOrUsername).matches() ? users.get(idOrUsername).toRepresentation()
                    : users.searchByUsername(idOrUsername, true).stream().findFirst().orElse(null);
            if (user == null) {
                return List.of();
            }
            List<String> groups = users.get(user.getId()).groups(0, GROUPS, true).stream().map(GroupRepresentation::getPath).sorted().toList();
            return List.of(new RealmUser(user.getId(), user.getUsername(), !Boolean.FALSE.equals(user.isEnabled()), groups));
        } catch (NotFoundException e) {
            return List.of();
        } catch (WebApplicationException | ProcessingException e) {
            throw failures.explain("the user '" + idOrUsername + "'", e);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}

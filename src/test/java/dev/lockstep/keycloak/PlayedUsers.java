package dev.lockstep.keycloak;

import dev.lockstep.sandbox.Realm;
import dev.lockstep.sandbox.Realm.Refused;
import dev.lockstep.sandbox.Realm.Row;
import dev.lockstep.settings.Settings;
import jakarta.ws.rs.InternalServerErrorException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.admin.client.resource.UsersResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The real questions about a person, put to a {@link Realm} without HTTP. */
public final class PlayedUsers {

    private PlayedUsers() {
    }

    /** Asks the people of a realm. */
    public static RealmUsers of(Settings settings, Realm realm) {
        return new RealmUsers(settings, Optional.of(play(UsersResource.class, (name, arguments) -> switch (name) {
            case "get" -> user(realm, (String) arguments[0]);
            case "searchByUsername" -> answer(() -> realm.named((String) arguments[0]).stream().map(PlayedUsers::representation).toList());
            default -> throw new UnsupportedOperationException(name);
        })));
    }

    private static UserResource user(Realm realm, String id) {
        return play(UserResource.class, (name, arguments) -> switch (name) {
            case "toRepresentation" -> answer(() -> representation(realm.user(id)));
            case "credentials" -> answer(() -> realm.hasPassword(id)) ? List.of(password()) : List.of();
            case "groups" -> answer(() -> realm.groups(id)).stream().map(PlayedUsers::group).toList();
            default -> throw new UnsupportedOperationException(name);
        });
    }

    private interface Method {
        Object call(String name, Object[] arguments);
    }

    private static <T> T play(Class<T> resource, Method method) {
        return resource.cast(Proxy.newProxyInstance(resource.getClassLoader(), new Class<?>[] {resource}, (proxy, called, arguments) -> method.call(called.getName(), arguments)));
    }

    private static <T> T answer(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (Refused e) {
            throw e.status() == 404 ? new NotFoundException(Response.status(404).entity("{\"error\": \"User not found\"}").build()) : new InternalServerErrorException();
        }
    }

    private static UserRepresentation representation(Row row) {
        UserRepresentation user = new UserRepresentation();
        user.setId(row.id());
        user.setUsername(row.username());
        user.setEnabled(row.enabled());
        user.setFederationLink(row.federation().orElse(null));
        user.setAttributes(row.ldapId().map(id -> Map.of("LDAP_ID", List.of(id))).orElse(null));
        return user;
    }

    private static CredentialRepresentation password() {
        CredentialRepresentation credential = new CredentialRepresentation();
        credential.setType("password");
        return credential;
    }

    private static GroupRepresentation group(String id) {
        GroupRepresentation group = new GroupRepresentation();
        group.setId(id);
        return group;
    }
}

package dev.lockstep.keycloak;

import dev.lockstep.net.AnswerLimits;
import dev.lockstep.net.Reach;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.client.jaxrs.ResteasyClientBuilder;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.JacksonProvider;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;

/** keycloak-admin-client with the timeouts that its own default lacks, and without retries of its own: how often and how fast Keycloak is asked again stands in the routes alone. */
final class KeycloakClient {

    /** As long as a whole answer may take: one with a slow LDAP behind it says nothing for minutes. */
    private static final int READ_SECONDS = (int) AnswerLimits.LONGEST.toSeconds();
    private static final int CONNECT_SECONDS = 10;
    private static final int CONNECTIONS = 4;
    private static final int JACKSON_PRIORITY = 100;
    private static final String MASTER = "master";

    private KeycloakClient() {
    }

    static Keycloak build(Settings settings) {
        return build(settings, READ_SECONDS);
    }

    /** One that waits only so long for an answer. */
    static Keycloak build(Settings settings, int readSeconds) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // RESTEasy looks its providers up through the thread's class loader, which in a host application isn't ours.
        thread.setContextClassLoader(KeycloakClient.class.getClassLoader());
        try {
            KeycloakBuilder builder = KeycloakBuilder.builder().serverUrl(settings.get(Keys.KEYCLOAK_URL).toString()).resteasyClient(http(Reach.keycloak(settings), readSeconds))
                    .clientId(settings.get(Keys.KEYCLOAK_CLIENT_ID));
            settings.find(Keys.KEYCLOAK_CLIENT_SECRET).ifPresent(secret -> builder.clientId(basic(settings.get(Keys.KEYCLOAK_CLIENT_ID))).clientSecret(basic(secret)));
            if (settings.find(Keys.KEYCLOAK_USERNAME).isPresent()) {
                return builder.realm(MASTER).grantType(OAuth2Constants.PASSWORD).username(settings.get(Keys.KEYCLOAK_USERNAME))
                        .password(settings.get(Keys.KEYCLOAK_PASSWORD)).build();
            }
            return builder.realm(settings.get(Keys.KEYCLOAK_REALM)).grantType(OAuth2Constants.CLIENT_CREDENTIALS).build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * A half of the header that a client with a secret signs in by: Keycloak decodes both halves as forms, and its own client doesn't encode them. Without a secret the id goes into a form, which is encoded anyway.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, 2.3.1</a>
     */
    private static String basic(String half) {
        return URLEncoder.encode(half, StandardCharsets.UTF_8);
    }

    private static Client http(Reach reach, int readSeconds) {
        ResteasyClientBuilder builder = ((ResteasyClientBuilder) ClientBuilder.newBuilder()).connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .readTimeout(readSeconds, TimeUnit.SECONDS).connectionCheckoutTimeout(CONNECT_SECONDS, TimeUnit.SECONDS).connectionPoolSize(CONNECTIONS).disableAutomaticRetries()
                .sslContext(reach.tls());
        return builder.httpEngine(new KeycloakEngine(builder, reach).build()).register(JacksonProvider.class, JACKSON_PRIORITY).register(new TokenWatch())
                .register(new SignInGate(), SignInGate.PRIORITY).build();
    }
}

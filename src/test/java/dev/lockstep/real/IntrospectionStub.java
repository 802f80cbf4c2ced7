package dev.lockstep.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The least of a MAS that Synapse needs to know whose token it sees: a token is the username, {@code admin} is an administrator, {@code nobody} is no token at all. */
final class IntrospectionStub implements AutoCloseable {
    private final HttpServer server;

    IntrospectionStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, """
            {"issuer": "%1$s", "introspection_endpoint": "%1$soauth2/introspect", "account_management_uri": "%1$saccount", "authorization_endpoint": "%1$sauthorize",
             "token_endpoint": "%1$soauth2/token", "jwks_uri": "%1$skeys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
             "id_token_signing_alg_values_supported": ["RS256"]}""".formatted(endpoint())));
        server.createContext("/oauth2/introspect", this::introspect);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "introspection-stub");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void introspect(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = form.replaceFirst(".*token=([^&]*).*", "$1");
        String scope = token.equals("admin") ? "urn:matrix:client:api:* urn:synapse:admin:*" : "urn:matrix:client:api:*";
        answer(exchange, token.equals("nobody") ? "{\"active\": false}" : "{\"active\": true, \"username\": \"" + token + "\", \"scope\": \"" + scope + "\"}");
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}

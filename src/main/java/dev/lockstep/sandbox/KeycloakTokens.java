package dev.lockstep.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The token endpoint of a {@link SandboxKeycloak}: password grant in realm master, client credentials in its own. */
final class KeycloakTokens {

    private static final String BAD_CLIENT = "Invalid client or Invalid client credentials";
    private static final int MASTER_SECONDS = 60;
    private static final int REALM_SECONDS = 300;

    private final String realm;
    private final Map<String, String> clients = new ConcurrentHashMap<>();
    private final Map<String, String> admins = new ConcurrentHashMap<>();
    private final Map<String, Long> expiries = new ConcurrentHashMap<>();
    private final Map<String, Boolean> refreshTokens = new ConcurrentHashMap<>();
    private final Set<String> scopedClients = ConcurrentHashMap.newKeySet();
    private final Set<String> unscopedTokens = ConcurrentHashMap.newKeySet();
    private volatile boolean scopeDemanded;

    KeycloakTokens(String realm) {
        this.realm = realm;
    }

    void client(String id, String secret) {
        clients.put(id, secret);
    }

    void admin(String username, String password) {
        admins.put(username, password);
    }

    void expireAll() {
        expiries.clear();
        refreshTokens.clear();
    }

    void demandAdminScope() {
        scopeDemanded = true;
    }

    void adminScope(String clientId) {
        scopedClients.add(clientId);
    }

    boolean isAlive(String token) {
        return expiries.getOrDefault(token, 0L) > System.nanoTime() && !(scopeDemanded && unscopedTokens.contains(token));
    }

    Answer answer(String askedRealm, Request request) {
        boolean master = askedRealm.equals("master");
        if (!master && !askedRealm.equals(realm)) {
            throw KeycloakError.of(404, "Realm does not exist");
        }
        Map<String, String> form = request.form();
        String client = authenticateClient(master, form, request.authorization());
        switch (form.getOrDefault("grant_type", "")) {
            case "password" -> demandPassword(master, form);
            case "refresh_token" -> demandRefreshToken(form);
            case "client_credentials" -> {
                if (master) {
                    throw KeycloakError.oauth(401, "unauthorized_client",
                            "Public client not allowed to retrieve service account");
                }
            }
            case "" -> throw KeycloakError.oauth(400, "invalid_request", "Missing form parameter: grant_type");
            default -> throw KeycloakError.oauth(400, "unsupported_grant_type", "Unsupported grant_type");
        }
        return Answer.json(200, master ? withRefreshToken() : clientToken(client));
    }

    private String authenticateClient(boolean master, Map<String, String> form, Optional<String> authorization) {
        String id = form.getOrDefault("client_id", "");
        String secret = form.getOrDefault("client_secret", "");
        if (authorization.filter(header -> header.startsWith("Basic ")).isPresent()) {
            String[] pair = new String(Base64.getDecoder().decode(authorization.get().substring(6)),
                    StandardCharsets.UTF_8).split(":", 2);
            id = Request.decode(pair[0]);
            secret = pair.length < 2 ? "" : Request.decode(pair[1]);
        }
        if (master && id.equals("admin-cli")) {
            return id;
        }
        if (master || !clients.containsKey(id)) {
            throw KeycloakError.oauth(401, "invalid_client", BAD_CLIENT);
        }
        if (!clients.get(id).equals(secret)) {
            throw KeycloakError.oauth(401, "unauthorized_client", BAD_CLIENT);
        }
        return id;
    }

    private void demandPassword(boolean master, Map<String, String> form) {
        String password = admins.get(form.getOrDefault("username", ""));
        if (!master || password == null || !password.equals(form.get("password"))) {
            throw KeycloakError.oauth(400, "invalid_grant", "Invalid user credentials");
        }
    }

    private void demandRefreshToken(Map<String, String> form) {
        if (refreshTokens.remove(form.getOrDefault("refresh_token", "")) == null) {
            throw KeycloakError.oauth(400, "invalid_grant", "Invalid refresh token");
        }
    }

    private Map<String, Object> clientToken(String client) {
        String token = issue(REALM_SECONDS);
        if (!scopedClients.contains(client)) {
            unscopedTokens.add(token);
        }
        return Answer.object("access_token", token, "expires_in", REALM_SECONDS,
                "refresh_expires_in", 0, "token_type", "Bearer", "not-before-policy", 0, "scope", "email profile");
    }

    private Map<String, Object> withRefreshToken() {
        String refresh = UUID.randomUUID().toString();
        refreshTokens.put(refresh, true);
        return Answer.object("access_token", issue(MASTER_SECONDS), "expires_in", MASTER_SECONDS,
                "refresh_expires_in", 1800, "refresh_token", refresh, "token_type", "Bearer",
                "not-before-policy", 0, "session_state", UUID.randomUUID().toString(), "scope", "email profile");
    }

    private String issue(int seconds) {
        String token = UUID.randomUUID().toString();
        expiries.put(token, System.nanoTime() + seconds * 1_000_000_000L);
        return token;
    }
}

package dev.lockstep.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A whole small installation: Keycloak with the realm {@code corp} and the group {@code /chat}, Synapse as
 * {@code corp.example}, and MAS with the administrator {@code admin}, who is not in the group.
 */
public final class Sandbox implements AutoCloseable {

    /** Keycloak's realm. */
    public static final String REALM = "corp";
    /** The group whose members may chat. */
    public static final String GROUP = "/chat";
    /** Synapse's server name. */
    public static final String SERVER_NAME = "corp.example";
    /** MAS's administrator, who owns the token, and Keycloak's. */
    public static final String ADMIN = "admin";
    /** A client of the realm for client credentials. */
    public static final String CLIENT_ID = "lockstep";
    /** Its secret. */
    public static final String CLIENT_SECRET = "sandbox-client-secret";

    private static final String PASSWORD = "sandbox-password";
    private static final String MAS_SECRET = "sandbox-mas-secret";

    private final SandboxKeycloak keycloak;
    private final SandboxMas mas;
    private final SandboxSynapse synapse;
    private final Path folder;
    private final String adminToken;

    private Sandbox() throws IOException {
        folder = Files.createTempDirectory("lockstep-sandbox");
        keycloak = SandboxKeycloak.start(REALM).admin(ADMIN, PASSWORD).client(CLIENT_ID, CLIENT_SECRET);
        keycloak.addGroup(GROUP);
        mas = SandboxMas.start(MAS_SECRET);
        synapse = SandboxSynapse.start(SERVER_NAME, MAS_SECRET, mas);
        mas.synapse(synapse.url()).addUser(ADMIN, true);
        adminToken = mas.adminToken(ADMIN);
        mas.writeConfig(folder);
    }

    /** Starts all three. */
    public static Sandbox start() {
        try {
            return new Sandbox();
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder for the sandbox", e);
        }
    }

    /** The small Keycloak. */
    public SandboxKeycloak keycloak() {
        return keycloak;
    }

    /** The small Synapse. */
    public SandboxSynapse synapse() {
        return synapse;
    }

    /** The small MAS. */
    public SandboxMas mas() {
        return mas;
    }

    /** Adds somebody everywhere: in the group, in MAS and in Synapse. */
    public Sandbox person(String username) {
        keycloak.addUser(username, username + "@" + SERVER_NAME, true);
        keycloak.join(username, GROUP);
        mas.addUser(username);
        return this;
    }

    /** The settings of Lockstep that lead it here; the state folder ends with the sandbox. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("lockstep.keycloak.url", keycloak.url().toString());
        settings.put("lockstep.keycloak.realm", REALM);
        settings.put("lockstep.keycloak.group", GROUP);
        settings.put("lockstep.keycloak.client-id", "admin-cli");
        settings.put("lockstep.keycloak.username", ADMIN);
        settings.put("lockstep.keycloak.password", PASSWORD);
        settings.put("lockstep.matrix.url", synapse.url().toString());
        settings.put("lockstep.matrix.token", adminToken);
        settings.put("lockstep.matrix.server-name", SERVER_NAME);
        settings.put("lockstep.mas.command", mas.commandLine());
        settings.put("lockstep.mas.config", folder.resolve("mas.yaml").toString());
        // It is on this very machine, which no proxy knows.
        settings.put("lockstep.proxy.no-proxy", "*");
        settings.put("lockstep.state-dir", folder.toString());
        return settings;
    }

    @Override
    public void close() {
        keycloak.close();
        synapse.close();
        mas.close();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox's folder " + folder + " could not be removed", e);
        }
    }
}

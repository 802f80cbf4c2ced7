package dev.lockstep.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;

/** A realm of the real Keycloak, a Matrix side with a real Synapse, and the shipped program with settings for both. The first plan of its ledger is carried out, unless a test sets it otherwise. */
final class World implements AutoCloseable {

    static final String GROUP = "/staff/chat";

    private static int realms;

    final RealKeycloak keycloak;
    final RealRealm realm;
    final MatrixSide matrix;
    final Properties settings = new Properties();
    private final Path folder;

    World() {
        keycloak = RealServers.keycloak();
        matrix = MatrixSide.start();
        try {
            folder = Files.createTempDirectory("lockstep-world");
            realms++;
            realm = keycloak.createRealm("corp" + realms);
            realm.addGroup(GROUP);
            settings.setProperty("lockstep.keycloak.url", keycloak.url().toString());
            settings.setProperty("lockstep.keycloak.realm", "corp" + realms);
            settings.setProperty("lockstep.keycloak.group", GROUP);
            settings.setProperty("lockstep.keycloak.client-id", "lockstep");
            settings.setProperty("lockstep.keycloak.client-secret", realm.serviceAccount("lockstep", "view-users"));
            // Whoever builds this may be behind a proxy.
            settings.setProperty("lockstep.proxy.no-proxy", "*");
            settings.setProperty("lockstep.state-dir", folder.resolve("state").toString());
            settings.setProperty("lockstep.guard.first-run", "carry-out");
            settings.setProperty("lockstep.guard.min-closings", "20");
            settings.setProperty("lockstep.retry.reads.delay", "20ms");
            settings.setProperty("lockstep.retry.actions.delay", "20ms");
            matrix.addTo(settings);
        } catch (IOException e) {
            matrix.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            matrix.close();
            throw e;
        }
    }

    /** Somebody in the group, with an account. */
    World member(String username) {
        realm.addUser(username);
        realm.join(username, GROUP);
        matrix.addUser(username, false);
        return this;
    }

    /** Somebody who is not in the group any more, with an account. */
    World leaver(String username) {
        realm.addUser(username);
        matrix.addUser(username, false);
        return this;
    }

    World set(String key, String value) {
        settings.setProperty(key, value);
        return this;
    }

    Programs.Ran lockstep(String... arguments) {
        return start(arguments).await();
    }

    /** Runs a sync that must go well, and waits until it shows. */
    JsonNode sync() {
        Programs.Ran ran = lockstep("sync", "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        matrix.settle();
        return ran.json();
    }

    JsonNode plan() {
        Programs.Ran ran = lockstep("plan", "--json");
        assertThat(ran.exit()).as(ran.err()).isZero();
        return ran.json();
    }

    Programs.Running start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("lockstep.dist", "target/lockstep"), "bin", "lockstep").toString()));
        command.addAll(Arrays.asList(arguments));
        Path file = folder.resolve("lockstep.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command.addAll(List.of("--config", file.toString()));
        return Programs.start(command);
    }

    /** The state of an account in a word, as Synapse's own API shows it. */
    String state(String localpart) {
        RealAccount account = matrix.account(localpart);
        return account == null ? "none" : account.erased() ? "erased" : account.deactivated() ? (account.locked() ? "deactivated and locked" : "deactivated") : account.locked() ? "locked" : "active";
    }

    /** Rule by MXID's localpart, for actions and skipped alike. */
    static TreeMap<String, String> rules(JsonNode plan) {
        TreeMap<String, String> rules = new TreeMap<>();
        for (String list : List.of("actions", "skipped")) {
            plan.path(list).forEach(entry -> rules.put(entry.path("mxid").asText().replaceAll("^@(.*?):.*$", "$1"),
                    (entry.has("action") ? entry.path("action").asText() + " " : "") + entry.path("rule").asText()));
        }
        return rules;
    }

    @Override
    public void close() {
        realm.close();
        matrix.close();
        Folders.delete(folder);
    }
}

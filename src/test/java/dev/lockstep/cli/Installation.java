package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.settings.SettingsFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.slf4j.LoggerFactory;

/** A sandbox, and the real routes that work on it; quick retries, and a first run that carries its plan out, unless a test wants it otherwise. */
final class Installation implements AutoCloseable {

    static {
        // A logger keeps the level that it was made with: which test comes first in a process must not decide it.
        Logging.configure(false);
        LoggerFactory.getLogger("lockstep");
    }

    static final Duration SOON = Duration.ofSeconds(10);

    private final Sandbox sandbox = Sandbox.start();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> people = new ArrayList<>();
    private Launcher launcher;
    private int earlierChanges;

    /** One with these settings beside the sandbox's: key, value, key, value... */
    static Installation with(String... keysAndValues) {
        Installation installation = new Installation();
        installation.settings.putAll(Map.of("lockstep.guard.first-run", "carry-out", "lockstep.guard.unmapped", "ignore", "lockstep.retry.reads.count", "2", "lockstep.retry.reads.delay", "10ms",
                "lockstep.retry.actions.count", "2", "lockstep.retry.actions.delay", "10ms"));
        installation.settings.putAll(pairs(keysAndValues));
        return installation;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** The sandbox's settings and this installation's own. */
    Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>(sandbox.settings());
        all.putAll(settings);
        return all;
    }

    Path stateFolder() {
        return Path.of(settings().get("lockstep.state-dir"));
    }

    /** The routes, started when they are first needed. */
    Launcher launcher() {
        if (launcher == null) {
            Logging.configure(false);
            Properties properties = new Properties();
            properties.putAll(settings());
            launcher = Launcher.start(SettingsFile.of(properties, environment), false);
        }
        return launcher;
    }

    /** Stops the routes; the next use starts them anew, with these settings changed, on the same ledger. */
    void restart(String... keysAndValues) {
        stop();
        settings.putAll(pairs(keysAndValues));
    }

    /** An environment variable that the routes begin with, in the place of this setting; empty for none. */
    void environment(String name, String value, String insteadOf) {
        environment.put(name, value);
        settings.put(insteadOf, "");
    }

    /** One sync, whose changes are in Synapse when this returns. */
    SyncRun sync() {
        SyncRun run = syncOnly();
        settle();
        return run;
    }

    /** One sync; MAS's worker may still be at work. */
    SyncRun syncOnly() {
        return send("direct:lockstep-sync", new SyncRun("test", true));
    }

    /** Applies a stored plan. */
    SyncRun apply(String plan) {
        SyncRun run = send("direct:lockstep-sync", SyncRun.applying(plan, "test"));
        settle();
        return run;
    }

    /** A plan that nothing follows. */
    SyncRun plan() {
        return send("direct:lockstep-plan", new SyncRun("test", false));
    }

    /** Waits until MAS's worker has told Synapse everything. */
    void settle() {
        try {
            if (!sandbox.mas().awaitWorker(SOON)) {
                throw new AssertionError("MAS's worker has not come to an end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As new, but for the routes, which go on: nobody there, an empty ledger, nothing that goes wrong. */
    void reset() {
        sandbox.keycloak().faults().clear();
        sandbox.synapse().faults().clear();
        sandbox.mas().startWorker();
        settle();
        people.forEach(this::forget);
        people.clear();
        earlierChanges = sandbox.mas().changingCalls().size();
        if (launcher != null) {
            List.of("about", "runs", "actions", "members", "plans", "plan_actions", "last_look", "absences", "notices", "dead_letters", "audit").forEach(table -> sql("delete from " + table));
        }
    }

    /** Somebody in the group, with an active account. */
    Installation member(String name) {
        people.add(name);
        sandbox.person(name);
        return this;
    }

    /** Somebody who has an account and is not in the group. */
    Installation leaver(String name) {
        people.add(name);
        sandbox.mas().addUser(name);
        return this;
    }

    /** Somebody in the group whose account is deactivated. */
    Installation returner(String name) {
        member(name);
        sandbox.synapse().account(name).orElseThrow().deactivated(true).locked(true);
        return this;
    }

    /** The state that Synapse shows: active, locked, deactivated or erased. */
    String state(String name) {
        var account = sandbox.synapse().account(name).orElseThrow();
        return account.isErased() ? "erased" : account.isDeactivated() ? "deactivated" : account.isLocked() ? "locked" : "active";
    }

    /** What mas-cli was called with to change something, a line each. */
    List<String> changes() {
        return sandbox.mas().changingCalls().stream().skip(earlierChanges).map(call -> String.join(" ", call)).toList();
    }

    /** The changing calls for one person, a line each. */
    List<String> changes(String name) {
        return changes().stream().filter(call -> call.endsWith(" -- " + name)).toList();
    }

    /** Changes the ledger behind Lockstep's back. */
    void sql(String statement) {
        try (Connection connection = ledger(); Statement change = connection.createStatement()) {
            change.execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of what a query finds in the ledger. */
    List<String> query(String query) {
        List<String> values = new ArrayList<>();
        try (Connection connection = ledger(); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        stop();
        sandbox.close();
    }

    private Connection ledger() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + stateFolder().resolve("lockstep.db"));
    }

    private void forget(String name) {
        try {
            sandbox.keycloak().removeUser(name);
        } catch (IllegalArgumentException e) {
            // A leaver, whom Keycloak never knew.
        }
        sandbox.mas().removeUser(name);
        sandbox.synapse().removeAccount(name);
    }

    private SyncRun send(String route, SyncRun run) {
        launcher().send(route, run);
        return run;
    }

    private void stop() {
        if (launcher != null) {
            launcher.close();
            launcher = null;
        }
    }

    private static Map<String, String> pairs(String... keysAndValues) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            pairs.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return pairs;
    }
}

package dev.lockstep.sandbox;

import dev.lockstep.sandbox.MasUser.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A small Matrix Authentication Service with its worker, in memory. It serves a {@link SandboxSynapse} and a real
 * Synapse alike; {@link MasCliProgram} is its command line.
 */
public final class SandboxMas implements AutoCloseable, Introspector {

    private static final String MATRIX_SCOPE = "urn:matrix:client:api:*";
    private static final String ADMIN_SCOPE = MATRIX_SCOPE + " urn:synapse:admin:*";
    private static final String DATABASE_PATH = "/sandbox/database";

    /** How mas-cli ends a call for a user. From {@link #STUBBORN} on these are a process's own ways, which {@link MasCliProgram} can't: a script of the tests has them. */
    public enum Failure {
        /** As usual. */
        OK("", true),
        /** Exit 1, nobody has this name; nothing is changed. */
        UNKNOWN("not-found", false),
        /** Exit 1, the database can't be reached; nothing is changed. */
        ERROR("refused", false),
        /** Exit 2, as an older mas-cli that doesn't know an option; nothing is changed. */
        USAGE("usage", false),
        /** Exit 101; nothing is changed. */
        PANIC("panic", false),
        /** Exit 101, but what it should do is done. */
        PANIC_AFTER("panic", true),
        /** It never ends; nothing is changed. */
        HANG("hang", false),
        /** It never ends, but what it should do is done. */
        HANG_AFTER("hang", true),
        /** It never ends, not on SIGTERM either; nothing is changed. */
        STUBBORN("stubborn", false),
        /** It never ends, not on SIGTERM either, but what it should do is done. */
        STUBBORN_AFTER("stubborn", true),
        /** It and a process that it started, which holds its output open, never end; nothing is changed. */
        HANG_WITH_CHILD("hang-with-child", false),
        /** It and a process that it started, which holds its output open, never end, but what it should do is done. */
        HANG_WITH_CHILD_AFTER("hang-with-child", true),
        /** It dies of SIGSEGV; nothing is changed. */
        CRASH("crash", false),
        /** It dies of SIGSEGV, but what it should do is done. */
        CRASH_AFTER("crash", true),
        /** Somebody sends it SIGKILL; nothing is changed. */
        KILLED("killed", false),
        /** Somebody sends it SIGKILL, but what it should do is done. */
        KILLED_AFTER("killed", true),
        /** As usual, but a process that it started goes on for some seconds and holds its output open. */
        LEAVES_CHILD("leaves-child", true),
        /** As usual, after 50 MB of output. */
        FLOOD("flood", true);

        private final String outcome;
        private final boolean carriedOut;

        Failure(String outcome, boolean carriedOut) {
            this.outcome = outcome;
            this.carriedOut = carriedOut;
        }

        /** What the call says in place of its own outcome; empty for its own. */
        String outcome() {
            return outcome;
        }

        /** Whether what the call should do is done. */
        boolean carriedOut() {
            return carriedOut;
        }
    }

    /** Told of each call of mas-cli in the thread that answers it. The arguments are those from the word after {@code manage} on. */
    public interface Watcher {

        /** It has come in; nothing of it is done. */
        default void begins(List<String> arguments) {
        }

        /** All of it is done; mas-cli hasn't heard of it. */
        default void done(List<String> arguments) {
        }
    }

    private final String secret;
    private final MasUsers users = new MasUsers();
    private final MasWorker worker;
    private final MasCliDoor door;
    private final LoopbackServer server;
    private volatile Optional<String> version = Optional.empty();

    private SandboxMas(String secret) {
        this.secret = secret;
        this.worker = new MasWorker(secret);
        this.door = new MasCliDoor(users, worker);
        this.server = LoopbackServer.start("mas", this::answer);
    }

    /** Starts one without users; Synapse and MAS know each other by the shared secret. */
    public static SandboxMas start(String sharedSecret) {
        return new SandboxMas(sharedSecret);
    }

    /** Where it listens, without a slash at the end: a real Synapse's {@code matrix_authentication_service.endpoint}. */
    public URI url() {
        return server.url();
    }

    /** Where its worker pushes state; before this is set, it pushes nowhere. */
    public SandboxMas synapse(URI url) {
        worker.synapse(url);
        return this;
    }

    /** Adds a user whose account is in Synapse when this returns. */
    public SandboxMas addUser(String username) {
        return addUser(username, false);
    }

    /** Adds a user who may be one of MAS's administrators; the account is in Synapse when this returns. */
    public SandboxMas addUser(String username, boolean admin) {
        MasUser user = users.add(username, admin);
        worker.demand("provision_user", MasCliDoor.provisioning(users, user));
        return this;
    }

    /** Adds a user whom Synapse doesn't know. */
    public SandboxMas addUnprovisioned(String username) {
        users.add(username, false);
        return this;
    }

    /** Takes a user away; Synapse keeps the account, which is then unknown to MAS. */
    public void removeUser(String username) {
        users.remove(username);
    }

    /** Signs a user in on a new device and returns the access token. Throws while the user is locked or deactivated. */
    public String signIn(String username) {
        return compatToken(username, MATRIX_SCOPE);
    }

    /** A token for Synapse's Admin API, with a device, as {@code manage issue-compatibility-token} gives it. */
    public String adminToken(String username) {
        return compatToken(username, ADMIN_SCOPE);
    }

    /** A personal access token: it has no device and outlives kill-sessions. */
    public String token(String username, String scope) {
        return users.openSession(users.demand(username), scope, true).token();
    }

    /** Locks a user, or deactivates them too, as if somebody had done so with mas-cli before; their sessions stay. */
    public SandboxMas shutOut(String username, boolean deactivate) {
        door.lock(users.demand(username), deactivate);
        return this;
    }

    /** Ends the session of a token, with its device. */
    public void revoke(String token) {
        users.revoke(token).ifPresent(user -> worker.demand("sync_devices",
                Answer.object("localpart", user.username, "devices", users.devices(user))));
    }

    /** How many sessions the user has that nobody has ended: a locked user's work again once the user is unlocked. */
    public int sessions(String username) {
        return users.sessions(users.demand(username));
    }

    /** Whether MAS itself holds the user locked. */
    public boolean isLocked(String username) {
        return users.isLocked(users.demand(username));
    }

    /** Whether MAS itself holds the user deactivated; its worker does that, not the command. */
    public boolean isDeactivated(String username) {
        return users.isDeactivated(users.demand(username));
    }

    /** Lets jobs queue up from now on. */
    public void stopWorker() {
        worker.stop();
    }

    /** Carries out what has queued up, oldest first, and goes on. */
    public void startWorker() {
        worker.start(false);
    }

    /** Carries out what has queued up, newest first, and goes on: MAS's queue keeps no order. */
    public void startWorkerNewestFirst() {
        worker.start(true);
    }

    /** Jobs not done yet: queued, waiting for a retry, or running. */
    public int unfinishedJobs() {
        return worker.unfinished();
    }

    /** True once Synapse has been told everything; false when that takes longer than the limit. */
    public boolean awaitWorker(Duration limit) throws InterruptedException {
        return worker.awaitIdle(limit);
    }

    /** Makes mas-cli find its database refusing; tokens are still introspected. */
    public void databaseDown(boolean down) {
        door.database(down ? "refused" : "");
    }

    /** Makes mas-cli find its database refusing from the next call on that would change something; until then it answers. */
    public void databaseDownFromNextChange() {
        door.breakAtNextChange();
    }

    /** Makes mas-cli find a database without MAS's tables. */
    public void databaseEmpty(boolean empty) {
        door.database(empty ? "empty" : "");
    }

    /** The next calls of mas-cli for exactly this username end so, one after the other; later ones as usual. */
    public void fail(String username, Failure... next) {
        door.fail(username, List.of(next));
    }

    /** From now on every call ends as usual. */
    public void recover() {
        door.recover();
    }

    /** The whole arguments of every call that reached the database or found it down, oldest first; usage errors don't. */
    public List<List<String>> calls() {
        return door.calls();
    }

    /** The calls that change something, successful or not, from the word after {@code manage} on. */
    public List<List<String>> changingCalls() {
        return door.changingCalls();
    }

    /** Whoever wants to know of each call from now on. */
    public void watch(Watcher watcher) {
        door.watch(watcher);
    }

    /** The version that {@link #command()} prints from now on, for instance {@code 1.13.0}. */
    public SandboxMas version(String newVersion) {
        version = Optional.of(newVersion);
        return this;
    }

    /** Writes {@code mas.yaml} into the folder: a configuration that leads mas-cli to this MAS. */
    public Path writeConfig(Path folder) {
        try {
            return Files.writeString(folder.resolve("mas.yaml"), "database:\n  uri: " + url() + DATABASE_PATH + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words that run {@link MasCliProgram} in a JVM of its own. */
    public List<String> command() {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx32m"));
        version.ifPresent(number -> words.add("-Dsandbox.mas-cli.version=" + number));
        words.addAll(List.of("-cp", codeSource(), MasCliProgram.class.getName()));
        return List.copyOf(words);
    }

    /** {@link #command()} as one string; words with more than plain letters stand in quotes. */
    public String commandLine() {
        return command().stream().map(word -> word.matches("[\\w./:=-]+") ? word : "'" + word.replace("'", "'\"'\"'") + "'")
                .collect(Collectors.joining(" "));
    }

    @Override
    public Optional<Token> introspect(String token) {
        return users.introspect(token);
    }

    @Override
    public void close() {
        worker.close();
        server.close();
    }

    private String compatToken(String username, String scope) {
        Session session = users.openSession(users.demand(username), scope, false);
        worker.demand("upsert_device", Answer.object("localpart", username, "device_id", session.device().orElseThrow()));
        return session.token();
    }

    private static String codeSource() {
        try {
            return Path.of(MasCliProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The sandbox's classes lie at an odd place", e);
        }
    }

    private Answer answer(Request request) {
        if (request.is("GET", "/.well-known/openid-configuration")) {
            return Answer.json(200, metadata());
        }
        if (request.is("POST", "/oauth2/introspect")) {
            return request.bearer().filter(secret::equals).isPresent()
                    ? Answer.json(200, introspection(request.form().getOrDefault("token", "")))
                    : Answer.json(401, Map.of("error", "invalid_client"));
        }
        if (request.is("POST", DATABASE_PATH)) {
            try {
                return Answer.of(200, "text/plain", door.answer(request.body()));
            } catch (InterruptedException e) {
                // The sandbox is being closed while a call hangs.
                return Answer.of(503, "text/plain", "");
            }
        }
        return Answer.json(404, Answer.object("error", "Not found"));
    }

    private Map<String, Object> metadata() {
        return Answer.object("issuer", url() + "/", "authorization_endpoint", url() + "/authorize",
                "token_endpoint", url() + "/oauth2/token", "jwks_uri", url() + "/oauth2/keys.json",
                "introspection_endpoint", url() + "/oauth2/introspect",
                "revocation_endpoint", url() + "/oauth2/revoke", "response_types_supported", List.of("code"),
                "account_management_uri", url() + "/account/");
    }

    private Map<String, Object> introspection(String token) {
        return introspect(token).map(known -> {
            Map<String, Object> body = Answer.object("active", true, "scope", known.scope(),
                    "username", known.username().orElseThrow(), "token_type", "access_token",
                    "sub", users.demand(known.username().orElseThrow()).id);
            known.device().ifPresent(device -> body.put("device_id", device));
            return body;
        }).orElseGet(() -> Answer.object("active", false));
    }
}

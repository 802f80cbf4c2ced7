package dev.lockstep.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A Synapse on loopback behind some MAS (or what stands in for it), with SQLite in a temporary folder. It keeps its port and its data while it is stopped, until it is closed. */
public final class RealSynapse implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final String ALL_STATES = "guests=false&deactivated=true&locked=true&order_by=creation_ts&dir=f";
    private static final int TRIES = 3;

    private final Path python;
    private final String serverName;
    private final String masSecret;
    private final SynapseFolder folder;
    private final SynapseDatabase database;
    private final int port;
    private final Runnable atExit = this::discard;
    private ChildProcess process;

    private RealSynapse(Path python, String serverName, URI masEndpoint, String masSecret) {
        this.python = python;
        this.serverName = serverName;
        this.masSecret = masSecret;
        this.folder = SynapseFolder.create();
        this.database = new SynapseDatabase(folder.database());
        this.port = freePort();
        folder.configure(serverName, port, masEndpoint, masSecret);
        AtExit.add(atExit);
    }

    /** Starts a Synapse and returns when it is ready: about 3 s, and the first time on a machine what pip takes. The MAS need not be there yet. */
    static RealSynapse start(String serverName, URI masEndpoint, String masSecret) throws Unavailable {
        Path python = SynapseEnvironment.python();
        for (int attempt = 1;; attempt++) {
            RealSynapse synapse = new RealSynapse(python, serverName, masEndpoint, masSecret);
            try {
                synapse.startAgain();
                return synapse;
            } catch (IllegalStateException e) {
                synapse.close();
                // Another process may have taken the port since we looked.
                if (attempt == TRIES || !e.getMessage().contains("Couldn't listen")) {
                    throw e;
                }
            }
        }
    }

    /** The base address, without a slash at its end. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public String serverName() {
        return serverName;
    }

    /** What MAS and Synapse tell each other to be let in. */
    public String masSecret() {
        return masSecret;
    }

    public String mxid(String localpart) {
        return "@" + localpart + ":" + serverName;
    }

    /** The process of now; another one after a restart. */
    public long pid() {
        return process.pid();
    }

    /** What Synapse logged last. */
    public String lastLogLines(int count) {
        return process.lastLines(count);
    }

    /** Ends the server and keeps its data. */
    public void stop() {
        process.stop();
    }

    /** Starts the stopped server on its data and its port. */
    public void startAgain() {
        ProcessBuilder command = new ProcessBuilder(python.toString(), "-m", "synapse.app.homeserver", "-c", folder.configuration().toString());
        process = ChildProcess.start("Synapse", folder.log(), command.directory(folder.path().toFile()));
        process.await("ready", READY_LIMIT, () -> Http.status(url().resolve("/health")) == 200);
        // A new database gets some of its indexes only now; without the one on profiles, reactivate_user answers 500.
        process.await("done with its background updates", READY_LIMIT, () -> !database.hasBackgroundUpdatesLeft());
    }

    public void restart() {
        stop();
        startAgain();
    }

    /** All accounts by MXID, in every state, as the administrator with this token sees them. */
    public Map<String, RealAccount> accounts(String adminToken) {
        Map<String, RealAccount> accounts = new TreeMap<>();
        String from = "0";
        while (!from.isEmpty()) {
            JsonNode page = Http.get(url().resolve("/_synapse/admin/v2/users?" + ALL_STATES + "&limit=5000&from=" + from), adminToken);
            page.path("users").forEach(row -> accounts.put(row.path("name").asText(), RealAccount.of(row)));
            from = page.path("next_token").asText("");
        }
        return accounts;
    }

    /** The status that somebody with this token gets for asking who they are: 200 is in, 401 is out. */
    public int whoami(String token) {
        return Http.status(url().resolve("/_matrix/client/v3/account/whoami"), token);
    }

    /** Makes an account that MAS does not know, as accounts from the time before MAS are; returns the MXID. */
    public String createBehindMas(String localpart) {
        asMas("provision_user", Map.of("localpart", localpart));
        return mxid(localpart);
    }

    /** Makes the accounts {@code prefix00001}, {@code prefix00002} and so on, which MAS does not know; returns the MXIDs. Synapse makes the first, the others are copies of its rows. */
    public List<String> createManyBehindMas(String prefix, int count) {
        List<String> localparts = IntStream.rangeClosed(1, count).mapToObj(number -> String.format("%s%05d", prefix, number)).toList();
        createBehindMas(localparts.get(0));
        database.copyAccount(localparts.get(0), localparts.subList(1, count), serverName);
        return localparts.stream().map(this::mxid).toList();
    }

    /** Locks or unlocks the account in Synapse alone. */
    public void setLockedBehindMas(String localpart, boolean locked) {
        asMas("provision_user", Map.of("localpart", localpart, "locked", locked));
    }

    /** Deactivates the account in Synapse alone, as its old Admin API did. */
    public void deactivateBehindMas(String localpart) {
        asMas("delete_user", Map.of("localpart", localpart, "erase", false));
    }

    /** Deactivates and erases the account in Synapse alone. */
    public void eraseBehindMas(String localpart) {
        asMas("delete_user", Map.of("localpart", localpart, "erase", true));
    }

    public void reactivateBehindMas(String localpart) {
        asMas("reactivate_user", Map.of("localpart", localpart));
    }

    /** Makes an account as a bridge does (an appservice with the exclusive namespace {@code @_irc_.*}); returns the MXID. */
    public String createBridgeUser(String name) {
        Map<String, Object> body = Map.of("type", "m.login.application_service", "username", SynapseFolder.BRIDGE_PREFIX + name, "inhibit_login", true);
        return Http.post(url().resolve("/_matrix/client/v3/register"), SynapseFolder.BRIDGE_TOKEN, body).path("user_id").asText();
    }

    /** Makes a guest, as there may be from the time before MAS; returns the MXID. */
    public String createGuest(String localpart) {
        database.update("INSERT INTO users (name, creation_ts, is_guest, admin, approved) VALUES (?, ?, 1, 0, true)", mxid(localpart), System.currentTimeMillis() / 1000);
        return mxid(localpart);
    }

    /** Gives the account a type: bot, support, or a custom one. */
    public void setUserType(String localpart, String type) {
        database.update("UPDATE users SET user_type = ? WHERE name = ?", type, mxid(localpart));
    }

    /** Synapse's own old administrator flag. */
    public void setAdminFlag(String localpart, boolean admin) {
        database.update("UPDATE users SET admin = ? WHERE name = ?", admin ? 1 : 0, mxid(localpart));
    }

    @Override
    public void close() {
        discard();
        AtExit.remove(atExit);
    }

    private void discard() {
        if (process != null) {
            process.kill();
        }
        Folders.delete(folder.path());
    }

    private void asMas(String call, Map<String, Object> body) {
        Http.post(url().resolve("/_synapse/mas/" + call), masSecret, body);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

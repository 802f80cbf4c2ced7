package dev.lockstep.sandbox;

import java.net.URI;
import java.util.Optional;

/**
 * A small Synapse in MAS mode: the list of users, its version, whose a token is, and what MAS tells it. It answers as
 * Synapse 1.163.2 does.
 */
public final class SandboxSynapse implements AutoCloseable {

    private static final String NEWEST_KNOWN = "1.163.2";
    private static final String ONE_USER = "/_synapse/admin/v2/users/";

    private final SynapseUsers users;
    private final SynapseMasDoor masDoor;
    private final Introspector introspector;
    private final LoopbackServer server;
    private volatile String version = NEWEST_KNOWN;

    private SandboxSynapse(String serverName, String masSecret, Introspector introspector) {
        this.users = new SynapseUsers(serverName);
        this.masDoor = new SynapseMasDoor(users, masSecret);
        this.introspector = introspector;
        this.server = LoopbackServer.start("synapse", this::answer);
    }

    /** Starts one without accounts; {@code masSecret} is what MAS must send, the introspector is asked about tokens. */
    public static SandboxSynapse start(String serverName, String masSecret, Introspector introspector) {
        return new SandboxSynapse(serverName, masSecret, introspector);
    }

    /** Where it listens, without a slash at the end. */
    public URI url() {
        return server.url();
    }

    /** What goes wrong here, and what was asked. */
    public Faults faults() {
        return server.faults();
    }

    /** Answers as this version from now on, for instance {@code 1.149.0}. */
    public SandboxSynapse version(String newVersion) {
        version = newVersion;
        return this;
    }

    /** Adds an active account that MAS need not know, by localpart or full MXID. */
    public SynapseRow addAccount(String name) {
        return users.add(name);
    }

    /** The account of this localpart or full MXID, if there is one. */
    public Optional<SynapseRow> account(String name) {
        return users.find(name);
    }

    /** Takes an account away without a trace, which no real Synapse does. */
    public void removeAccount(String name) {
        users.remove(name);
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer answer(Request request) {
        try {
            return switch (request.path()) {
                case "/_synapse/admin/v1/server_version" -> Answer.json(200, Answer.object("server_version", version));
                case "/_synapse/admin/v2/users" -> {
                    demandAdmin(authenticate(request));
                    yield Answer.json(200, users.page(request.query()));
                }
                case "/_matrix/client/v3/account/whoami" -> whoami(authenticate(request));
                default -> request.method().equals("GET") && request.path().startsWith(ONE_USER) ? user(request) : masDoor.answer(request).orElseThrow(() ->
                        new MatrixError(404, "M_UNRECOGNIZED", "Unrecognized request"));
            };
        } catch (MatrixError e) {
            return e.answer();
        }
    }

    private Answer user(Request request) {
        demandAdmin(authenticate(request));
        return Answer.json(200, users.one(Request.decodePath(request.path().substring(ONE_USER.length()))));
    }

    private Introspector.Token authenticate(Request request) {
        String token = request.bearer().orElseThrow(MatrixError::missingToken);
        Introspector.Token known = introspect(token).orElseThrow(MatrixError::tokenNotActive);
        if (!known.grants("urn:matrix:client:api:*")) {
            throw MatrixError.unknownToken("Token doesn't grant access to the Matrix C-S API");
        }
        String username = known.username().orElseThrow(() ->
                new MatrixError(500, "M_FORBIDDEN", "Invalid username claim in the introspection result"));
        SynapseRow account = users.find(username).orElseThrow(() ->
                new MatrixError(500, "M_FORBIDDEN", "User not found"));
        // MAS deletes the device at sign-out: a token without its device is dead, whatever MAS says.
        if (known.device().isPresent() && !account.devices().contains(known.device().get())) {
            throw MatrixError.tokenNotActive();
        }
        return known;
    }

    private Optional<Introspector.Token> introspect(String token) {
        try {
            return introspector.introspect(token);
        } catch (RuntimeException e) {
            throw new MatrixError(503, "M_UNKNOWN", "Unable to introspect the access token");
        }
    }

    private static void demandAdmin(Introspector.Token token) {
        if (!token.grants("urn:synapse:admin:*")) {
            throw new MatrixError(403, "M_FORBIDDEN", "You are not a server admin");
        }
    }

    private Answer whoami(Introspector.Token token) {
        var body = Answer.object("user_id", users.mxid(token.username().orElseThrow()), "is_guest", false);
        token.device().ifPresent(device -> body.put("device_id", device));
        return Answer.json(200, body);
    }
}

package dev.lockstep.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.account.SetupException;
import dev.lockstep.ledger.LedgerException;
import dev.lockstep.ledger.LedgerSummary;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.ledger.SummaryReader;
import dev.lockstep.run.RunListener;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP door for monitoring: {@code /health} and {@code /metrics}, to be read and nothing else. Both ask the ledger each time, so that they know what other processes did. */
public final class ManagementPort implements AutoCloseable {

    static {
        // Without the first every answer waits for a delayed acknowledgement; without the others (seconds) a client that stands still keeps a thread for ever.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
    }

    private static final Logger LOG = LoggerFactory.getLogger("lockstep");
    private static final int THREADS = 4;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final Answer NOT_FOUND = new Answer(404, TEXT, "There is /health and /metrics.\n");
    private static final Answer NOT_ALLOWED = new Answer(405, TEXT, "It can be read (GET, HEAD), and nothing else.\n");

    private final SummaryReader ledger;
    private final Duration maxAge;
    private final HttpServer server;
    private final RunMetrics metrics = new RunMetrics();
    private final ExecutorService threads;
    private volatile boolean unreadable;

    private ManagementPort(Settings settings, HttpServer server) {
        this.ledger = new SummaryReader(StateFolder.of(settings));
        this.maxAge = settings.get(Keys.MANAGEMENT_MAX_AGE);
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "lockstep-management");
            thread.setDaemon(true);
            return thread;
        });
    }

    private record Answer(int status, String type, String body) {
    }

    /**
     * Opens the port, where the settings want one.
     *
     * @throws SetupException when it is in use, or the address is none of this machine
     */
    public static Optional<ManagementPort> open(Settings settings) {
        int port = settings.get(Keys.MANAGEMENT_PORT);
        if (port == 0) {
            return Optional.empty();
        }
        InetSocketAddress address = new InetSocketAddress(settings.get(Keys.MANAGEMENT_ADDRESS), port);
        ManagementPort open = new ManagementPort(settings, listen(address));
        open.server.setExecutor(open.threads);
        open.server.createContext("/", open::handle);
        open.server.start();
        return Optional.of(open);
    }

    /** Where it listens. */
    public String url() {
        String host = server.getAddress().getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getAddress().getPort();
    }

    /** Who is to be told of ended runs. */
    public RunListener listener() {
        return metrics;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        ledger.close();
        metrics.close();
    }

    private static HttpServer listen(InetSocketAddress address) {
        String reason = "no such host is known";
        try {
            if (!address.isUnresolved()) {
                return HttpServer.create(address, 0);
            }
        } catch (IOException e) {
            reason = e.getMessage();
        }
        throw new SetupException("The management port " + address.getPort() + " of '" + address.getHostString() + "' can't be opened (" + reason + "). Nothing was changed. Set " + Keys.MANAGEMENT_PORT.key()
                + " to a free port or to 0 for none, or " + Keys.MANAGEMENT_ADDRESS.key() + " to an address of this machine.");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            Answer answer = answer(exchange.getRequestURI().getPath(), head || exchange.getRequestMethod().equals("GET"));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            if (answer == NOT_ALLOWED) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            }
            if (head) {
                exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            }
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answer(String path, boolean reads) {
        if (!List.of("/health", "/metrics").contains(path)) {
            return NOT_FOUND;
        }
        if (!reads) {
            return NOT_ALLOWED;
        }
        Optional<LedgerSummary> ledger = ledger();
        if (path.equals("/metrics")) {
            return new Answer(200, PROMETHEUS, metrics.text(ledger));
        }
        Health health = ledger.map(read -> Health.of(read, maxAge, Instant.now())).orElseGet(() -> Health.unknown("The ledger can't be read: the log says why."));
        return new Answer(health.up() ? 200 : 503, "application/json", health.json());
    }

    private Optional<LedgerSummary> ledger() {
        try {
            LedgerSummary read = ledger.read();
            unreadable = false;
            return Optional.of(read);
        } catch (SetupException | LedgerException e) {
            // Said once, not at every question.
            if (!unreadable) {
                LOG.warn("Monitoring can't read the ledger. {}", e.getMessage());
            }
            unreadable = true;
            return Optional.empty();
        }
    }
}

package dev.lockstep.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server on 127.0.0.1, on a port that the system chooses; every request passes its faults. */
final class LoopbackServer implements AutoCloseable {

    static {
        // Without it every answer waits for a delayed acknowledgement: 40 ms each.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Faults faults = new Faults();

    private LoopbackServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static LoopbackServer start(String name, Function<Request, Answer> handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            LoopbackServer loopback = new LoopbackServer(server, daemons(name));
            server.setExecutor(loopback.threads);
            server.createContext("/", exchange -> loopback.handle(exchange, handler));
            server.start();
            return loopback;
        } catch (IOException e) {
            throw new UncheckedIOException("No port free on 127.0.0.1 for " + name, e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange, Function<Request, Answer> handler) throws IOException {
        try (exchange) {
            Request request = new Request(exchange.getRequestMethod(), exchange.getRequestURI(),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Optional<Answer> answer = faults.apply(request, () -> answer(handler, request));
            if (answer.isPresent()) {
                send(exchange, answer.get());
            }
        }
    }

    private static Answer answer(Function<Request, Answer> handler, Request request) {
        try {
            return handler.apply(request);
        } catch (RuntimeException e) {
            return Answer.json(500, Answer.object("error", "The sandbox failed: " + e));
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.bytes();
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static ExecutorService daemons(String name) {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "sandbox-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }
}

package dev.lockstep.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An HTTP server on 127.0.0.1, on a port that the system chooses; every request passes its faults. Not the one that comes with Java: that one sets {@code Date} itself, and ends every head.
 */
final class LoopbackServer implements AutoCloseable {

    private static final int BACKLOG = 200;

    private final ServerSocket door;
    private final ExecutorService threads;
    private final Function<Request, Answer> handler;
    private final Faults faults = new Faults();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private LoopbackServer(ServerSocket door, ExecutorService threads, Function<Request, Answer> handler) {
        this.door = door;
        this.threads = threads;
        this.handler = handler;
    }

    static LoopbackServer start(String name, Function<Request, Answer> handler) {
        try {
            LoopbackServer loopback = new LoopbackServer(new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1")), daemons(name), handler);
            loopback.threads.execute(loopback::accept);
            return loopback;
        } catch (IOException e) {
            throw new UncheckedIOException("No port free on 127.0.0.1 for " + name, e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    Faults faults() {
        return faults;
    }

    @Override
    public void close() {
        end(door);
        open.forEach(LoopbackServer::end);
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = door.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // The door is closed: those who came in before are sent out by close(), or here.
            open.forEach(LoopbackServer::end);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            // Without it every answer waits for a delayed acknowledgement: 40 ms each.
            socket.setTcpNoDelay(true);
            Wire wire = new Wire(socket.getInputStream(), socket.getOutputStream());
            for (Optional<Request> request = wire.next(); request.isPresent() && !threads.isShutdown(); request = wire.next()) {
                Request asked = request.get();
                Optional<Answer> answer = faults.apply(asked, () -> answer(asked));
                if (answer.isEmpty()) {
                    return;
                }
                wire.send(asked, answer.get());
            }
        } catch (IOException e) {
            // The client has gone, or the server is being closed.
        } finally {
            open.remove(socket);
        }
    }

    private Answer answer(Request request) {
        try {
            return handler.apply(request);
        } catch (RuntimeException e) {
            return Answer.json(500, Answer.object("error", "The sandbox failed: " + e));
        }
    }

    private static void end(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It had ended already.
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

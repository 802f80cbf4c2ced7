package dev.lockstep.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Takes connections on loopback, does something with each, and ends them all when it is closed. */
public class Forwarder implements AutoCloseable {

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Forwarder(ServerSocket server, Handler handler) {
        this.server = server;
        start(() -> {
            while (!server.isClosed()) {
                Socket client = server.accept();
                open.add(client);
                start(() -> handler.handle(this, client), client);
            }
        });
    }

    /** What becomes of a connection. */
    interface Handler {
        void handle(Forwarder forwarder, Socket client) throws IOException;
    }

    interface Work {
        void run() throws IOException;
    }

    /** TLS before a server that speaks none; {@code needsClientCertificate} as its name says. */
    public static Forwarder tls(SSLContext context, boolean needsClientCertificate, URI target) {
        try {
            SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
            server.setNeedClientAuth(needsClientCertificate);
            return new Forwarder(server, (forwarder, client) -> forwarder.join(client, target.getHost(), target.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leads each new connection to the port that is the right one by then. */
    public static Forwarder to(IntSupplier port) {
        try {
            return new Forwarder(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), (forwarder, client) -> forwarder.join(client, "127.0.0.1", port.getAsInt()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that speaks plain HTTP alone, and says so to whoever begins with TLS, as web servers do. */
    public static Forwarder plain() {
        try {
            return new Forwarder(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), (forwarder, client) -> {
                client.getInputStream().read(new byte[8192]);
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its port on 127.0.0.1. */
    public int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() {
        closeQuietly(server);
        open.forEach(Forwarder::closeQuietly);
    }

    /** Carries bytes both ways between a client and a server, until either ends. */
    void join(Socket client, String host, int port) throws IOException {
        Socket target = new Socket(host, port);
        open.add(target);
        start(() -> copy(target.getInputStream(), client.getOutputStream()), client, target);
        copy(client.getInputStream(), target.getOutputStream());
        closeQuietly(target);
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[8192];
        int read;
        while ((read = in.read(buffer)) >= 0) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    /** Whatever goes wrong here the other side sees as the end of the connection. */
    private void start(Work work, Socket... sockets) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The end of a connection, or of this forwarder.
            } finally {
                for (Socket socket : sockets) {
                    closeQuietly(socket);
                    open.remove(socket);
                }
            }
        }, "forwarder-" + server.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It was closed before.
        }
    }
}

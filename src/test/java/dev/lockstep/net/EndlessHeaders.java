package dev.lockstep.net;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** A server on loopback whose answers never get past their headers: it sends them until nobody reads any more, or until far more was taken than anybody should. */
public final class EndlessHeaders implements AutoCloseable {

    /** What the buffers of both ends take in may be sent and was not read. */
    public static final long BUFFERS = 16 << 20;
    private static final long ENOUGH = 48 << 20;

    private final Forwarder server;
    private final AtomicLong sent = new AtomicLong();

    /** Sends this again and again after the first line. */
    public EndlessHeaders(String again) {
        byte[] part = again.repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
        try {
            server = new Forwarder(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), (forwarder, client) -> {
                client.getInputStream().read(new byte[8192]);
                OutputStream out = client.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.ISO_8859_1));
                while (sent.get() < ENOUGH) {
                    out.write(part);
                    sent.addAndGet(part.length);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** How many bytes were taken so far. */
    public long sent() {
        return sent.get();
    }

    @Override
    public void close() {
        server.close();
    }
}

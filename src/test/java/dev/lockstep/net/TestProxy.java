package dev.lockstep.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small HTTP proxy on loopback: tunnels and plain requests, one per connection. It notes every head that it sees, and can refuse. */
public final class TestProxy implements AutoCloseable {

    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Forwarder forwarder;
    private volatile String credentials = "";
    private volatile int refusal;

    public TestProxy() {
        try {
            forwarder = new Forwarder(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on only who gives this user and password is let through. */
    public TestProxy demand(String userAndPassword) {
        credentials = "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** From now on everybody is refused with this status. */
    public TestProxy refuse(int status) {
        refusal = status;
        return this;
    }

    /** The request lines that it was sent. */
    public List<String> requests() {
        return heads.stream().map(head -> head.lines().findFirst().orElse("")).toList();
    }

    /** {@code host:port} of it. */
    public String address() {
        return "127.0.0.1:" + forwarder.port();
    }

    @Override
    public void close() {
        forwarder.close();
    }

    private void handle(Forwarder by, Socket client) throws IOException {
        String head = head(client.getInputStream());
        heads.add(head);
        String[] request = head.lines().findFirst().orElse("").split(" ");
        boolean welcome = credentials.isEmpty() || head.lines().anyMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: " + credentials));
        int status = refusal > 0 ? refusal : welcome ? 200 : 407;
        if (status != 200) {
            say(client, "HTTP/1.1 " + status + " Refused\r\n" + (status == 407 ? "Proxy-Authenticate: Basic realm=\"corp\"\r\n" : "")
                    + "Content-Type: text/html\r\nContent-Length: 9\r\nConnection: close\r\n\r\n<p>No</p>");
            return;
        }
        if (request[0].equals("CONNECT")) {
            say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
            int colon = request[1].lastIndexOf(':');
            by.join(client, place(request[1].substring(0, colon)), Integer.parseInt(request[1].substring(colon + 1)));
        } else {
            URI target = URI.create(request[1]);
            int colon = target.getRawAuthority().lastIndexOf(':');
            try (Socket server = new Socket(place(target.getRawAuthority().substring(0, colon)), Integer.parseInt(target.getRawAuthority().substring(colon + 1)))) {
                String rest = head.substring(head.indexOf("\r\n") + 2).replaceAll("(?im)^(Proxy-.*|Connection:.*)\r\n", "");
                say(server, request[0] + " " + target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery()) + " HTTP/1.1\r\nConnection: close\r\n" + rest);
                int length = head.lines().filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")).mapToInt(line -> Integer.parseInt(line.substring(15).strip())).findFirst().orElse(0);
                server.getOutputStream().write(client.getInputStream().readNBytes(length));
                server.getOutputStream().flush();
                say(client, head(server.getInputStream()).replaceFirst("\r\n", "\r\nConnection: close\r\n"));
                server.getInputStream().transferTo(client.getOutputStream());
            }
        }
    }

    /** A name that only docker would know leads here. */
    private static String place(String host) {
        return host.contains("_") ? "127.0.0.1" : host;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void say(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        to.getOutputStream().flush();
    }
}

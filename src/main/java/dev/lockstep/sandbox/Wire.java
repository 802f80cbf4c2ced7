package dev.lockstep.sandbox;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One connection of HTTP/1.1 as a server sees it: requests in, answers out, one after the other.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class Wire {

    private static final int HEX = 16;

    private final InputStream in;
    private final OutputStream out;
    private boolean ended;

    Wire(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = new BufferedOutputStream(out);
    }

    /** The next request; empty when the connection is over. */
    Optional<Request> next() throws IOException {
        String[] first = ended ? new String[0] : line().split(" ");
        if (first.length != 3) {
            return Optional.empty();
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.putIfAbsent(line.substring(0, Math.max(colon, 0)).strip(), line.substring(colon + 1).strip());
        }
        ended = headers.getOrDefault("Connection", "").toLowerCase(Locale.ROOT).contains("close") || first[2].equals("HTTP/1.0");
        return Optional.of(new Request(first[0], URI.create(first[1]), Optional.ofNullable(headers.get("Authorization")), body(headers)));
    }

    void send(Request request, Answer answer) throws IOException {
        byte[] body = answer.bytes();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Date", HttpDate.of(Instant.now()));
        if (answer.flow().isPresent()) {
            ended = true;
        } else {
            headers.put("Content-Length", String.valueOf(body.length));
        }
        headers.putAll(answer.headers());
        if (ended) {
            headers.put("Connection", "close");
        }
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " \r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write((head + (answer.headEnds() ? "\r\n" : "")).getBytes(StandardCharsets.ISO_8859_1));
        if (answer.flow().isPresent()) {
            answer.flow().get().write(out);
        } else if (!request.method().equals("HEAD")) {
            out.write(body);
        }
        out.flush();
    }

    private String body(Map<String, String> headers) throws IOException {
        if (!headers.getOrDefault("Transfer-Encoding", "").equalsIgnoreCase("chunked")) {
            return new String(in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0"))), StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), HEX); size > 0; size = Integer.parseInt(line(), HEX)) {
            body.writeBytes(in.readNBytes(size));
            line();
        }
        line();
        return body.toString(StandardCharsets.UTF_8);
    }

    /** A line without its end; empty too where the connection is over before its first byte. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 && line.size() > 0) {
                throw new EOFException();
            }
            if (next < 0) {
                break;
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }
}

package dev.lockstep.sandbox;

import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** One way in which a server answers wrongly; given to {@link Faults}. */
public final class Fault {

    private static final byte[] ROWS = "{},".repeat(4096).getBytes(StandardCharsets.US_ASCII);
    /** Where Synapse's paths begin. */
    private static final String MATRIX = "/_";
    private static final int BOMB_BYTES = 300_000_000;

    private final BiFunction<Request, Supplier<Answer>, Optional<Answer>> effect;

    private Fault(BiFunction<Request, Supplier<Answer>, Optional<Answer>> effect) {
        this.effect = effect;
    }

    /** The connection ends without an answer, and the request has no effect. */
    public static Fault reset() {
        return new Fault((request, truth) -> Optional.empty());
    }

    /** The request has its effect, but the connection ends before its answer. */
    public static Fault resetAfter() {
        return new Fault((request, truth) -> {
            truth.get();
            return Optional.empty();
        });
    }

    /** The true answer, so many milliseconds late. */
    public static Fault delay(long milliseconds) {
        return new Fault((request, truth) -> {
            try {
                Thread.sleep(milliseconds);
                return Optional.of(truth.get());
            } catch (InterruptedException e) {
                // The server is being closed.
                return Optional.empty();
            }
        });
    }

    /** This status with an error in the server's own form; the request has no effect. */
    public static Fault status(int code) {
        return new Fault((request, truth) -> Optional.of(new Answer(code, Map.of("Content-Type", "application/json"),
                request.uri().getRawPath().startsWith(MATRIX) ? "{\"errcode\": \"M_UNKNOWN\", \"error\": \"unknown_error\"}" : "{\"error\": \"unknown_error\"}")));
    }

    /** This status, these headers and this body; the request has no effect. */
    public static Fault status(int code, Map<String, String> headers, String body) {
        return new Fault((request, truth) -> Optional.of(new Answer(code, headers, body)));
    }

    /** 200 with a page of HTML, as proxies and captive portals answer. */
    public static Fault html200() {
        return status(200, Map.of("Content-Type", "text/html"), "<html><body>Please sign in</body></html>");
    }

    /** The first half of the true body, with a length that fits it. */
    public static Fault cutJson() {
        return body((uri, body) -> body.substring(0, body.length() / 2));
    }

    /** The true status with {@code []}. */
    public static Fault emptyArray() {
        return body((uri, body) -> "[]");
    }

    /** The true status with an empty object. */
    public static Fault emptyObject() {
        return body((uri, body) -> "{}");
    }

    /** The true status with a body made from the request's path and query and the true body. */
    public static Fault body(BiFunction<URI, String, String> change) {
        return new Fault((request, truth) -> {
            Answer answer = truth.get();
            return Optional.of(answer.withBody(change.apply(request.uri(), answer.body())));
        });
    }

    /** The true answer with a {@code Date} that is so far ahead of the true time, or behind it if negative. */
    public static Fault clock(Duration ahead) {
        return answer(truth -> truth.withHeader("Date", HttpDate.of(Instant.now().plus(ahead))));
    }

    /** The true answer, so many bytes of its body at a time with a pause in milliseconds after each: whoever waits for the next byte alone waits long. */
    public static Fault drip(int bytes, long pause) {
        return answer(truth -> truth.withHeader("Content-Length", String.valueOf(truth.bytes().length)).flowing(out -> {
            byte[] body = truth.bytes();
            for (int from = 0; from < body.length; from += bytes) {
                out.write(body, from, Math.min(bytes, body.length - from));
                out.flush();
                sleep(pause);
            }
        }));
    }

    /** The first half of the true body, and then the end of the connection. */
    public static Fault breakOff() {
        return answer(truth -> truth.withHeader("Content-Length", String.valueOf(truth.bytes().length)).flowing(out -> out.write(truth.bytes(), 0, truth.bytes().length / 2)));
    }

    /** The true status with a JSON array that never ends. */
    public static Fault endless() {
        return answer(truth -> truth.flowing(out -> {
            out.write('[');
            while (true) {
                out.write(ROWS);
            }
        }));
    }

    /** The true status, and header lines that never end. */
    public static Fault endlessHeaders() {
        return answer(truth -> truth.unfinishedHead(out -> {
            for (long line = 0; true; line++) {
                out.write(("X-Line-" + line + ": more\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }));
    }

    /** The true status with 300 kB of gzip that unpack to a JSON array of 300 MB, whether the client has asked for gzip or not. */
    public static Fault gzipBomb() {
        return answer(truth -> truth.withHeader("Content-Encoding", "gzip").flowing(out -> {
            GZIPOutputStream packed = new GZIPOutputStream(out);
            packed.write('[');
            for (int size = 0; size < BOMB_BYTES; size += ROWS.length) {
                packed.write(ROWS);
            }
            packed.write("{}]".getBytes(StandardCharsets.US_ASCII));
            packed.finish();
        }));
    }

    /** The true status with an array in an array in an array, so deep. */
    public static Fault deep(int levels) {
        return body((uri, body) -> "[".repeat(levels) + "]".repeat(levels));
    }

    private static Fault answer(UnaryOperator<Answer> change) {
        return new Fault((request, truth) -> Optional.of(change.apply(truth.get())));
    }

    private static void sleep(long milliseconds) throws InterruptedIOException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            // The server is being closed.
            throw new InterruptedIOException();
        }
    }

    Optional<Answer> apply(Request request, Supplier<Answer> truth) {
        return effect.apply(request, truth);
    }
}

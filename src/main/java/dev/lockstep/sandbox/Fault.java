package dev.lockstep.sandbox;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** One way in which a server answers wrongly; given to {@link Faults}. */
public final class Fault {

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

    /** This status with an empty JSON object; the request has no effect. */
    public static Fault status(int code) {
        return status(code, Map.of("Content-Type", "application/json"), "{}");
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

    Optional<Answer> apply(Request request, Supplier<Answer> truth) {
        return effect.apply(request, truth);
    }
}

package dev.lockstep.cli;

import dev.lockstep.account.SourceException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A server that answers, whatever it says.
 *
 * @param name  whose
 * @param ahead how far its clock is ahead of ours; empty where it doesn't tell the time
 */
record Answering(String name, Optional<Duration> ahead) {

    /** More than this makes tokens look expired, or not valid yet. */
    private static final Duration TOLERABLE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Asks a server for a path that needs no sign-in.
     *
     * @throws SourceException when nothing answers there
     */
    static Answering ask(String name, URI url, String path, String key) throws InterruptedException {
        // No proxy: the routes use none.
        HttpClient client = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).connectTimeout(PATIENCE).build();
        try {
            URI asked = URI.create(url.toString().replaceFirst("/$", "") + path);
            HttpResponse<Void> answer = client.send(HttpRequest.newBuilder(asked).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding());
            return new Answering(name, answer.headers().firstValue("Date").flatMap(Answering::ahead));
        } catch (IOException | IllegalArgumentException e) {
            throw new SourceException(name + " at '" + url + "' did not answer: " + came(e) + ". Check that it runs, and " + key + ".", e);
        }
    }

    /** The sentence for a clock that differs too much, where it does. */
    Optional<String> clockWarning() {
        return ahead.filter(difference -> difference.abs().compareTo(TOLERABLE) > 0).map(difference -> "this machine's clock is " + difference.abs().toSeconds() + " s "
                + (difference.isNegative() ? "ahead of " : "behind ") + name + "'s: tokens may look expired, and times in the ledger are wrong. Set both by NTP.");
    }

    /** Java's HTTP client says neither that a name is unknown nor that a connection was refused. */
    private static String came(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no such host is known";
            }
        }
        return failure.getMessage() != null ? failure.getMessage() : failure instanceof ConnectException ? "the connection was refused" : failure.getClass().getSimpleName();
    }

    private static Optional<Duration> ahead(String date) {
        try {
            return Optional.of(Duration.between(Instant.now(), ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

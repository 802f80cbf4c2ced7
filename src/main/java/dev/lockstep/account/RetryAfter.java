package dev.lockstep.account;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The header {@code Retry-After}: when a server that could not answer wants to be asked again.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, 10.2.3</a>
 */
public final class RetryAfter {

    private RetryAfter() {
    }

    /**
     * The delay that is asked for. Nothing when it is none: no header, one that can't be read, zero, or a date that has passed, which may be a clock that goes wrong.
     *
     * @param header seconds, or a date as in {@code Sun, 06 Nov 1994 08:49:37 GMT}; may be null
     * @param now    the time of the answer
     */
    public static Optional<Duration> of(String header, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        String text = header.strip();
        try {
            Duration asked = text.matches("\\d+") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
            return asked.compareTo(Duration.ZERO) > 0 ? Optional.of(asked) : Optional.empty();
        } catch (NumberFormatException | DateTimeException e) {
            // The retry's own delay is as good as what nobody can read.
            return Optional.empty();
        }
    }
}

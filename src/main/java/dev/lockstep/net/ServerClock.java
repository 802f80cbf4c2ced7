package dev.lockstep.net;

import dev.lockstep.account.SetupException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Compares our clock with a server's, by the date of its answers: with a wrong clock leavers are absent for a month in a day, and closings of today are not of today.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1">RFC 9110, 6.6.1</a>
 */
public final class ServerClock {

    /** More than this ends a run. */
    public static final Duration TOLERABLE = Duration.ofMinutes(1);

    private ServerClock() {
    }

    /**
     * How far the server's clock is ahead of ours; nothing where it doesn't tell the time.
     *
     * @param date  the header {@code Date} of an answer; may be null
     * @param asked when we asked: whatever lies between then and now is no difference
     * @param now   when the answer came
     */
    public static Optional<Duration> ahead(String date, Instant asked, Instant now) {
        if (date == null) {
            return Optional.empty();
        }
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            // They tell whole seconds.
            Instant earliest = asked.truncatedTo(ChronoUnit.SECONDS);
            return Optional.of(theirs.isBefore(earliest) ? Duration.between(earliest, theirs) : theirs.isAfter(now) ? Duration.between(now, theirs) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Refuses to go on with a clock that differs too much. Only what went well is looked at: a refusal may be another's, with a clock of its own.
     *
     * @throws SetupException when it does
     */
    public static void require(String server, String date, Instant asked) {
        ahead(date, asked, Instant.now()).filter(ahead -> ahead.abs().compareTo(TOLERABLE) > 0).ifPresent(ahead -> {
            throw new SetupException(sentence(server, ahead) + " Nothing was changed. Set both clocks right by NTP, then run it again.");
        });
    }

    /** What is wrong, in words. */
    public static String sentence(String server, Duration ahead) {
        return "The clock of this machine is " + ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "ahead of " : "behind ") + server + "'s: by a wrong clock the wrong people are shut out.";
    }
}

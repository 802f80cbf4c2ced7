package dev.lockstep.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    /** The date of the RFC's example. */
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:37Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1 | PT1S", "' 120 ' | PT2M", "007 | PT7S", "86400 | PT24H", "9223372036854775807 | PT2562047788015215H30M7S",
            "Sun, 06 Nov 1994 08:49:38 GMT | PT1S", "Sun, 06 Nov 1994 09:49:37 GMT | PT1H", "Fri, 31 Dec 9999 23:59:59 GMT | PT70171719H10M22S"})
    void seconds_or_a_date_are_a_delay(String header, Duration delay) {
        assertThat(RetryAfter.of(header, NOW)).contains(delay);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "0", "-1", "+1", "1.5", "1s", "soon", "99999999999999999999", "[1, 2]", "\u0000", "\u0661", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:36 GMT",
            "Mon, 06 Nov 1995 08:49:37 GMT 1", "Sun, 06 Nov 1995 08:49:37 GMT", "Mon, 31 Feb 1995 08:49:37 GMT", "1995-11-06T08:49:37Z"})
    void what_is_no_delay_or_cannot_be_read_asks_for_nothing(String header) {
        assertThat(RetryAfter.of(header, NOW)).isEmpty();
    }

    @Test
    void an_exception_that_was_given_none_asks_for_nothing() {
        assertThat(new SourceException("A sentence.").retryAfter()).isEmpty();
        assertThat(new SourceException("A sentence.", new IllegalStateException()).retryAfter()).isEmpty();
    }
}

package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.SourceException;
import dev.lockstep.net.Deadline;
import dev.lockstep.settings.GivenSettings;
import java.time.Duration;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class RetryDelayTest {

    private final RetryDelay delay = new RetryDelay(GivenSettings.of("lockstep.retry.max-delay", "5m"));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void what_is_asked_for_is_done() {
        assertThat(after(asking(Duration.ofMillis(300)))).isEqualTo(300L);
    }

    @Test
    void nobody_can_ask_for_more_than_the_setting() {
        assertThat(after(asking(Duration.ofHours(1)))).isEqualTo(300_000L);
        assertThat(after(asking(Duration.ofSeconds(Long.MAX_VALUE)))).isEqualTo(300_000L);
    }

    @Test
    void it_counts_wherever_among_the_causes_it_was_asked() {
        assertThat(after(new IllegalStateException("outer", asking(Duration.ofSeconds(7))))).isEqualTo(7000L);
    }

    @Test
    void an_earlier_delay_is_forgotten_when_nothing_is_asked() {
        for (Exception failure : new Exception[] {new SourceException("A sentence."), new IllegalStateException()}) {
            after(asking(Duration.ofSeconds(7)));
            assertThat(after(failure)).isNull();
        }
    }

    @Test
    void none_is_longer_than_the_time_that_is_left_for_the_look() {
        try (Deadline.Held held = Deadline.in(Duration.ofSeconds(9)).hold()) {
            assertThat((Long) after(asking(Duration.ofMinutes(1)))).isBetween(8000L, 9001L);
            assertThat(after(asking(Duration.ofSeconds(1)))).isEqualTo(1000L);
            assertThat(after(new IllegalStateException())).as("the policy's own: 2 s").isNull();
            exchange.getIn().setHeader(Exchange.REDELIVERY_COUNTER, 3);
            assertThat((Long) after(new IllegalStateException())).as("the policy's own: 16 s").isBetween(8000L, 9001L);
        }
    }

    private Object after(Exception failure) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        delay.process(exchange);
        return exchange.getIn().getHeader(Exchange.REDELIVERY_DELAY);
    }

    private static SourceException asking(Duration asked) {
        return new SourceException("A sentence.", null, Optional.of(asked));
    }
}

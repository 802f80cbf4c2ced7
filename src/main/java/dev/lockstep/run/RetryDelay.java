package dev.lockstep.run;

import dev.lockstep.account.SourceException;
import dev.lockstep.net.Deadline;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;

/**
 * Before each retry: the delay that the server asked for, up to {@code lockstep.retry.max-delay}; without one, the retry policy's own. Neither is longer than the time that is left for the look.
 */
public final class RetryDelay implements Processor {

    /** Camel draws lots within this much of a delay. */
    private static final double LOTS = 1.15;
    private static final int DOUBLINGS = 30;

    private final Duration longest;
    private final Duration first;

    public RetryDelay(Settings settings) {
        longest = settings.get(Keys.RETRY_MAX_DELAY);
        first = settings.get(Keys.RETRY_READS_DELAY);
    }

    @Override
    public void process(Exchange exchange) {
        // One from an earlier try would override the policy for ever.
        exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
        SourceException failure = ObjectHelper.getException(SourceException.class, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        OptionalLong asked = failure == null || failure.retryAfter().isEmpty() ? OptionalLong.empty() : OptionalLong.of(sooner(failure.retryAfter().get(), longest).toMillis());
        OptionalLong left = Deadline.here().map(here -> OptionalLong.of(here.left().toMillis() + 1)).orElse(OptionalLong.empty());
        long policys = Math.min(longest.toMillis(), first.toMillis() << Math.min(DOUBLINGS, exchange.getIn().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class)));
        if (asked.isPresent() || left.isPresent() && policys * LOTS > left.getAsLong()) {
            exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, Math.min(asked.orElse(policys), left.orElse(Long.MAX_VALUE)));
        }
    }

    private static Duration sooner(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

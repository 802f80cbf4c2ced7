package dev.lockstep.run;

import dev.lockstep.account.SourceException;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;

/** Before each retry: the delay that the server asked for, up to {@code lockstep.retry.max-delay}; without one, the retry policy's own. */
public final class RetryDelay implements Processor {

    private final Duration longest;

    public RetryDelay(Settings settings) {
        longest = settings.get(Keys.RETRY_MAX_DELAY);
    }

    @Override
    public void process(Exchange exchange) {
        // One from an earlier try would override the policy for ever.
        exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
        SourceException failure = ObjectHelper.getException(SourceException.class, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        if (failure != null) {
            failure.retryAfter().ifPresent(asked -> exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, (asked.compareTo(longest) < 0 ? asked : longest).toMillis()));
        }
    }
}

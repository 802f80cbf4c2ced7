package dev.lockstep.run;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.ExchangeHelper;

/**
 * Steps that send something to an endpoint of somebody else's, whatever it is made of, and that are waited for only as long as the {@link SendBudget} in the exchange property {@code sendBudget}
 * lasts. They work on a copy of the exchange: what is late changes nothing any more.
 */
public final class SendTime implements Policy {

    /** So many may hang at an endpoint that never comes back; no more are begun. */
    private static final int HANGING = 8;

    private final AtomicInteger sending = new AtomicInteger();

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // The steps stay as they are.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        return exchange -> {
            SendBudget budget = exchange.getProperty("sendBudget", SendBudget.class);
            long began = System.nanoTime();
            try {
                send(steps, exchange, budget.left());
            } finally {
                budget.spend(Duration.ofNanos(System.nanoTime() - began));
            }
        };
    }

    private void send(Processor steps, Exchange exchange, Duration time) throws Exception {
        if (sending.get() >= HANGING) {
            throw new IllegalStateException(HANGING + " that were sent before are still on their way");
        }
        Exchange copy = ExchangeHelper.createCorrelatedCopy(exchange, false);
        FutureTask<Void> task = new FutureTask<>(() -> {
            sending.incrementAndGet();
            try {
                steps.process(copy);
            } finally {
                sending.decrementAndGet();
            }
            return null;
        });
        Thread thread = new Thread(task, "lockstep-send");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("it took longer than " + SendBudget.ALL.toSeconds() + " s in all");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            task.cancel(true);
        }
        if (copy.getException() != null) {
            throw copy.getException();
        }
    }
}

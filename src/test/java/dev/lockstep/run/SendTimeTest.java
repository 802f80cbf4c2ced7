package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SendTimeTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void what_is_sent_in_time_is_sent_and_costs_its_time() throws Exception {
        SendBudget budget = new SendBudget(Duration.ofSeconds(20));
        AtomicInteger sent = new AtomicInteger();

        send(budget, each -> {
            Thread.sleep(50);
            sent.incrementAndGet();
        });

        assertThat(sent).hasValue(1);
        assertThat(budget.left()).isBetween(Duration.ofSeconds(10), Duration.ofMillis(19_950));
        assertThat(budget.isNewlySpent()).isFalse();
    }

    @Test
    void what_fails_fails_with_its_own_reason() {
        assertThat(failure(each -> {
            throw new IllegalArgumentException("no such thing");
        })).hasRootCauseMessage("no such thing");
        assertThat(failure(each -> {
            throw new NoClassDefFoundError("a/b/C");
        })).hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(failure(each -> each.setException(new IllegalArgumentException("said by Camel")))).hasMessage("said by Camel");
    }

    /** Whatever it is, and whether or not it listens to an interrupt. */
    @Test
    void what_hangs_is_left_alone_when_the_time_is_over_and_can_change_nothing_any_more() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        SendBudget budget = new SendBudget(Duration.ofMillis(300));
        Processor hanging = each -> {
            boolean waited = false;
            while (!waited) {
                try {
                    late.await();
                    waited = true;
                } catch (InterruptedException e) {
                    // It does not listen.
                }
            }
            each.setProperty("news", "changed");
            over.countDown();
        };
        long began = System.nanoTime();

        Throwable failure = failure(budget, hanging);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(10));
        assertThat(failure).hasMessageContaining("it took longer than");
        assertThat(budget.left()).isZero();
        assertThat(budget.isNewlySpent()).isTrue();
        assertThat(budget.isNewlySpent()).as("a second time").isFalse();
        late.countDown();
        over.await();
        assertThat(exchange.getProperty("news")).isNull();
    }

    @Test
    void no_more_are_begun_where_many_hang() {
        CountDownLatch late = new CountDownLatch(1);
        SendTime time = new SendTime();
        Processor wrapped = time.wrap(null, each -> {
            boolean waited = false;
            while (!waited) {
                try {
                    late.await();
                    waited = true;
                } catch (InterruptedException e) {
                    // It does not listen.
                }
            }
        });
        for (int i = 0; i < 8; i++) {
            assertThat(wrappedFailure(new SendBudget(Duration.ofMillis(100)), wrapped)).hasMessageContaining("it took longer");
        }
        assertThat(wrappedFailure(new SendBudget(Duration.ofMillis(100)), wrapped)).hasMessageContaining("8 that were sent before are still on their way");
        late.countDown();
    }

    private Throwable failure(Processor steps) {
        return failure(new SendBudget(), steps);
    }

    private Throwable failure(SendBudget budget, Processor steps) {
        return wrappedFailure(budget, new SendTime().wrap(null, steps));
    }

    private Throwable wrappedFailure(SendBudget budget, Processor wrapped) {
        exchange.setProperty("sendBudget", budget);
        try {
            wrapped.process(exchange);
        } catch (Exception e) {
            return e;
        }
        throw new AssertionError("It did not fail.");
    }

    private void send(SendBudget budget, Processor steps) throws Exception {
        exchange.setProperty("sendBudget", budget);
        new SendTime().wrap(null, steps).process(exchange);
    }
}

package dev.lockstep.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.LookTimeException;
import dev.lockstep.settings.Keys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AnswerWatchTest {

    private final AtomicInteger cuts = new AtomicInteger();

    @Test
    void a_body_within_its_limits_comes_as_it_is() throws IOException {
        AnswerWatch watch = AnswerWatch.begin(limits(100, 1000, Duration.ofMinutes(1)), cuts::incrementAndGet);
        try (InputStream body = watch.body(stream("{\"a\":[1,2]}"), "identity")) {
            assertThat(body.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("{\"a\":[1,2]}");
        }
        assertThat(cuts).hasValue(0);
    }

    @Test
    void one_that_is_too_long_or_has_too_many_values_is_cut_off() throws IOException {
        assertThatThrownBy(() -> AnswerWatch.begin(limits(100, 1_000_000, Duration.ofMinutes(1)), cuts::incrementAndGet).body(stream("x".repeat(101)), null).readAllBytes())
                .isInstanceOf(AnswerRefusal.class).hasMessageStartingWith("Synapse at 'x' gave a longer answer than can be right").hasMessageContaining("Nothing was changed").hasMessageEndingWith("do it.");
        assertThatThrownBy(() -> AnswerWatch.begin(limits(100, 1000, Duration.ofMinutes(1)), cuts::incrementAndGet).body(stream("{},".repeat(20)), null).readAllBytes())
                .isInstanceOf(AnswerRefusal.class);
        assertThat(cuts).hasValue(2);
    }

    @Test
    void a_packed_one_is_refused_unread() throws IOException {
        AnswerWatch watch = AnswerWatch.begin(limits(100, 1000, Duration.ofMinutes(1)), cuts::incrementAndGet);
        assertThatThrownBy(() -> watch.body(stream("x"), "gzip")).isInstanceOf(AnswerRefusal.class).hasMessageContaining("packed its answer");
        assertThat(cuts).hasValue(1);
    }

    @Test
    void one_that_nobody_reads_to_its_end_is_not_read_by_closing_it() throws IOException {
        AnswerWatch watch = AnswerWatch.begin(limits(1_000_000, 1_000_000, Duration.ofMinutes(1)), cuts::incrementAndGet);
        ByteArrayInputStream rest = stream("x".repeat(500_000));
        watch.body(rest, null).close();
        assertThat(cuts).hasValue(1);
        assertThat(rest.available()).isGreaterThan(400_000);
    }

    @Test
    void at_its_deadline_the_connection_is_cut() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        AnswerWatch watch = AnswerWatch.begin(limits(100, 1000, Duration.ofMillis(200)), cut::countDown);
        assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.explain(new IOException("Socket closed"))).isInstanceOf(AnswerRefusal.class).hasMessageContaining("had not answered whole after 200 ms");
    }

    @Test
    void the_sooner_of_two_deadlines_counts_and_one_that_is_over_asks_nobody() throws Exception {
        CountDownLatch cut = new CountDownLatch(1);
        try (Deadline.Held look = Deadline.in(Duration.ofMillis(200), Keys.LOOK_TIME).hold(); Deadline.Held longer = Deadline.in(Duration.ofMinutes(5)).hold()) {
            AnswerWatch watch = AnswerWatch.begin(limits(100, 1000, Duration.ofMinutes(1)), cut::countDown);
            assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.explain(new IOException("Socket closed"))).hasCauseInstanceOf(LookTimeException.class).hasMessageContaining("lockstep.look-time");
            assertThatThrownBy(() -> AnswerWatch.begin(limits(100, 1000, Duration.ofMinutes(1)), cuts::incrementAndGet)).hasCauseInstanceOf(LookTimeException.class);
        }
        assertThat(Deadline.here()).isEmpty();
    }

    @Test
    void an_end_in_time_is_no_cut() throws Exception {
        AnswerWatch watch = AnswerWatch.begin(limits(100, 1000, Duration.ofMillis(100)), cuts::incrementAndGet);
        watch.end();
        Thread.sleep(300);
        assertThat(cuts).hasValue(0);
        IOException own = new IOException("Connection reset");
        assertThat(watch.explain(own)).isSameAs(own);
    }

    private static AnswerLimits limits(long bytes, long memory, Duration longest) {
        return new AnswerLimits("Synapse at 'x'", longest, bytes, memory, 1, 50, "do it.");
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}

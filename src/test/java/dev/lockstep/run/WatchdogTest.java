package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.settings.GivenSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchdogTest {

    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final List<SyncRun> ended = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void a_run_that_gives_no_sign_of_life_is_ended() throws InterruptedException {
        SyncRun run = holding();

        watchdog().watch(run);

        Thread.sleep(PATIENCE.toMillis() / 3);
        assertThat(ended).as("too early").isEmpty();
        await();
        assertThat(ended).containsExactly(run);
        run.release();
    }

    @Test
    void one_that_goes_on_or_has_given_its_lock_back_is_left_alone() throws InterruptedException {
        SyncRun busy = holding();
        watchdog().watch(busy);
        for (int i = 0; i < 12; i++) {
            busy.progress(Headway.of(Headway.Part.ACCOUNTS, i, 12));
            Thread.sleep(PATIENCE.toMillis() / 6);
        }
        busy.release();
        Thread.sleep(PATIENCE.toMillis() * 4 / 3);
        assertThat(ended).isEmpty();
    }

    @Test
    void its_patience_is_longer_than_any_step_may_take() {
        assertThat(Watchdog.patience(GivenSettings.of("lockstep.look-time", "2h"))).isEqualTo(Duration.ofMinutes(150));
        assertThat(Watchdog.patience(GivenSettings.of("lockstep.look-time", "1s", "lockstep.mas.timeout", "1s", "lockstep.retry.actions.count", "0"))).isEqualTo(Duration.ofSeconds(22));
        assertThat(Watchdog.patience(GivenSettings.of("lockstep.look-time", "1s", "lockstep.mas.timeout", "58s", "lockstep.retry.actions.count", "4", "lockstep.retry.max-delay", "5m")))
                .isEqualTo(Duration.ofMinutes(50));
    }

    private SyncRun holding() {
        SyncRun run = new SyncRun("test", true);
        run.holding(RunLock.take(folder, run.toString()));
        return run;
    }

    private Watchdog watchdog() {
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.getRegistry().bind("lastResort", (LastResort) ended::add);
        Watchdog watchdog = new Watchdog(PATIENCE, PATIENCE.dividedBy(10));
        watchdog.setCamelContext(camel);
        return watchdog;
    }

    private void await() throws InterruptedException {
        while (ended.isEmpty()) {
            Thread.sleep(100);
        }
    }
}

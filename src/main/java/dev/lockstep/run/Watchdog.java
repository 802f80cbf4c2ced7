package dev.lockstep.run;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.time.Duration;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * Watches over a run that has the lock. Every step of a run has a limit of its own; when one gives no sign of life for longer than any of them may take, it hangs in a way that nobody has thought
 * of, and would hold the lock for ever. Then the process is ended, if it is ours ({@link LastResort}); a host application's goes on, and the log says it.
 */
public final class Watchdog implements CamelContextAware {

    private static final Duration LEAST_SLACK = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int CALLS = 4;
    private static final Duration CALL_GRACE = Duration.ofSeconds(2);

    private final Duration patience;
    private final Duration pause;
    private CamelContext context;

    public Watchdog(Settings settings) {
        this(patience(settings), PAUSE);
    }

    Watchdog(Duration patience, Duration pause) {
        this.patience = patience;
        this.pause = pause;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    /** Watches over this run until it gives its lock back. */
    public void watch(SyncRun run) {
        Thread thread = new Thread(() -> await(run), "lockstep-watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    /** How long a run may be silent: a look, or all tries of one action with the longest pauses between them, and some more. */
    static Duration patience(Settings settings) {
        int retries = settings.get(Keys.RETRY_ACTIONS_COUNT);
        Duration action = settings.get(Keys.MAS_TIMEOUT).plus(CALL_GRACE).multipliedBy(CALLS).multipliedBy(retries + 1L).plus(settings.get(Keys.RETRY_MAX_DELAY).multipliedBy(retries));
        Duration look = settings.get(Keys.LOOK_TIME);
        Duration longest = look.compareTo(action) > 0 ? look : action;
        Duration slack = longest.dividedBy(CALLS);
        return longest.plus(slack.compareTo(LEAST_SLACK) > 0 ? slack : LEAST_SLACK);
    }

    private void await(SyncRun run) {
        long seen = run.signs();
        Duration silent = Duration.ZERO;
        while (run.hasLock() && silent.compareTo(patience) < 0) {
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                return;
            }
            // Counted in pauses, not by a clock: a process that was stopped, or a machine that slept, isn't one that hangs.
            silent = run.signs() == seen ? silent.plus(pause) : Duration.ZERO;
            seen = run.signs();
        }
        if (run.hasLock()) {
            RunLog.error(run, "has given no sign of life for " + patience.toSeconds() + " s, which is longer than any of its steps may take: it hangs, and holds the run lock. What had begun is settled"
                    + " by the next run, which can begin when this process ends. Please report it.");
            Set<LastResort> resorts = context == null ? Set.of() : context.getRegistry().findByType(LastResort.class);
            resorts.forEach(resort -> resort.end(run));
        }
    }
}

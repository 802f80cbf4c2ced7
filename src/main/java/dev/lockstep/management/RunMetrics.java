package dev.lockstep.management;

import dev.lockstep.account.AccountAction;
import dev.lockstep.ledger.LedgerSummary;
import dev.lockstep.plan.Look;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.RunListener;
import dev.lockstep.run.SyncRun;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is counted and measured of runs: counters and durations of this process, gauges from the ledger, so that a restart and other processes are in them. Names follow Prometheus; the values of labels
 * are few and fixed, and none is about a person.
 */
final class RunMetrics implements RunListener, AutoCloseable {

    private static final String CRON = "cron";
    /** A host or a changed route may call its runs as it likes; a label must not grow with that. */
    private static final Set<String> TRIGGERS = Set.of(CRON, "cli", "direct");
    private static final Duration LONGEST_OF = Duration.ofDays(1);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Timer duration = Timer.builder("lockstep.run.duration").description("How long runs took that had begun.").distributionStatisticExpiry(LONGEST_OF).register(registry);
    private volatile LedgerSummary ledger = new LedgerSummary(Optional.empty(), Optional.empty(), false, 0);
    private volatile int members;
    private volatile int accounts;

    RunMetrics() {
        new UptimeMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        // A counter that first appears when it is 1 has not increased in Prometheus' eyes.
        for (ExitCode outcome : ExitCode.values()) {
            runs(CRON, outcome);
        }
        for (AccountAction action : AccountAction.values()) {
            actions(action.words(), "done");
        }
        Gauge.builder("lockstep.last.success.timestamp", this, metrics -> metrics.ledger.good().map(RunMetrics::ended).orElse(0.0)).baseUnit("seconds")
                .description("When a run last ended as done, of any process; 0 when none ever did.").register(registry);
        Gauge.builder("lockstep.held", this, metrics -> metrics.ledger.held() ? 1 : 0).description("Whether the guard held the last plan that was put before it.").register(registry);
        Gauge.builder("lockstep.dead.letters.open", this, metrics -> metrics.ledger.openLetters()).description("Dead letters that are open.").register(registry);
    }

    @Override
    public void ended(SyncRun run) {
        runs(run.trigger(), run.exitCode()).increment();
        if (run.hasBegun()) {
            duration.record(Duration.between(run.began(), Instant.now()));
        }
        run.look().ifPresent(this::looked);
        run.results().forEach(result -> actions(result.action(), result.outcome()).increment());
    }

    /** Everything in Prometheus' text format 0.0.4; the gauges from this reading of the ledger, or where it can't be read from the one before. */
    String text(Optional<LedgerSummary> reading) {
        reading.ifPresent(read -> ledger = read);
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }

    private void looked(Look look) {
        members = look.members().all().size();
        accounts = look.accounts().all().size();
        Gauge.builder("lockstep.members", this, metrics -> metrics.members).description("Members at the last whole look.").register(registry);
        Gauge.builder("lockstep.accounts", this, metrics -> metrics.accounts).description("Accounts at the last whole look.").register(registry);
    }

    private Counter runs(String trigger, ExitCode outcome) {
        return Counter.builder("lockstep.runs").description("Runs that ended, or could not begin.").tag("outcome", outcome.words())
                .tag("trigger", TRIGGERS.contains(trigger) ? trigger : "other").register(registry);
    }

    private Counter actions(String action, String outcome) {
        return Counter.builder("lockstep.actions").description("Actions on accounts that ended, were given up or not begun.").tag("action", action).tag("outcome", outcome).register(registry);
    }

    private static double ended(LedgerSummary.PastRun run) {
        return run.ended().orElseThrow().toEpochMilli() / 1000.0;
    }
}

package dev.lockstep.cli;

import dev.lockstep.account.SetupException;
import dev.lockstep.run.ActionSteps;
import dev.lockstep.run.CamelSettings;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.LastResort;
import dev.lockstep.run.RunListener;
import dev.lockstep.run.RunLog;
import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.PluginHelper;

/** Runs the routes with camel-main, for one run or for as long as the schedule goes on. */
final class Launcher implements AutoCloseable {

    /** What a complete installation brings; with fewer a sync could end happily having done nothing. */
    static final Set<String> SHIPPED = Set.of("lockstep-trigger", "lockstep-sync", "lockstep-whole-run", "lockstep-people", "lockstep-person", "lockstep-plan", "lockstep-carry-out", "lockstep-members", "lockstep-accounts",
            "lockstep-listing", "lockstep-owner", "lockstep-owner-once", "lockstep-page", "lockstep-page-once", "lockstep-synapse-get", "lockstep-one-account",
            "lockstep-action", "lockstep-mas-preflight", "lockstep-administrators", "lockstep-administrators-read", "lockstep-administrators-once", "lockstep-mas-version", "lockstep-mas-call",
            "lockstep-dead-letter", "lockstep-letter-copy", "lockstep-notify", "lockstep-wait", "lockstep-look-at-account", "lockstep-check-sign-in", "lockstep-check-group", "lockstep-check-person", "lockstep-check-page", "lockstep-check-version", "lockstep-check-token", "lockstep-check-mas-config",
            "lockstep-check-mas-version", "lockstep-check-mas-database");

    private static final AtomicBoolean STOPPING = new AtomicBoolean();
    private static final CountDownLatch ENDED = new CountDownLatch(1);
    /** Beyond {@code lockstep.stop-time}: how long what was cut off may take to note its end, and then the command to say it. With the default all that fits into Kubernetes' 30 s. */
    private static final int CUT_OFF_SECONDS = 1;
    private static final int LAST_WORDS_SECONDS = 2;

    private final Main main = new Main();
    private final String routes;
    private final boolean scheduled;
    private final int stopSeconds;

    private Launcher(Settings settings, boolean demo, boolean scheduled, Optional<RunListener> listener) {
        RouteFiles files = new RouteFiles(demo);
        this.routes = files.place();
        this.scheduled = scheduled;
        // Never as properties of Camel's: it would read the environment over them, and look for placeholders in them.
        main.bind(CamelSettings.GIVEN, settings);
        Properties properties = new Properties();
        properties.setProperty("lockstepScheduled", String.valueOf(scheduled));
        main.setOverrideProperties(properties);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().setName("lockstep");
        main.setRoutesCollector(files);
        main.configure().setRoutesIncludePattern(RouteFiles.ALL);
        main.configure().setAutoConfigurationLogSummary(false);
        main.configure().setAutoConfigurationEnvironmentVariablesEnabled(!demo);
        main.configure().setAutoConfigurationSystemPropertiesEnabled(!demo);
        stopSeconds = (int) Math.max(1, settings.get(Keys.STOP_TIME).toSeconds());
        main.configure().setShutdownTimeout(stopSeconds);
        listener.ifPresent(told -> main.bind("lockstepManagement", told));
        main.bind("lockstepLastResort", (LastResort) run -> endAtOnce());
        main.start();
        // Whoever waits for actions that are cut off learns how they ended, and reports it.
        PluginHelper.getAsyncProcessorAwaitManager(main.getCamelContext()).setInterruptThreadsWhileStopping(false);
        requireRoutes(main.getCamelContext());
        requireSettings(main.getCamelContext(), settings);
    }

    /** Starts the routes; the schedule's too where {@code scheduled}. */
    static Launcher start(Settings settings, boolean scheduled) {
        return start(settings, scheduled, Optional.empty());
    }

    /** The same, and tells somebody of ended runs. */
    static Launcher start(Settings settings, boolean scheduled, Optional<RunListener> listener) {
        return start(new Launcher(settings, false, scheduled, listener));
    }

    /** One that the environment has no part in, and with the routes of this version, whatever stands in the folder. */
    static Launcher demo(Settings settings) {
        return start(new Launcher(settings, true, false, Optional.empty()));
    }

    private static Launcher start(Launcher launcher) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            STOPPING.set(true);
            launcher.actions().ifPresent(ActionSteps::beginNoMore);
            if (ENDED.getCount() > 0) {
                System.err.println("Lockstep is stopping: no further action begins; those under way have " + launcher.stopSeconds + " s (lockstep.stop-time) to end.");
            }
            launcher.cutOff();
            if (launcher.scheduled) {
                Runtime.getRuntime().halt(0);
            }
        }, "lockstep-stop"));
        return launcher;
    }

    /** Whether the process is being stopped from outside. */
    static boolean stopping() {
        return STOPPING.get();
    }

    /** Notes that the command has said all that it has to say. */
    static void commandEnded() {
        ENDED.countDown();
    }

    /** Sends a run into a route and waits for its end. The run knows how it ended; what stopped it has been logged. */
    void send(String route, SyncRun run) {
        CamelContext context = main.getCamelContext();
        Exchange exchange = ExchangeBuilder.anExchange(context).withProperty("run", run).withProperty("lockstepGiven", run).build();
        context.createProducerTemplate().send(route, exchange);
        if (exchange.getException() != null) {
            run.failedWith(exchange.getException());
            if (stopping()) {
                RunLog.warn(run, "was stopped before it had ended. The next run does the rest, and settles what had begun.");
            } else {
                RunLog.failure(run, exchange.getException());
            }
        }
    }

    /** Sends a run and these properties into a part of the routes; gives the body that came of it, or throws what stopped it. */
    <T> T ask(String route, SyncRun run, Map<String, ?> properties, Class<T> answer) {
        CamelContext context = main.getCamelContext();
        Exchange exchange = ExchangeBuilder.anExchange(context).withProperty("run", run).build();
        properties.forEach(exchange::setProperty);
        context.createProducerTemplate().send(route, exchange);
        Exception failure = exchange.getException();
        if (failure != null) {
            throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
        }
        return exchange.getMessage().getBody(answer);
    }

    @Override
    public void close() {
        main.stop();
    }

    private Optional<ActionSteps> actions() {
        return Optional.ofNullable(main.getCamelContext().getRegistry().lookupByNameAndType("lockstepActions", ActionSteps.class));
    }

    /** Closes the routes within the time limit, then ends every process that is still there: it must not go on without us. */
    private void cutOff() {
        Thread closing = new Thread(this::close, "lockstep-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(TimeUnit.SECONDS.toMillis(stopSeconds + CUT_OFF_SECONDS));
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            closing.join(TimeUnit.SECONDS.toMillis(CUT_OFF_SECONDS));
            if (!scheduled) {
                ENDED.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For a run that hangs: nothing that would wait for it is asked to end. */
    private static void endAtOnce() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(ExitCode.UNEXPECTED.code());
    }

    private void requireRoutes(CamelContext context) {
        Set<String> missing = new TreeSet<>(SHIPPED);
        missing.removeAll(context.getRoutes().stream().map(Route::getId).collect(Collectors.toSet()));
        if (!missing.isEmpty()) {
            throw new SetupException("The routes " + List.copyOf(missing) + " are not in '" + routes + "', so Lockstep does not start. Nothing was changed."
                    + " Unpack it again, or put your changed routes beside the others.");
        }
    }

    private void requireSettings(CamelContext context, Settings settings) {
        CamelSettings used = context.getRegistry().lookupByNameAndType("lockstepSettings", CamelSettings.class);
        if (used == null || !used.are(settings)) {
            throw new SetupException("The routes in '" + routes + "' work with other settings than those that were checked, so Lockstep does not start. Nothing was changed."
                    + " Leave the bean 'lockstepSettings' as it is in beans.camel.yaml.");
        }
    }
}

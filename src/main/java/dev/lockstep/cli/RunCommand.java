package dev.lockstep.cli;

import dev.lockstep.management.ManagementPort;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lockstep run}: stays, and syncs when the schedule says so. */
@Command(name = "run", description = "Stay, and sync when the schedule says so. Stops cleanly on SIGTERM: no new action begins, running ones end within lockstep.stop-time.")
final class RunCommand implements Callable<Integer> {

    @Mixin
    private Options options;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.settings();
        // At a terminal too: the log is all that it has to say.
        Logging.configure(options.verbose());
        Optional<ManagementPort> management = ManagementPort.open(settings);
        try {
            Launcher.start(settings, true, management.map(ManagementPort::listener));
            PrintWriter err = spec.commandLine().getErr();
            err.println("Lockstep follows the schedule '" + settings.get(Keys.SCHEDULE_CRON) + "' (" + settings.get(Keys.SCHEDULE_TIME_ZONE) + ").");
            management.ifPresent(port -> err.println("Monitoring: " + port.url() + "/health and " + port.url() + "/metrics."));
            // The process ends in the launcher's shutdown hook.
            new CountDownLatch(1).await();
            return 0;
        } finally {
            management.ifPresent(ManagementPort::close);
        }
    }
}

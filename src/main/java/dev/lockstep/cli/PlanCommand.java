package dev.lockstep.cli;

import dev.lockstep.report.Caller;
import dev.lockstep.report.PlanReport;
import dev.lockstep.report.Report;
import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lockstep plan}: what a sync would do. */
@Command(name = "plan", description = "Show what a sync would do, and why. Changes nothing.")
final class PlanCommand extends OneRun {

    @Mixin
    private AllOption all;

    PlanCommand() {
        super("direct:lockstep-plan");
    }

    @Override
    SyncRun begin(Settings settings) {
        return new SyncRun("cli", false);
    }

    @Override
    boolean isLogged() {
        return false;
    }

    @Override
    boolean showsAll() {
        return all.given();
    }

    @Override
    Report report(SyncRun run, boolean whole, Caller caller) {
        return PlanReport.of(run, whole, caller);
    }
}

package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import picocli.CommandLine.Command;

/** {@code lockstep plan}: what a sync would do. */
@Command(name = "plan", description = "Show what a sync would do, and why. Changes nothing.")
final class PlanCommand extends OneRun {

    PlanCommand() {
        super("direct:lockstep-plan", Output::plan);
    }

    @Override
    SyncRun begin(Settings settings) {
        return new SyncRun("cli", false);
    }
}

package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep apply}: carries out a plan that a person has read. */
@Command(name = "apply", description = "Carry out a stored plan: those of its actions that are still needed, and no other. The guard's limits don't hold it.")
final class ApplyCommand extends OneRun {

    @Parameters(paramLabel = "PLAN", description = "The plan's id, as 'lockstep plan' and held runs show it.")
    private String plan;

    @Mixin
    private WaitOption wait;
    @Mixin
    private AllOption all;

    ApplyCommand() {
        super("direct:lockstep-sync");
    }

    @Override
    boolean showsAll() {
        return all.given();
    }

    @Override
    SyncRun begin(Settings settings) {
        return wait.on(SyncRun.applying(plan, "cli"));
    }
}

package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import picocli.CommandLine.Option;

/** For commands that change accounts: whether they end only when Synapse shows it. */
final class WaitOption {

    @Option(names = "--wait", description = "Wait until Synapse shows what was done, for at most lockstep.settle-time; MAS does its part a moment later."
            + " Exit code 1 when something doesn't show by then: nothing is lost, but it isn't certain yet.")
    private boolean wait;

    /** The run, which waits if that was asked for. */
    SyncRun on(SyncRun run) {
        return wait ? run.waiting() : run;
    }
}

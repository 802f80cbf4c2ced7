package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lockstep sync}: one run. */
@Command(name = "sync", description = "Bring all accounts in step with the group, once.")
final class SyncCommand extends OneRun {

    @Mixin
    private WaitOption wait;
    @Mixin
    private AllOption all;

    SyncCommand() {
        super("direct:lockstep-sync");
    }

    @Override
    boolean showsAll() {
        return all.given();
    }

    @Override
    SyncRun begin(Settings settings) {
        return wait.on(new SyncRun("cli", true));
    }
}

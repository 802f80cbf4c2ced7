package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import picocli.CommandLine.Command;

/** {@code lockstep sync}: one run. */
@Command(name = "sync", description = "Bring all accounts in step with the group, once.")
final class SyncCommand extends OneRun {

    SyncCommand() {
        super("direct:lockstep-sync", Output::sync);
    }

    @Override
    SyncRun begin(Settings settings) {
        return new SyncRun("cli", true);
    }
}

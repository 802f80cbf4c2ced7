package dev.lockstep.cli;

import picocli.CommandLine.Command;

/** {@code lockstep sync}: one run. */
@Command(name = "sync", description = "Bring all accounts in step with the group, once.")
final class SyncCommand extends OneRun {

    SyncCommand() {
        super("direct:lockstep-sync", true, Output::sync);
    }
}

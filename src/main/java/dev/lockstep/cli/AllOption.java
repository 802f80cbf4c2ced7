package dev.lockstep.cli;

import picocli.CommandLine.Option;

/** For commands whose tables may be long. */
final class AllOption {

    @Option(names = "--all", description = "Show long lists whole: a table shows 20 accounts of a kind, and counts the others.")
    private boolean all;

    boolean given() {
        return all;
    }
}

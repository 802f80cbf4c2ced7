package dev.lockstep.cli;

import dev.lockstep.account.SetupException;
import dev.lockstep.ledger.DeadLetter;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep replay}: tries dead letters again. */
@Command(name = "replay", description = "Try dead letters again: those whose action the group still asks for, and no other. The guard may hold them, like any plan.")
final class ReplayCommand extends OneRun {

    @Mixin
    private WaitOption wait;
    @ArgGroup(multiplicity = "1")
    private Which which;

    /** Some letters, or all. */
    static final class Which {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "The numbers of the letters, as 'lockstep dead-letters' shows them.")
        private Set<Long> ids;
        @Option(names = "--all", description = "All that are open.")
        private boolean all;
    }

    ReplayCommand() {
        super("direct:lockstep-sync");
    }

    /** Here {@code --all} says which letters; whoever names them by their numbers wants to see them. */
    @Override
    boolean showsAll() {
        return true;
    }

    @Override
    SyncRun begin(Settings settings) {
        try (Ledger ledger = Ledger.open(StateFolder.of(settings))) {
            Set<Long> open = ledger.letters().open().stream().map(DeadLetter::id).collect(Collectors.toSet());
            Set<Long> unknown = new TreeSet<>(which.all ? Set.of() : which.ids);
            unknown.removeAll(open);
            if (!unknown.isEmpty()) {
                throw new SetupException("There is no open dead letter " + unknown.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "))
                        + ". Nothing was changed. 'lockstep dead-letters' shows those that are open.");
            }
            return wait.on(SyncRun.replaying(which.all ? open : which.ids, "cli"));
        }
    }
}

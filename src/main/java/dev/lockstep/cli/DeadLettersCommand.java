package dev.lockstep.cli;

import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.report.LetterReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lockstep dead-letters}: the actions that were given up. */
@Command(name = "dead-letters", description = "List the actions that were given up and are still open. Every run tries those again that are still wanted; 'lockstep replay' does so at once.")
final class DeadLettersCommand implements Callable<Integer> {

    @Mixin
    private Options options;
    @Mixin
    private OutputOption output;
    @Mixin
    private ColourOption colour;

    @Override
    public Integer call() {
        output.asked();
        try (Ledger ledger = Ledger.open(StateFolder.of(options.settings()))) {
            output.print(LetterReport.of(ledger.letters().open(), options.caller()), colour);
        }
        return 0;
    }
}

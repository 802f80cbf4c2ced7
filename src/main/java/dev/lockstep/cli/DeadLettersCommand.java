package dev.lockstep.cli;

import dev.lockstep.ledger.DeadLetter;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.run.LetterReport;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lockstep dead-letters}: the actions that were given up. */
@Command(name = "dead-letters", description = "List the actions that were given up and are still open. Every run tries those again that are still wanted; 'lockstep replay' does so at once.")
final class DeadLettersCommand implements Callable<Integer> {

    @Mixin
    private Options options;
    @Option(names = "--json", description = "Print one JSON object on standard output instead of a table.")
    private boolean json;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Ledger ledger = Ledger.open(StateFolder.of(options.settings()))) {
            List<DeadLetter> letters = ledger.letters().open();
            if (json) {
                Output.json(out, Map.of("letters", letters.stream().map(LetterReport::json).toList()));
            } else {
                LetterReport.table(letters).forEach(out::println);
                out.println(letters.isEmpty() ? "No dead letters are open." : "Try them again: lockstep replay " + (letters.size() == 1 ? letters.get(0).id() : "--all")
                        + ". The whole of what was said: --json.");
            }
        }
        return 0;
    }
}

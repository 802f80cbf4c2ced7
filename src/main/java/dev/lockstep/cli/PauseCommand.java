package dev.lockstep.cli;

import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.Origin;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.run.Actor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep pause}: nothing is carried out until {@code lockstep resume}. */
@Command(name = "pause", description = "Carry nothing out until 'lockstep resume', not even the rest of a run in progress. Plans go on.")
final class PauseCommand implements Callable<Integer> {

    /** How it ends; of no use to whoever has just ended it. */
    static final String UNTIL = " 'lockstep resume' ends that.";

    @Mixin
    private Options options;
    @Option(names = "--why", paramLabel = "TEXT", description = "For whoever wonders later.")
    private String why;
    @Mixin
    private ColourOption colour;

    @Override
    public Integer call() {
        try (Ledger ledger = Ledger.open(StateFolder.of(options.settings()))) {
            Instant now = Instant.now();
            String actor = Actor.ofProcess(System.getenv());
            String sentence = "Lockstep is paused since " + now.truncatedTo(ChronoUnit.SECONDS) + " by '" + actor + "'"
                    + (why == null ? "" : ": " + why) + "." + UNTIL;
            ledger.pause(new Origin("", "cli", actor), sentence, now);
            colour.say(sentence);
        }
        return 0;
    }
}

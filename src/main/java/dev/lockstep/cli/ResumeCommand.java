package dev.lockstep.cli;

import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.Origin;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.run.Actor;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lockstep resume}: ends a pause. */
@Command(name = "resume", description = "End a pause.")
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private Options options;
    @Mixin
    private ColourOption colour;

    @Override
    public Integer call() {
        try (Ledger ledger = Ledger.open(StateFolder.of(options.settings()))) {
            Origin who = new Origin("", "cli", Actor.ofProcess(System.getenv()));
            colour.say(ledger.resume(who, Instant.now()).map(pause -> "Resumed. It had said: " + pause.replace(PauseCommand.UNTIL, "")).orElse("Lockstep was not paused."));
        }
        return 0;
    }
}

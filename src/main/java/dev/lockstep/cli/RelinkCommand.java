package dev.lockstep.cli;

import dev.lockstep.run.Relink;
import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep relink}: after a person has looked, the account of a name belongs to the member who bears it now. */
@Command(name = "relink", description = "Say that the account of a name (recycled-name in the plan) belongs to the member who bears it now. Look first: they get what is in it.")
final class RelinkCommand implements Callable<Integer> {

    @Mixin
    private Options options;
    @Parameters(paramLabel = "USERNAME", description = "The member's username in Keycloak.")
    private String username;
    @Mixin
    private ColourOption colour;

    @Override
    public Integer call() {
        Settings settings = options.settings();
        SyncRun run = new SyncRun("cli", false);
        try (Launcher launcher = Launcher.start(settings, false)) {
            launcher.send("direct:lockstep-plan", run);
        }
        if (run.failure().isPresent() || run.look().isEmpty()) {
            return run.exitCode().code();
        }
        colour.say(new Relink(settings).give(run, run.look().get(), username) + " See what comes of it with 'lockstep plan'.");
        return run.exitCode().code();
    }
}

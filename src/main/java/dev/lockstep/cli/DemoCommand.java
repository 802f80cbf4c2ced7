package dev.lockstep.cli;

import dev.lockstep.report.Block;
import dev.lockstep.report.Caller;
import dev.lockstep.report.PlanReport;
import dev.lockstep.report.ResultReport;
import dev.lockstep.report.Tone;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lockstep demo}: the main job, with the real routes, real HTTP and a real command, on a small Keycloak, Synapse and MAS inside this process. */
@Command(name = "demo", description = "Show the main job on a small Keycloak, Synapse and MAS inside this process: no servers, no settings, no network.")
final class DemoCommand implements Callable<Integer> {

    private static final Duration WORKER = Duration.ofSeconds(10);

    @Mixin
    private ColourOption colour;
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        Logging.configure(false);
        Logging.quiet("error");
        try (Sandbox sandbox = Sandbox.start()) {
            colour.say("A small Keycloak, Synapse and MAS run inside this process. These are the people:");
            colour.print(List.of(DemoPeople.introduce(sandbox)));
            try (Launcher launcher = Launcher.demo(settings(sandbox.settings()))) {
                SyncRun plan = new SyncRun("cli", false);
                launcher.send("direct:lockstep-plan", plan);
                title("What a sync would do, and why (lockstep plan):");
                colour.print(PlanReport.of(plan, true, Caller.PLAIN).blocks());
                SyncRun first = sync(launcher, "It is done (lockstep sync):");
                sandbox.mas().awaitWorker(WORKER);
                SyncRun second = sync(launcher, "A second sync finds nothing to do:");
                spec.commandLine().getOut().println();
                colour.say("The administrator '" + Sandbox.ADMIN + "' is not in the group, and was left alone. On a new ledger a first plan that closes anybody is held until a person has read it;"
                        + " the demo runs with lockstep.guard.first-run=carry-out and lockstep.guard.unmapped=ignore. What Lockstep called: " + String.join(", ", sandbox.mas().changingCalls().stream().map(call -> "'" + String.join(" ", call) + "'").toList()) + ".");
                boolean asPromised = !first.results().isEmpty() && second.results().isEmpty();
                return asPromised && first.exitCode().code() + second.exitCode().code() == 0 ? 0 : 1;
            }
        }
    }

    private SyncRun sync(Launcher launcher, String title) {
        SyncRun run = new SyncRun("cli", true);
        launcher.send("direct:lockstep-sync", run);
        title(title);
        colour.print(ResultReport.of(run, false, true, Caller.PLAIN).blocks());
        return run;
    }

    private void title(String title) {
        spec.commandLine().getOut().println();
        colour.print(List.of(new Block.Sentence(title, Tone.STRONG)));
    }

    private static Settings settings(Map<String, String> sandbox) {
        Properties properties = new Properties();
        properties.putAll(sandbox);
        properties.setProperty("lockstep.guard.first-run", "carry-out");
        properties.setProperty("lockstep.guard.unmapped", "ignore");
        properties.setProperty("lockstep.protect.users", "breakglass");
        return SettingsFile.of(properties, surroundings());
    }

    /** What a program needs to read its arguments and to start at all, and nothing that leads anywhere. */
    private static Map<String, String> surroundings() {
        Map<String, String> kept = new TreeMap<>(System.getenv());
        kept.keySet().removeIf(name -> !name.equals("LANG") && !name.startsWith("LC_") && !name.equalsIgnoreCase("SystemRoot"));
        return kept;
    }
}

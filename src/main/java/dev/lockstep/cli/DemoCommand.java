package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lockstep demo}: the main job, with the real routes, real HTTP and a real command, on a small Keycloak, Synapse and MAS inside this process. */
@Command(name = "demo", description = "Show the main job on a small Keycloak, Synapse and MAS inside this process: no servers, no settings, no network.")
final class DemoCommand implements Callable<Integer> {

    private static final Duration WORKER = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        Logging.configure(false);
        Logging.quiet("error");
        PrintWriter out = spec.commandLine().getOut();
        try (Sandbox sandbox = Sandbox.start()) {
            out.println("A small Keycloak, Synapse and MAS run inside this process. These are the people:");
            DemoPeople.introduce(sandbox).forEach(line -> out.println("  " + line));
            try (Launcher launcher = Launcher.demo(settings(sandbox.settings()))) {
                SyncRun plan = new SyncRun("cli", false);
                launcher.send("direct:lockstep-plan", plan);
                title(out, "What a sync would do, and why (lockstep plan):");
                Output.plan(out, plan);
                SyncRun first = sync(launcher, out, "It is done (lockstep sync):");
                sandbox.mas().awaitWorker(WORKER);
                SyncRun second = sync(launcher, out, "A second sync finds nothing to do:");
                out.println();
                out.println("The administrator '" + Sandbox.ADMIN + "' is not in the group, and was left alone. On a new ledger a first plan that closes anybody is held until a person has read it;");
                out.println("the demo runs with lockstep.guard.first-run=carry-out and lockstep.guard.unmapped=ignore. What Lockstep called: " + String.join(", ", sandbox.mas().changingCalls().stream().map(call -> "'" + String.join(" ", call) + "'").toList()) + ".");
                boolean asPromised = !first.results().isEmpty() && second.results().isEmpty();
                return asPromised && first.exitCode().code() + second.exitCode().code() == 0 ? 0 : 1;
            }
        }
    }

    private static SyncRun sync(Launcher launcher, PrintWriter out, String title) {
        SyncRun run = new SyncRun("cli", true);
        launcher.send("direct:lockstep-sync", run);
        title(out, title);
        Output.sync(out, run);
        return run;
    }

    private static void title(PrintWriter out, String title) {
        out.println();
        out.println(title);
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

package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that makes one run, prints what came of it, and ends with its exit code. What stopped a run stands in the log. */
abstract class OneRun implements Callable<Integer> {

    private final String route;
    private final BiConsumer<PrintWriter, SyncRun> print;

    @Mixin
    private Options options;
    @Option(names = "--json", description = "Print one JSON object on standard output instead of tables.")
    private boolean json;
    @Spec
    private CommandSpec spec;

    OneRun(String route, BiConsumer<PrintWriter, SyncRun> print) {
        this.route = route;
        this.print = print;
    }

    /** The run that this command makes. */
    abstract SyncRun begin(Settings settings);

    @Override
    public Integer call() {
        Settings settings = options.settings();
        if (Progress.onTerminal() && !options.verbose()) {
            Logging.quiet("warn");
        }
        SyncRun run = begin(settings);
        try (Launcher launcher = Launcher.start(settings, false); Progress progress = Progress.of(run)) {
            launcher.send(route, run);
        }
        if (run.verdict().isPresent()) {
            (json ? (BiConsumer<PrintWriter, SyncRun>) Output::run : print).accept(spec.commandLine().getOut(), run);
        }
        return run.exitCode().code();
    }
}

package dev.lockstep.cli;

import dev.lockstep.report.Caller;
import dev.lockstep.report.Report;
import dev.lockstep.report.ResultReport;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that makes one run and ends with its exit code. What came of it is told once: to a person at a terminal, or to the log; and in any form that was asked for. */
abstract class OneRun implements Callable<Integer> {

    private final String route;

    @Mixin
    private Options options;
    @Mixin
    private OutputOption output;
    @Mixin
    private ColourOption colour;
    @Spec
    private CommandSpec spec;

    OneRun(String route) {
        this.route = route;
    }

    /** The run that this command makes. */
    abstract SyncRun begin(Settings settings);

    /** Whether the log tells the result too, so that it need not be printed where nobody but the log's readers would see it. */
    boolean isLogged() {
        return true;
    }

    /** The report of the ended run. */
    Report report(SyncRun run, boolean all, Caller caller) {
        return ResultReport.of(run, Launcher.stopping() && run.exitCode() != ExitCode.DONE, all, caller);
    }

    /** Whether long lists are to be shown whole in a table. */
    boolean showsAll() {
        return false;
    }

    @Override
    public Integer call() {
        output.asked();
        Settings settings = options.settings();
        Terminal terminal = Terminal.of(spec);
        boolean tells = output.isForPeople() && (terminal.err() || !isLogged());
        SyncRun run = tells ? begin(settings).told() : begin(settings);
        try (Launcher launcher = Launcher.start(settings, false); Progress progress = Progress.of(run, terminal)) {
            launcher.send(route, run);
        }
        if (run.verdict().isPresent() && (terminal.seen() || output.asked().isPresent() || !isLogged())) {
            output.print(report(run, showsAll() || !output.isTable(), options.caller()), colour);
        }
        if (tells) {
            run.failure().ifPresent(failure -> spec.commandLine().getErr().println(terminal.message(ExitCode.sentence(failure))));
        }
        return run.exitCode().code();
    }
}

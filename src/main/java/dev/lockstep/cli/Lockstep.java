package dev.lockstep.cli;

import dev.lockstep.account.Shown;
import dev.lockstep.run.ExitCode;
import dev.lockstep.settings.Letters;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(name = "lockstep", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Keeps Matrix accounts (Synapse and Matrix Authentication Service) in step with a Keycloak group.",
        synopsisSubcommandLabel = "COMMAND", subcommands = {DoctorCommand.class, PlanCommand.class, SyncCommand.class, ApplyCommand.class, DeadLettersCommand.class, ReplayCommand.class,
        AuditCommand.class, PauseCommand.class, ResumeCommand.class, RunCommand.class, ExplainCommand.class, RelinkCommand.class, CompletionCommand.class, DemoCommand.class},
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
            "0:done, or nothing to do",
            "1:something unexpected; with --wait also an action that Synapse does not show in time",
            "2:a setting, the command line, a credential or a right is wrong",
            "3:a source could not be read whole; nothing was changed",
            "4:something is held by the guard; the message says what was done and what was not",
            "5:some actions were given up",
            "6:another run is at work",
            "130:stopped by SIGINT; what had begun has ended, or the next run settles it. 'run' ends with 0",
            "143:the same, by SIGTERM"})
public final class Lockstep implements Runnable {

    private final Terminal terminal;
    @Spec
    private CommandSpec spec;

    /** The command line on the terminal of this process, if it has one. */
    public Lockstep() {
        this(Terminal.ofProcess());
    }

    private Lockstep(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: for example doctor, plan, sync, run or demo.");
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code = Stream.of(arguments).anyMatch(Letters::areLostIn) ? lost(arguments) : commandLine().execute(arguments);
        Launcher.commandEnded();
        // A run that is being stopped ends in its shutdown hook: a second exit would wait for it for ever.
        if (!Launcher.stopping()) {
            System.exit(code);
        }
    }

    /** Half a name is another one: nothing is done for it. */
    private static int lost(String[] arguments) {
        System.err.println("'" + Shown.text(Stream.of(arguments).filter(Letters::areLostIn).findFirst().orElseThrow()) + "' did not come whole: " + Letters.why(System.getenv()) + ". Nothing was changed.");
        return ExitCode.SETUP.code();
    }

    static CommandLine commandLine() {
        return commandLine(Terminal.ofProcess());
    }

    static CommandLine commandLine(Terminal terminal) {
        // A Matrix user id begins with @ too: it is never the name of a file with arguments.
        return new CommandLine(new Lockstep(terminal)).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println(terminal.message(ExitCode.sentence(failure)));
            if (parsed.expandedArgs().contains("--verbose")) {
                line.getErr().println(ExitCode.story(failure));
            }
            return ExitCode.of(failure).code();
        }).setParameterExceptionHandler(new Misuse());
    }
}

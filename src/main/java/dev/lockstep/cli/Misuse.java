package dev.lockstep.cli;

import dev.lockstep.account.Shown;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command line that isn't understood: the fault, the nearest that there is, and where to read on. The whole help would push the fault out of sight. */
final class Misuse implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        ((Lockstep) line.getCommandSpec().root().userObject()).terminal().message(Shown.text(failure.getMessage())).lines().forEach(part -> err.println(line.getColorScheme().errorText(part)));
        if (arguments.length == 0) {
            line.usage(err, line.getColorScheme());
        } else {
            UnmatchedArgumentException.printSuggestions(failure, err);
            Help help = line.getHelp();
            err.print(help.synopsisHeading() + help.synopsis(help.synopsisHeadingLength()));
            err.println("More: " + line.getCommandSpec().qualifiedName() + " --help");
        }
        err.flush();
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }
}

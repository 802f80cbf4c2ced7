package dev.lockstep.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lockstep completion}: the script that makes a shell complete this command line. */
@Command(name = "completion", description = "Print a script that lets a shell complete commands, options, values and files. Needs no settings.",
        footerHeading = "%nFor example:%n", footer = {
            "  source <(lockstep completion bash)   in ~/.bashrc",
            "  source <(lockstep completion zsh)    in ~/.zshrc, after compinit"})
final class CompletionCommand implements Callable<Integer> {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;
    @Parameters(paramLabel = "SHELL", description = "Which shell: bash or zsh.")
    private Shell shell;
    @Spec
    private CommandSpec spec;

    /** A shell that is known. */
    enum Shell {
        BASH(BashCompletion::of), ZSH(ZshCompletion::of);

        private final Function<CommandSpec, String> script;

        Shell(Function<CommandSpec, String> script) {
            this.script = script;
        }

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(shell.script.apply(spec.root()));
        out.flush();
        return 0;
    }
}

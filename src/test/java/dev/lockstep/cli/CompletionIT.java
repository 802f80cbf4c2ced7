package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The scripts of completion, in real shells on a terminal: what is typed, and what stands there after the tabulator. */
@Timeout(120)
class CompletionIT {

    private static final String ERASE = "\u0015";
    private static final String PROMPT = "READY>";
    private static final long QUIET_MILLIS = 300;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void a_shell_completes_commands_options_values_and_files(String shell) throws Exception {
        assumeTrue(PseudoTerminal.has(shell), shell + " is not installed");
        Files.createDirectories(folder.resolve("etc dir"));
        Files.createFile(folder.resolve("etc dir").resolve("chat.yaml"));
        Files.createFile(folder.resolve("l\u00f6ck one.properties"));
        try (PseudoTerminal terminal = shell(shell, script(Lockstep.commandLine(), shell))) {
            assertThat(offers(terminal, "lockstep \t\t", "apply", "audit", "completion", "dead-letters", "demo", "doctor", "plan", "replay", "sync")).doesNotContain("etc");
            offers(terminal, "lockstep pl\t", "lockstep plan ");
            offers(terminal, "lockstep plan --verb\t", "lockstep plan --verbose ");
            offers(terminal, "lockstep plan -\t\t", "--config", "--json", "--verbose", "--help");
            offers(terminal, "lockstep completion z\t", "lockstep completion zsh ");
            offers(terminal, "lockstep plan --config l\t", "lockstep plan --config l\u00f6ck\\ one.properties ");
            offers(terminal, "lockstep plan --config=l\t", "lockstep plan --config=l\u00f6ck\\ one.properties ");
            offers(terminal, "lockstep plan --config=~/etc\\ dir/c\t", "lockstep plan --config=~/etc\\ dir/chat.yaml ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void somebody_who_is_called_like_a_command_is_not_taken_for_it_and_no_file_is_offered_for_a_name(String shell) throws Exception {
        assumeTrue(PseudoTerminal.has(shell), shell + " is not installed");
        Files.createFile(folder.resolve("somebody.properties"));
        try (PseudoTerminal terminal = shell(shell, script(Lockstep.commandLine(), shell))) {
            assertThat(offers(terminal, "lockstep explain replay -\t\t", "--config", "--verbose")).doesNotContain("--wait");
            offersNot(terminal, "lockstep explain some\t\t", "somebody");
            offersNot(terminal, "lockstep audit --user some\t\t", "somebody");
            offersNot(terminal, "lockstep audit --since=some\t\t", "somebody");
        }
    }

    /** What no command has yet: a file that is no option's, an enum's constants, and texts that mean something to zsh. */
    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void files_and_the_values_of_options_are_completed_wherever_they_stand(String shell) throws Exception {
        assumeTrue(PseudoTerminal.has(shell), shell + " is not installed");
        Files.createFile(folder.resolve("plan one.txt"));
        CommandSpec read = CommandSpec.create().name("read")
                .addOption(OptionSpec.builder("-w", "--with").type(CompletionCommand.Shell.class).description("It's [one] of `two`: $HOME \\ \"both\".").build())
                .addOption(OptionSpec.builder("--secret").hidden(true).build())
                .addPositional(PositionalParamSpec.builder().paramLabel("FILE:S").index("0").type(Path.class).build());
        CommandLine line = new CommandLine(CommandSpec.create().name("lockstep").addSubcommand("read", read)
                .addSubcommand("completion", CommandSpec.forAnnotatedObject(new CompletionCommand())));
        try (PseudoTerminal terminal = shell(shell, script(line, shell))) {
            offers(terminal, "lockstep read --with z\t", "lockstep read --with zsh ");
            offers(terminal, "lockstep read --with=b\t", "lockstep read --with=bash ");
            offers(terminal, "lockstep read -w z\t", "lockstep read -w zsh ");
            offers(terminal, "lockstep read pl\t", "lockstep read plan\\ one.txt ");
            offersNot(terminal, "lockstep read --s\t", "--secret");
        }
    }

    /** Loaded for the first time when the tabulator is pressed. */
    @Test
    void zsh_takes_it_from_a_folder_of_functions_too() throws Exception {
        assumeTrue(PseudoTerminal.has("zsh"), "zsh is not installed");
        Files.writeString(folder.resolve("_lockstep"), script(Lockstep.commandLine(), "zsh"));
        try (PseudoTerminal terminal = shell("zsh", "")) {
            terminal.type("fpath=(~ $fpath); compinit -u\n");
            offers(terminal, "lockstep pl\t", "lockstep plan ");
            offers(terminal, "lockstep plan --verb\t", "lockstep plan --verbose ");
        }
    }

    @Test
    void a_shell_is_left_as_it_was() throws Exception {
        String script = script(Lockstep.commandLine(), "bash");
        try (PseudoTerminal terminal = shell("bash", "")) {
            Files.writeString(folder.resolve("script"), script);
            terminal.type("before=$(set -o; shopt; alias; compgen -v; compgen -A function); . ./script; after=$(set -o; shopt; alias; compgen -v; compgen -A function)\n");
            terminal.type("echo $(diff <(echo \"$before\") <(echo \"$after\")) EN''D\n");
            assertThat(terminal.await("END\n")).contains("> _lockstep ").doesNotContain("< ");
        }
    }

    @Test
    void no_option_of_the_program_itself_takes_a_value_for_the_scripts_take_the_first_word_that_is_none_for_the_command() {
        assertThat(CommandWords.options(Lockstep.commandLine().getCommandSpec())).noneMatch(CommandWords::takesValue);
    }

    @Test
    void a_shell_that_is_not_known_ends_with_2() {
        StringWriter err = new StringWriter();

        assertThat(Lockstep.commandLine().setErr(new PrintWriter(err, true)).execute("completion", "fish")).isEqualTo(2);
        assertThat(err.toString()).containsIgnoringCase("bash").containsIgnoringCase("zsh").contains("'fish'");
    }

    /** Waits until all of these stand there after something was typed, and gives all that does. */
    private static String offers(PseudoTerminal terminal, String typed, String... expected) throws IOException, InterruptedException {
        terminal.type(typed);
        String all = terminal.await(expected);
        clear(terminal);
        return all;
    }

    private static void offersNot(PseudoTerminal terminal, String typed, String unwanted) throws IOException, InterruptedException {
        terminal.type(typed);
        Thread.sleep(QUIET_MILLIS);
        assertThat(clear(terminal)).doesNotContain(unwanted);
    }

    private static String clear(PseudoTerminal terminal) throws IOException, InterruptedException {
        terminal.type(ERASE + "echo EN''D\n");
        return terminal.await("END\n" + PROMPT);
    }

    /** A shell as it is without anybody's own set-up, and with this script. */
    private PseudoTerminal shell(String shell, String script) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(".inputrc"), "set enable-bracketed-paste off\nset bell-style none\n");
        Files.writeString(folder.resolve(".script"), script);
        PseudoTerminal terminal = PseudoTerminal.start(shell.equals("bash") ? "bash --norc --noprofile" : "zsh -f -o no_prompt_sp -o no_prompt_cr", 120, folder, Map.of("PS1", PROMPT));
        terminal.await(PROMPT);
        terminal.type((shell.equals("bash") ? "" : "autoload -Uz compinit; compinit -u; ") + "lockstep() { true; }; . ./.script\n");
        terminal.await("\n" + PROMPT);
        return terminal;
    }

    private static String script(CommandLine line, String shell) {
        StringWriter out = new StringWriter();
        assertThat(line.setCaseInsensitiveEnumValuesAllowed(true).setOut(new PrintWriter(out, true)).execute("completion", shell)).isZero();
        return out.toString();
    }
}

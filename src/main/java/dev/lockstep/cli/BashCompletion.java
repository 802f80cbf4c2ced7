package dev.lockstep.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The script for bash 4 and newer. Not picocli's own: that one takes any word that is the name of a command for the command, knows no
 * {@code --option=value}, and leaves functions and options of the shell behind.
 */
final class BashCompletion {

    private static final String SCRIPT = """
            # Completes lockstep's command line in bash 4 or newer. Made by 'lockstep completion bash'.
            _lockstep() {
              local IFS=$' \\t\\n' word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= words= each
              # To bash --option=value is three words.
              if [[ $word == = ]]; then
                word=
              elif [[ $before == = ]]; then
                before=${COMP_WORDS[COMP_CWORD-2]}
              fi
              for each in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                if [[ $each != -* ]]; then
                  command=$each
                  break
                fi
              done
              COMPREPLY=()
              case $command:$before in
            VALUES
                *)
                  case $command:$word in
            OPTIONS
                  esac
                  ;;
              esac
              COMPREPLY=($(compgen -W "$words" -- "$word"))
            }
            complete -F _lockstep lockstep
            """;
    private static final String FILES = "compopt -o default; return";

    private BashCompletion() {
    }

    /** The script for this program. */
    static String of(CommandSpec program) {
        List<String> values = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (CommandSpec command : CommandWords.commands(program)) {
            for (OptionSpec option : CommandWords.options(command)) {
                if (CommandWords.takesValue(option)) {
                    String pattern = List.of(option.names()).stream().map(name -> command.name() + ":" + name).collect(Collectors.joining(" | "));
                    values.add("    " + pattern + ") " + offer(option) + " ;;");
                }
            }
            options.add("        " + command.name() + ":-*) " + words(CommandWords.names(command)) + " ;;");
            CommandWords.parameters(command).stream().filter(parameter -> CommandWords.isFile(parameter) || !CommandWords.values(parameter).isEmpty())
                    .forEach(parameter -> options.add("        " + command.name() + ":*) " + offer(parameter) + " ;;"));
        }
        options.add("        :-*) " + words(CommandWords.names(program)) + " ;;");
        options.add("        :*) " + words(CommandWords.commands(program).stream().map(CommandSpec::name).toList()) + " ;;");
        return SCRIPT.replace("VALUES", String.join("\n", values)).replace("OPTIONS", String.join("\n", options));
    }

    private static String offer(ArgSpec argument) {
        return CommandWords.isFile(argument) ? FILES : CommandWords.values(argument).isEmpty() ? "return" : words(CommandWords.values(argument));
    }

    private static String words(Iterable<String> words) {
        return "words='" + String.join(" ", words) + "'";
    }
}

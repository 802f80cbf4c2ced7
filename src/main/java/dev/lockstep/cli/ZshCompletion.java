package dev.lockstep.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The script for zsh, which shows what each command and option is for; to be sourced, or to lie in a folder of {@code fpath} as {@code _lockstep}. */
final class ZshCompletion {

    private static final String SCRIPT = """
            #compdef lockstep
            # Completes lockstep's command line in zsh. Made by 'lockstep completion zsh'.
            _lockstep() {
              local curcontext=$curcontext state line
              local -A opt_args
              local -a commands
              commands=(
            COMMANDS
              )
              _arguments -C OPTIONS \\
                '1:command:->command' '*::argument:->argument' && return
              case $state in
                command)
                  _describe -t commands 'command' commands
                  ;;
                argument)
                  case $words[1] in
            ARGUMENTS
                  esac
                  ;;
              esac
            }
            if [[ $funcstack[1] == _lockstep ]]; then
              _lockstep "$@"
            else
              (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
              compdef _lockstep lockstep
            fi
            """;

    private ZshCompletion() {
    }

    /** The script for this program. */
    static String of(CommandSpec program) {
        List<CommandSpec> all = CommandWords.commands(program);
        return SCRIPT.replace("COMMANDS", all.stream().map(command -> "    " + quoted(command.name() + ":" + CommandWords.sentence(command.usageMessage().description())))
                        .collect(Collectors.joining("\n")))
                .replace("OPTIONS", CommandWords.options(program).stream().map(ZshCompletion::spec).collect(Collectors.joining(" \\\n    ")))
                .replace("ARGUMENTS", all.stream().map(ZshCompletion::arguments).collect(Collectors.joining("\n")));
    }

    private static String arguments(CommandSpec command) {
        Stream<String> specs = Stream.concat(CommandWords.options(command).stream().map(ZshCompletion::spec), CommandWords.parameters(command).stream().map(ZshCompletion::spec));
        return "        " + command.name() + ")\n          _arguments " + specs.collect(Collectors.joining(" \\\n            ")) + "\n          ;;";
    }

    /** Like {@code '(-h --help)'{-h,--help}'[Show this help]'}. */
    private static String spec(OptionSpec option) {
        List<String> names = Arrays.stream(option.names()).map(name -> CommandWords.takesValue(option) && name.startsWith("--") ? name + "=" : name).toList();
        String told = "[" + CommandWords.sentence(option.description()).replaceAll("[\\[\\]\\\\]", "\\\\$0") + "]" + (CommandWords.takesValue(option) ? value(option) : "");
        String others = option.usageHelp() || option.versionHelp() ? "(- *)" : names.size() > 1 ? "(" + String.join(" ", option.names()) + ")" : "";
        return quoted(others) + (names.size() > 1 ? "{" + String.join(",", names) + "}" + quoted(told) : quoted(names.get(0) + told));
    }

    private static String spec(PositionalParamSpec parameter) {
        return quoted((parameter.arity().max() > 1 ? "*" : String.valueOf(parameter.index().min() + 1)) + value(parameter));
    }

    private static String value(ArgSpec argument) {
        List<String> values = CommandWords.values(argument);
        return ":" + CommandWords.label(argument).replace(":", "\\:") + ":" + (CommandWords.isFile(argument) ? "_files" : values.isEmpty() ? " " : "(" + String.join(" ", values) + ")");
    }

    private static String quoted(String text) {
        return text.isEmpty() ? "" : "'" + text.replace("'", "'\\''") + "'";
    }
}

package dev.lockstep.sandbox;

/** mas-cli's command line, as far as Lockstep uses it; a wrong one has {@link #usageError} in clap's words. */
final class MasCliArguments {

    /** {@code lock-user}, {@code unlock-user}, {@code kill-sessions}, {@code list-admin-users}, {@code version} or {@code check}. */
    String command = "";
    /** {@code --deactivate}, {@code --reactivate} or {@code --dry-run} was there. */
    boolean flag;
    String username = "";
    /** The files of {@code --config}, each ended by a line feed; null without any. */
    String configs;
    String usageError;

    private final String[] args;
    private int at;
    private boolean hasUsername;
    private boolean onlyValues;

    MasCliArguments(String[] args) {
        this.args = args;
        while (at < args.length && usageError == null) {
            String word = args[at++];
            if (!onlyValues && word.equals("--") && hasTarget()) {
                onlyValues = true;
            } else if (!onlyValues && word.length() > 1 && word.charAt(0) == '-') {
                option(word);
            } else {
                word(word);
            }
        }
        if (usageError == null) {
            demandTheRest();
        }
    }

    private void option(String word) {
        if (word.equals("--config") || word.equals("-c")) {
            if (at == args.length) {
                usageError = MasCliErrors.usage("a value is required for '--config <CONFIG>' but none was supplied", null);
            } else {
                addConfig(args[at++]);
            }
        } else if (word.startsWith("--config=")) {
            addConfig(word.substring("--config=".length()));
        } else if (command.isEmpty() && (word.equals("--version") || word.equals("-V"))) {
            command = "version";
        } else if (word.equals(flagOf(command))) {
            flag = true;
        } else {
            unexpected(word);
        }
    }

    private void word(String word) {
        if (command.isEmpty() && (word.equals("manage") || word.equals("config"))) {
            command = word;
        } else if (command.equals("config") && word.equals("check")) {
            command = "check";
        } else if (command.equals("manage") && isCommand(word)) {
            command = word;
        } else if (!hasTarget()) {
            usageError = MasCliErrors.usage(new StringBuilder("unrecognized subcommand '").append(word).append('\'')
                    .toString(), new StringBuilder(path()).append(" [OPTIONS] <COMMAND>").toString());
        } else if (hasUsername || flagOf(command).isEmpty()) {
            unexpected(word);
        } else {
            username = word;
            hasUsername = true;
        }
    }

    private void demandTheRest() {
        if (command.equals("version") || command.equals("check")) {
            return;
        }
        if (!hasTarget()) {
            usageError = MasCliErrors.usage("a subcommand is required", new StringBuilder(path())
                    .append(" [OPTIONS] <COMMAND>").toString());
        } else if (!hasUsername && !flagOf(command).isEmpty()) {
            usageError = MasCliErrors.usage("the following required arguments were not provided:\n  <USERNAME>",
                    new StringBuilder(path()).append(" <USERNAME>").toString());
        }
    }

    private void unexpected(String word) {
        boolean isOption = !onlyValues && word.charAt(0) == '-';
        // clap reads '-dash' as a cluster of short options and names the first.
        String named = isOption && word.charAt(1) != '-' ? word.substring(0, 2) : word;
        StringBuilder sentence = new StringBuilder("unexpected argument '").append(named).append("' found");
        if (isOption && hasTarget() && !hasUsername && !flagOf(command).isEmpty()) {
            sentence.append("\n\n  tip: to pass '").append(named).append("' as a value, use '-- ").append(named)
                    .append('\'');
        }
        String rest = !hasTarget() ? " [OPTIONS] <COMMAND>" : flagOf(command).isEmpty() ? " [OPTIONS]"
                : " [OPTIONS] <USERNAME>";
        usageError = MasCliErrors.usage(sentence.toString(), new StringBuilder(path()).append(rest).toString());
    }

    private void addConfig(String file) {
        configs = new StringBuilder(configs == null ? "" : configs).append(file).append('\n').toString();
    }

    private boolean hasTarget() {
        return isCommand(command) || command.equals("check");
    }

    private String path() {
        return command.isEmpty() ? "mas-cli" : command.equals("manage") || command.equals("config")
                ? "mas-cli ".concat(command) : command.equals("check") ? "mas-cli config check"
                : "mas-cli manage ".concat(command);
    }

    private static boolean isCommand(String word) {
        return word.equals("list-admin-users") || !flagOf(word).isEmpty();
    }

    /** Each command that takes a username has one flag of its own. */
    private static String flagOf(String command) {
        switch (command) {
            case "lock-user":
                return "--deactivate";
            case "unlock-user":
                return "--reactivate";
            case "kill-sessions":
                return "--dry-run";
            default:
                return "";
        }
    }
}

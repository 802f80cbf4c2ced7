package dev.lockstep.mas;

import dev.lockstep.account.Shown;
import dev.lockstep.settings.Secrets;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a call of mas-cli said and what that means: sorted by its words first, then by who says them, and by its number last. Behind {@code docker exec -t} there is a terminal: all stands on standard
 * output then, with colours and carriage returns; they are taken away.
 *
 * @param lines both streams' lines, standard error first
 */
record MasWords(List<String> lines) {

    private static final int TOLD = 4096;
    private static final int PANIC_EXIT = 101;
    private static final int USAGE_EXIT = 2;
    /** coreutils' timeout(1) ended it. */
    private static final int TIMEOUT_EXIT = 124;
    /** A shell and Java add this to the signal's number, of which there are 64. */
    private static final int SIGNAL_EXIT = 128;
    private static final int LAST_SIGNAL_EXIT = SIGNAL_EXIT + 64;

    /** ECMA-48: control sequences, strings of an operating system command, and the short ones. */
    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]|\u001b\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|\u001b[ -/]*[0-~]");
    /** anyhow's; docker and kubectl say {@code Error:} too. */
    private static final Pattern ERROR = Pattern.compile("^Error: (?!unknown (?:command|flag|shorthand)|[Nn]o such container|Instance not found|no container with|[Cc]annot connect to Podman).+");
    private static final Pattern CLAP = Pattern.compile("^error: .+");
    private static final Pattern OF_ITSELF = Pattern.compile("^mas-cli v?\\d.*|^Usage: .+");
    private static final Pattern DENIED = Pattern.compile("authentication failed|no pg_hba\\.conf entry|(?:role|user|database) \"[^\"]*\" does not exist|permission denied for |no password supplied");
    private static final Pattern UNREADABLE = Pattern.compile("^Error: (?:missing field|unknown field|invalid type|invalid value|duplicate field|unknown variant|could not (?:load|read|parse)"
            + "|[Ff]ailed to (?:load|read|parse))");
    private static final Pattern NO_TABLES = Pattern.compile("(?:relation|column) \\S+ does not exist");

    private static final String LOST = "Its exit code is lost on its way: what lockstep.mas.command names has to end with mas-cli's own.";
    private static final String NOT_HANDED_ON = "What it was asked for does not reach mas-cli: lockstep.mas.command has to hand its arguments on, and nothing of its own ('--version', '--help') behind 'mas-cli'.";
    private static final String NOT_MAS_CLI = "mas-cli tells its version whatever its database does, so that is not mas-cli, or not all of the way to it: check lockstep.mas.command.";
    private static final String CONFIG = "Check lockstep.mas.config: mas-cli can't read that file as one of its own.";
    private static final String CREDENTIALS = "Check the user, the password and the name of MAS's database in lockstep.mas.config, and what the database allows them.";
    private static final String TABLES = "That database is not MAS's, or has not its tables yet ('mas-cli database migrate'): check lockstep.mas.config, and MAS's database.";
    private static final String TOO_SLOW = "The 'timeout' in lockstep.mas.command ended it: give it more time, and look at MAS's database.";

    /**
     * What became of a call.
     *
     * @param remedy what a person does about it, a sentence; empty where all is well
     */
    record End(MasOutcome outcome, String remedy) {

        End(MasOutcome outcome) {
            this(outcome, outcome.remedy());
        }
    }

    static MasWords of(String stdout, String stderr) {
        return new MasWords(Stream.of(stderr, stdout).flatMap(text -> ESCAPES.matcher(text).replaceAll("").lines())
                .map(line -> line.substring(0, Math.min(line.length(), 4 * TOLD))).toList());
    }

    /** What an exit code, with these words, means for a call with these arguments. */
    End end(int exitCode, List<String> arguments) {
        boolean asksVersion = arguments.equals(List.of("--version"));
        if (exitCode == 0) {
            return asksVersion ? new End(MasOutcome.DONE) : well();
        }
        End end = failed(exitCode);
        boolean byItself = switch (end.outcome()) {
            case USER_NOT_FOUND, USAGE, FAILED, DENIED -> true;
            case FOREIGN -> end.equals(new End(MasOutcome.FOREIGN));
            default -> false;
        };
        return asksVersion && byItself ? new End(MasOutcome.COMMAND, NOT_MAS_CLI) : end;
    }

    /** What matters stands from {@code Error:} to the stack; without such a line, the last ones. One line of at most 4 KiB of UTF-8, without secrets. */
    String telling(Secrets secrets) {
        int from = 0;
        while (from < lines.size() && !lines.get(from).regionMatches(true, 0, "error:", 0, 6)) {
            from++;
        }
        List<String> told = from < lines.size() ? lines.subList(from, lines.size()) : lines.subList(Math.max(0, lines.size() - 3), lines.size());
        String text = told.stream().takeWhile(line -> !line.startsWith("Stack backtrace:")).collect(Collectors.joining("\n"));
        // Far more than is told: a secret cut in half would not be known as one.
        String hidden = secrets.hide(text.substring(0, Math.min(text.length(), 16 * TOLD)));
        return beginning(hidden.lines().map(String::strip).filter(line -> !line.isEmpty()).map(Shown::text).collect(Collectors.joining(" | ")));
    }

    /** An exit code 0 says little where another program has taken mas-cli's, or its arguments. */
    private End well() {
        if (any(OF_ITSELF)) {
            return new End(MasOutcome.USAGE, NOT_HANDED_ON);
        }
        if (any(ERROR)) {
            return new End(failed(1).outcome(), LOST);
        }
        return any(CLAP) ? new End(failed(USAGE_EXIT).outcome(), LOST) : new End(MasOutcome.DONE);
    }

    private End failed(int exitCode) {
        if (exitCode == 1 && lines.contains("Error: User not found")) {
            return new End(MasOutcome.USER_NOT_FOUND);
        }
        if (exitCode == PANIC_EXIT) {
            return new End(MasOutcome.PANIC);
        }
        if (exitCode == USAGE_EXIT && any(CLAP)) {
            return new End(MasOutcome.USAGE);
        }
        if (exitCode == 1 && (any(ERROR) || lines.contains("Stack backtrace:"))) {
            return any(DENIED) ? new End(MasOutcome.DENIED, CREDENTIALS) : any(UNREADABLE) ? new End(MasOutcome.DENIED, CONFIG)
                    : any(NO_TABLES) ? new End(MasOutcome.FAILED, TABLES) : new End(MasOutcome.FAILED);
        }
        if (exitCode > SIGNAL_EXIT && exitCode <= LAST_SIGNAL_EXIT) {
            return new End(MasOutcome.KILLED);
        }
        Optional<AroundMas> other = AroundMas.of(lines).or(() -> AroundMas.ofNumber(exitCode, lines));
        return other.map(known -> new End(known.outcome(), known.remedy())).orElseGet(() -> exitCode == TIMEOUT_EXIT ? new End(MasOutcome.TIMEOUT, TOO_SLOW) : new End(MasOutcome.FOREIGN));
    }

    private boolean any(Pattern pattern) {
        return lines.stream().anyMatch(line -> pattern.matcher(line).find());
    }

    private static String beginning(String text) {
        CharBuffer characters = CharBuffer.wrap(text);
        StandardCharsets.UTF_8.newEncoder().encode(characters, ByteBuffer.allocate(TOLD), true);
        return characters.flip().toString();
    }
}

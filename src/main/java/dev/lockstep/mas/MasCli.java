package dev.lockstep.mas;

import dev.lockstep.account.Shown;
import dev.lockstep.net.Deadline;
import dev.lockstep.settings.CommandWords;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Letters;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecCommandExecutor;
import org.apache.camel.component.exec.ExecResult;

/**
 * Runs mas-cli for camel-exec. Unlike the stock executor it throws when a call fails, keeps what mas-cli said, and at the time limit kills the process with everything that it started.
 * Only the arguments come from the route; the program is always the one of the settings.
 */
public final class MasCli implements ExecCommandExecutor {

    private static final Duration OUTPUT_GRACE = Duration.ofSeconds(2);
    private static final Duration PROBE = Duration.ofSeconds(5);
    /** The system's error number in Java's words, which differ from version to version. */
    private static final Pattern ERRNO = Pattern.compile("error[=:] ?(\\d+)");
    private static final int MISSING_EXIT = 127;

    private final List<String> command;
    private final Duration timeout;
    private final Secrets secrets;
    private final Map<String, String> environment;

    public MasCli(Settings settings) {
        this.command = settings.get(Keys.MAS_COMMAND);
        this.timeout = settings.get(Keys.MAS_TIMEOUT);
        this.secrets = new Secrets(settings);
        this.environment = MasEnvironment.of(settings.environment());
    }

    /**
     * Runs one call.
     *
     * @throws MasException when it fails, with its outcome
     */
    @Override
    public ExecResult execute(ExecCommand exec) {
        List<String> arguments = exec.getArgs();
        Optional<CallOwner> owner = MasBinding.Call.owner(exec);
        Process process = start(arguments, owner);
        tell(owner, process);
        CappedOutput out = new CappedOutput(process.getInputStream());
        CappedOutput err = new CappedOutput(process.getErrorStream());
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It ended before it could be told that nothing will be typed.
        }
        Optional<Deadline> sooner = Deadline.here().filter(here -> here.left().compareTo(timeout) < 0);
        boolean interrupted = false;
        boolean ended = false;
        try {
            ended = process.waitFor(sooner.map(Deadline::left).orElse(timeout).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!ended) {
            kill(process);
            if (interrupted) {
                Thread.currentThread().interrupt();
            } else if (sooner.isPresent()) {
                throw sooner.get().over("'mas-cli'");
            }
            throw cutOff(arguments, MasWords.of(out.text(), err.text()), interrupted);
        }
        long patience = System.nanoTime() + OUTPUT_GRACE.toNanos();
        join(out, patience);
        join(err, patience);
        int exitCode = process.exitValue();
        MasWords words = MasWords.of(out.text(), err.text());
        if (AroundMas.ends(exitCode) && words.lines().stream().anyMatch(line -> line.startsWith(ParentDeath.FAILED))) {
            throw notStarted(exitCode == MISSING_EXIT ? AroundMas.MISSING_FILE : AroundMas.FORBIDDEN_FILE, arguments, words.telling(secrets));
        }
        MasWords.End end = words.end(exitCode, arguments);
        if (end.outcome() != MasOutcome.DONE) {
            throw failure(end, arguments, OptionalInt.of(exitCode), words, call(arguments) + " ended with exit code " + exitCode + (exitCode == 0 ? ", but said: " : ": "));
        }
        return new ExecResult(exec, stream(out), stream(err), exitCode);
    }

    private Process start(List<String> arguments, Optional<CallOwner> owner) {
        List<String> words = words(arguments);
        requireExact(arguments);
        ProcessBuilder builder = new ProcessBuilder(ParentDeath.ending(words, environment.getOrDefault("PATH", "")));
        builder.environment().clear();
        builder.environment().putAll(environment);
        owner.ifPresent(known -> builder.environment().put(Orphans.VARIABLE, known.runId()));
        try {
            return builder.start();
        } catch (IOException e) {
            Matcher number = ERRNO.matcher(String.valueOf(e.getMessage()));
            throw notStarted(number.find() ? Integer.parseInt(number.group(1)) : 0, arguments, Shown.text(e.getMessage()));
        }
    }

    /** Whether a command that says nothing of interest ends well within some seconds. */
    static boolean succeeds(List<String> words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            boolean ended = process.waitFor(PROBE.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whoever can't note which process acts for them must not let it act. */
    private static void tell(Optional<CallOwner> owner, Process process) {
        try {
            owner.ifPresent(known -> ProcessMark.of(process.pid()).ifPresent(known::started));
        } catch (RuntimeException e) {
            kill(process);
            throw e;
        }
    }

    /** Java writes arguments in the character set of the environment, Java 17 in that of file.encoding, with question marks for what it lacks: that would be another name. mas-cli reads UTF-8. */
    private void requireExact(List<String> arguments) {
        for (Charset set : List.of(Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name())), Charset.defaultCharset())) {
            for (String word : words(arguments)) {
                if (!new String(word.getBytes(set), StandardCharsets.UTF_8).equals(word)) {
                    throw failure(new MasWords.End(MasOutcome.USAGE, ""), arguments, "'" + Shown.text(word) + "' can't be handed to mas-cli: " + Letters.why(environment, set) + "; and no file.encoding.");
                }
            }
        }
    }

    private static void kill(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** A process that mas-cli left behind may hold its output open: it isn't waited for. */
    private static void join(CappedOutput output, long until) {
        try {
            output.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static InputStream stream(CappedOutput output) {
        return new ByteArrayInputStream(output.text().getBytes(StandardCharsets.UTF_8));
    }

    private static String call(List<String> arguments) {
        return "'mas-cli " + Shown.text(String.join(" ", arguments)) + "'";
    }

    private List<String> words(List<String> arguments) {
        List<String> words = new ArrayList<>(command);
        words.addAll(arguments);
        return words;
    }

    private MasException notStarted(int errno, List<String> arguments, String why) {
        boolean isThere = command.get(0).contains(File.separator) && Files.isRegularFile(Path.of(command.get(0)));
        return failure(AroundMas.notStarted(errno, isThere), arguments, "'" + Shown.text(command.get(0)) + "' could not be started (" + why + ").");
    }

    private MasException cutOff(List<String> arguments, MasWords words, boolean stopping) {
        String said = words.telling(secrets);
        String limit = timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
        String sentence = call(arguments) + (stopping ? " was cut off because Lockstep is stopping" : " took longer than " + limit + " (lockstep.mas.timeout) and was killed")
                + (MasCommand.onlyLooks(arguments) ? "." : "; whether MAS made the change isn't known.") + (said.isEmpty() ? "" : " It said: ");
        return MasException.of(new MasWords.End(MasOutcome.TIMEOUT), secrets.hide(sentence) + said, OptionalInt.empty(), shown(arguments), said);
    }

    private MasException failure(MasWords.End end, List<String> arguments, String sentence) {
        return MasException.of(end, secrets.hide(sentence), OptionalInt.empty(), shown(arguments), "");
    }

    private MasException failure(MasWords.End end, List<String> arguments, OptionalInt exitCode, MasWords words, String sentence) {
        String said = words.telling(secrets);
        return MasException.of(end, secrets.hide(sentence) + (said.isEmpty() ? "it said nothing." : said), exitCode, shown(arguments), said);
    }

    private String shown(List<String> arguments) {
        return Shown.text(CommandWords.join(secrets.hide(words(arguments))));
    }
}

package dev.lockstep.mas;

import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The processes of mas-cli that outlived a killed Lockstep. Such a one may hang on its database, and do what it was told to do hours later. They are known by their number and start, and on Linux by the run
 * in their environment: all that they started has it too, and there is no moment at which it isn't there yet.
 */
public final class Orphans {

    /** The variable with the run's id. Not one of {@code LOCKSTEP_*}, which are settings. */
    static final String VARIABLE = "STARTED_BY_LOCKSTEP_RUN";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Set<String> runs;
    private final Collection<ProcessMark> noted;
    private final Map<ProcessMark, String> ended = new LinkedHashMap<>();

    /**
     * Those of some runs.
     *
     * @param runs  the ids of runs of which nothing is at work any more
     * @param noted the processes that are known of them
     */
    public Orphans(Set<String> runs, Collection<ProcessMark> noted) {
        this.runs = Set.copyOf(runs);
        this.noted = List.copyOf(noted);
    }

    /**
     * Ends them with everything that they started, and waits for their end.
     *
     * @return each that was ended, in words
     * @throws SetupException when one of them can't be ended
     */
    public Collection<String> end() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Map<ProcessMark, String> alive = alive();
        while (!alive.isEmpty()) {
            ended.putAll(alive);
            alive.keySet().forEach(process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
            if (System.nanoTime() > until) {
                throw new SetupException("The " + String.join(", the ", alive.values()) + " can't be ended, which a run that was cut off left behind: it may still change an account. Nothing was changed."
                        + " End it (kill -9 " + String.join(" ", alive.keySet().stream().map(process -> String.valueOf(process.pid())).toList()) + "), and run it again.");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            alive = alive();
        }
        return ended.values();
    }

    private Map<ProcessMark, String> alive() {
        Map<ProcessMark, String> alive = new LinkedHashMap<>();
        Stream.of(noted.stream(), ended.keySet().stream(), marked().stream()).flatMap(marks -> marks).distinct().filter(ProcessMark::isAlive).forEach(process -> {
            ProcessHandle.of(process.pid()).stream().flatMap(ProcessHandle::descendants).forEach(child -> ProcessMark.of(child.pid()).ifPresent(mark -> alive.put(mark, words(child))));
            ProcessHandle.of(process.pid()).ifPresent(handle -> alive.put(process, words(handle)));
        });
        return alive;
    }

    /** Those with one of the runs in their environment; only Linux shows it. */
    private List<ProcessMark> marked() {
        if (runs.isEmpty() || !Files.isDirectory(ProcessMark.PROC)) {
            return List.of();
        }
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(pid -> run(pid).filter(runs::contains).isPresent()).flatMap(pid -> ProcessMark.of(pid).stream()).toList();
    }

    private static Optional<String> run(long pid) {
        Path environment = ProcessMark.PROC.resolve(String.valueOf(pid)).resolve("environ");
        try {
            String[] variables = new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1).split("\0");
            return Arrays.stream(variables).filter(variable -> variable.startsWith(VARIABLE + "=")).map(variable -> variable.substring(VARIABLE.length() + 1)).findFirst();
        } catch (IOException e) {
            // It has ended, or belongs to another user.
            return Optional.empty();
        }
    }

    /** Its arguments may hold anything; its name is enough to know it by. */
    private static String words(ProcessHandle process) {
        return "process " + process.pid() + process.info().command().map(name -> " ('" + Shown.text(name) + "')").orElse("");
    }
}

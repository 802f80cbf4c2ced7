package dev.lockstep.mas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that can be told from every other one, also after its number was given to another: the number and when it started. On Linux that is the kernel's count of ticks and the id of the boot, which
 * do not depend on the clock; elsewhere milliseconds since 1970.
 *
 * @param pid   the number
 * @param start when it started; never holds a blank
 */
public record ProcessMark(long pid, String start) {

    static final Path PROC = Path.of("/proc");
    private static final Path BOOT = PROC.resolve("sys/kernel/random/boot_id");
    /** Where the start stands in {@code /proc/PID/stat}, counted from the state, which follows the name in brackets. See proc_pid_stat(5). */
    private static final int START = 19;
    private static final String ENDED = "ZX";

    /** The one with this number, if it lives. */
    public static Optional<ProcessMark> of(long pid) {
        if (!Files.isReadable(BOOT)) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).flatMap(process -> process.info().startInstant()).map(Instant::toEpochMilli)
                    .map(start -> new ProcessMark(pid, String.valueOf(start)));
        }
        try {
            String stat = Files.readString(PROC.resolve(String.valueOf(pid)).resolve("stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // One that has ended and that nobody has asked for its end yet.
            boolean ended = ENDED.contains(words[0]);
            return ended ? Optional.empty() : Optional.of(new ProcessMark(pid, Files.readString(BOOT).strip() + ":" + words[START]));
        } catch (IOException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** The one that {@link #toString} wrote; empty for anything else. */
    public static Optional<ProcessMark> parse(String text) {
        String[] words = text.split(" ");
        return words.length == 2 && words[0].matches("\\d{1,18}") ? Optional.of(new ProcessMark(Long.parseLong(words[0]), words[1])) : Optional.empty();
    }

    /** This very process. */
    public static Optional<ProcessMark> own() {
        return of(ProcessHandle.current().pid());
    }

    /** Whether it, and not another one of its number, lives. */
    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    @Override
    public String toString() {
        return pid + " " + start;
    }
}

package dev.lockstep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** mas-cli behind a script that sleeps before each changing call, and notes when such a call begins and ends. */
final class SlowMas implements AutoCloseable {

    private final Path folder;

    private SlowMas(Path folder) {
        this.folder = folder;
    }

    /** Puts the script before the mas-cli of an installation whose routes haven't been started yet. */
    static SlowMas of(Installation installation, double seconds) {
        try {
            SlowMas slow = new SlowMas(Files.createTempDirectory("lockstep-slow-mas"));
            Path script = Files.writeString(slow.folder.resolve("mas-cli.sh"), """
                    case "$*" in
                      *lock-user*|*"kill-sessions -- "*)
                        echo begin >> '%1$s'
                        sleep %2$s
                        %3$s "$@"
                        code=$?
                        echo end >> '%1$s'
                        exit $code;;
                      *) exec %3$s "$@";;
                    esac
                    """.formatted(slow.log(), seconds, installation.sandbox().mas().commandLine()));
            installation.restart("lockstep.mas.command", "sh " + script);
            return slow;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many calls have begun. */
    int begun() {
        return (int) lines().stream().filter("begin"::equals).count();
    }

    /** How many calls have ended. */
    int ended() {
        return lines().size() - begun();
    }

    /** How many ran at the same time when most did. */
    int mostAtOnce() {
        int most = 0;
        int now = 0;
        for (String line : lines()) {
            now += line.equals("begin") ? 1 : -1;
            most = Math.max(most, now);
        }
        return most;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(log());
            Files.deleteIfExists(folder.resolve("mas-cli.sh"));
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("calls.log");
    }

    private List<String> lines() {
        try {
            return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

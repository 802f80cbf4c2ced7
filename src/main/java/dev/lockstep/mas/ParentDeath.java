package dev.lockstep.mas;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * On Linux the system ends mas-cli when the thread that started it is gone, as it is after {@code kill -9} of Lockstep: by util-linux's {@code setpriv --pdeathsig}. What has processes of its own
 * around it (a shell, sudo, a container's client) may live on; {@link Orphans} ends that.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html">PR_SET_PDEATHSIG</a>
 */
final class ParentDeath {

    private static final List<String> SETPRIV = List.of("setpriv", "--pdeathsig", "KILL", "--");

    /** How it begins to say that it could not start the command; it ends with 127 then where a file is missing, else with 126. */
    static final String FAILED = "setpriv: ";

    /** Asked once: BusyBox has a setpriv without that option. */
    private static final class Known {
        private static final boolean IS_THERE = File.separatorChar == '/' && MasCli.succeeds(around(List.of("true")));
    }

    private ParentDeath() {
    }

    /**
     * The same command, to be ended with the thread that starts it, which has to wait for it; unchanged where the system can't, and where the program isn't found, so that its own failure to start is
     * seen.
     *
     * @param path where the command's own environment looks for programs
     */
    static List<String> ending(List<String> words, String path) {
        return isProgram(words.get(0), path) && Known.IS_THERE ? around(words) : words;
    }

    private static List<String> around(List<String> words) {
        return Stream.concat(SETPRIV.stream(), words.stream()).toList();
    }

    private static boolean isProgram(String word, String path) {
        Stream<Path> places = word.contains(File.separator) ? Stream.of(Path.of(word))
                : Arrays.stream(path.split(File.pathSeparator)).map(folder -> Path.of(folder, word));
        return places.anyMatch(place -> Files.isRegularFile(place) && Files.isExecutable(place));
    }
}

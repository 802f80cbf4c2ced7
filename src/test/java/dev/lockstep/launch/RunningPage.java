package dev.lockstep.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/running.md}, of which the tests take what they run. */
final class RunningPage {

    private RunningPage() {
    }

    /** The one block of this language under a heading. */
    static String block(String heading, String language) {
        try {
            String page = Files.readString(Path.of("docs", "running.md"));
            Matcher block = Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "$(?:(?!^## ).)*?^```" + language + "\n(.*?)^```$").matcher(page);
            if (!block.find()) {
                throw new AssertionError("docs/running.md has no block '" + language + "' under '" + heading + "'");
            }
            return block.group(1).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

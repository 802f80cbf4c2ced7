package dev.lockstep.run;

import dev.lockstep.account.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of runs: every line is a sentence that begins with the run, and stays one line whatever name stands in it. */
public final class RunLog {

    private static final Logger LOG = LoggerFactory.getLogger("lockstep");

    private RunLog() {
    }

    public static void info(SyncRun run, String sentence) {
        LOG.info("{}: {}", run, Shown.text(sentence));
    }

    public static void warn(SyncRun run, String sentence) {
        LOG.warn("{}: {}", run, Shown.text(sentence));
    }

    /** Something that no failure has told of. */
    public static void error(SyncRun run, String sentence) {
        LOG.error("{}: {}", run, Shown.text(sentence));
    }

    /** A failure as its sentence; the stack only where debugging is switched on. */
    public static void error(SyncRun run, String sentence, Throwable failure) {
        error(run, sentence);
        LOG.debug("{}: the whole story:\n{}", run, ExitCode.story(failure));
    }
}

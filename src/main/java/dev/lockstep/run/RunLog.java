package dev.lockstep.run;

import dev.lockstep.account.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

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

    /** What came of a run or of one of its actions; left out where the caller tells it. */
    static void result(SyncRun run, Level level, String sentence) {
        if (!run.isTold()) {
            LOG.atLevel(level).log("{}: {}", run, Shown.text(sentence));
        }
    }

    /** What stopped a run; its sentence is left out where the caller tells it. */
    public static void failure(SyncRun run, Throwable failure) {
        result(run, Level.ERROR, ExitCode.sentence(failure));
        story(run, failure);
    }

    /** Something that no failure has told of. */
    public static void error(SyncRun run, String sentence) {
        LOG.error("{}: {}", run, Shown.text(sentence));
    }

    /** A failure as its sentence; the stack only where debugging is switched on. */
    public static void error(SyncRun run, String sentence, Throwable failure) {
        error(run, sentence);
        story(run, failure);
    }

    private static void story(SyncRun run, Throwable failure) {
        LOG.debug("{}: the whole story:\n{}", run, ExitCode.story(failure));
    }
}

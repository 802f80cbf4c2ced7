package dev.lockstep.run;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of runs: every line is a sentence that begins with the run. */
public final class RunLog {

    private static final Logger LOG = LoggerFactory.getLogger("lockstep");

    private RunLog() {
    }

    public static void info(SyncRun run, String sentence) {
        LOG.info("{}: {}", run, sentence);
    }

    public static void warn(SyncRun run, String sentence) {
        LOG.warn("{}: {}", run, sentence);
    }

    /** A failure as its sentence; the stack only where debugging is switched on. */
    public static void error(SyncRun run, String sentence, Throwable failure) {
        LOG.error("{}: {}", run, sentence);
        LOG.debug("{}: the whole story:", run, failure);
    }
}

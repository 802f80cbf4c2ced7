package dev.lockstep.cli;

import dev.lockstep.run.SyncRun;
import java.util.Map;
import java.util.TreeMap;

/** On a terminal, one line that shows how far a run is; elsewhere nothing. */
final class Progress implements AutoCloseable {

    private static final long EVERY_NANOS = 100_000_000;
    private static final String CLEAR = "\r\u001b[K";

    private final boolean terminal;
    private final Map<String, String> parts = new TreeMap<>();
    private long shown;

    private Progress(boolean terminal) {
        this.terminal = terminal;
    }

    static Progress of(SyncRun run) {
        Progress progress = new Progress(onTerminal());
        if (progress.terminal) {
            run.onProgress(progress::show);
        }
        return progress;
    }

    static boolean onTerminal() {
        return System.console() != null;
    }

    @Override
    public synchronized void close() {
        if (terminal) {
            System.err.print(CLEAR);
        }
    }

    private synchronized void show(String what, String how) {
        parts.put(what, how);
        if (System.nanoTime() - shown > EVERY_NANOS) {
            shown = System.nanoTime();
            StringBuilder line = new StringBuilder();
            parts.forEach((name, value) -> line.append(name).append(' ').append(value).append("  "));
            System.err.print(CLEAR + line);
        }
    }
}

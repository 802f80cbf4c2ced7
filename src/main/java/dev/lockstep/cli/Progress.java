package dev.lockstep.cli;

import dev.lockstep.run.Headway;
import dev.lockstep.run.SyncRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** On a terminal, one line that shows how far a run is, once a part of it takes longer than a second; elsewhere nothing. */
final class Progress implements AutoCloseable {

    private static final long EVERY_MILLIS = 250;

    private final Pace pace = new Pace(System.nanoTime());
    private final CountDownLatch ended = new CountDownLatch(1);
    private final StatusLine line;
    private final Terminal terminal;

    private Progress(StatusLine line, Terminal terminal) {
        this.line = line;
        this.terminal = terminal;
    }

    static Progress of(SyncRun run, Terminal terminal) {
        if (!terminal.err() || !terminal.moves()) {
            return new Progress(null, terminal);
        }
        Progress progress = new Progress(new StatusLine(System.err), terminal);
        run.onProgress(progress::note);
        Thread shows = new Thread(progress::show, "lockstep-progress");
        shows.setDaemon(true);
        shows.start();
        return progress;
    }

    @Override
    public void close() {
        ended.countDown();
        if (line != null) {
            line.close();
        }
    }

    private void note(Headway headway) {
        synchronized (pace) {
            pace.note(headway, System.nanoTime());
        }
    }

    private void show() {
        try {
            int width = 0;
            while (!ended.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                String text;
                synchronized (pace) {
                    text = pace.line(System.nanoTime());
                }
                if (!text.isEmpty()) {
                    width = width > 0 ? width : terminal.width().getAsInt();
                    // A line that goes on in a second one could not be cleared.
                    line.show(text.substring(0, Math.min(text.length(), width - 1)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

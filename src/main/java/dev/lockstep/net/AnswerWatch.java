package dev.lockstep.net;

import dev.lockstep.account.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Watches over one request, from before its connection to the last byte of its answer: at its deadline the connection is cut, whoever waits there. The clients' own time limits begin anew with
 * every byte that comes.
 */
public final class AnswerWatch {

    private static final long IDLE_SECONDS = 10;
    private static final long KB = 1024;
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final AnswerLimits limits;
    private final Runnable cut;
    private final Optional<Deadline> deadline;
    private final Future<?> alarm;
    private volatile boolean late;

    private AnswerWatch(AnswerLimits limits, Runnable cut, Optional<Deadline> deadline) {
        this.limits = limits;
        this.cut = cut;
        this.deadline = deadline;
        Duration time = deadline.map(Deadline::left).orElse(limits.longest());
        this.alarm = TIMER.schedule(this::tooLate, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Begins to watch.
     *
     * @param cut ends the request from another thread, whatever it waits for
     * @throws AnswerRefusal when there is no time left
     */
    public static AnswerWatch begin(AnswerLimits limits, Runnable cut) throws AnswerRefusal {
        Optional<Deadline> sooner = Deadline.here().filter(here -> here.left().compareTo(limits.longest()) < 0);
        if (sooner.isPresent() && sooner.get().left().isZero()) {
            throw new AnswerRefusal(sooner.get().over(limits.source()));
        }
        return new AnswerWatch(limits, cut, sooner);
    }

    /**
     * The body of the answer, which ends with an {@link AnswerRefusal} when it is too long or takes too long.
     *
     * @param encoding the header {@code Content-Encoding}; null where there is none
     * @throws AnswerRefusal when it is packed: nobody knows how much that will be
     */
    public InputStream body(InputStream body, String encoding) throws AnswerRefusal {
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw refuse(new SourceException(limits.source() + " packed its answer, which it was not asked to. Nothing was changed. Does a proxy in between do it? Let it leave answers as they are."));
        }
        return new WatchedBody(body, this, limits);
    }

    /** The whole answer is there, or there is none. */
    public void end() {
        alarm.cancel(false);
    }

    /** What really happened, where we ourselves cut the connection. */
    public IOException explain(IOException failure) {
        return late && !(failure instanceof AnswerRefusal) ? new AnswerRefusal(deadline.orElseGet(() -> Deadline.in(limits.longest())).over(limits.source())) : failure;
    }

    AnswerRefusal tooLong(long bytes) {
        return refuse(new SourceException(limits.source() + " gave a longer answer than can be right, or than Java's memory (" + Runtime.getRuntime().maxMemory() / KB / KB
                + " MB) bears: it was cut off after " + bytes / KB + " kB. Nothing was changed. Does something else answer in its place? If a true answer is that long, " + limits.remedy()));
    }

    void cut() {
        cut.run();
    }

    private AnswerRefusal refuse(SourceException told) {
        end();
        cut();
        return new AnswerRefusal(told);
    }

    private void tooLate() {
        late = true;
        cut();
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "lockstep-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}

package dev.lockstep.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** MAS's worker: brings the state of its users to Synapse, retries what fails, and waits while it is stopped. */
final class MasWorker implements AutoCloseable {

    private static final int ATTEMPTS = 10;
    private static final long FIRST_RETRY_MS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One thing to do, which may fail. */
    @FunctionalInterface
    interface Job {
        void run() throws IOException;
    }

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String secret;
    private final ScheduledThreadPoolExecutor thread;
    private final List<Job> waiting = new ArrayList<>();
    private volatile URI synapse;
    private boolean running = true;
    private int unfinished;

    MasWorker(String secret) {
        this.secret = secret;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread daemon = new Thread(task, "sandbox-mas-worker");
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void synapse(URI url) {
        synapse = url;
    }

    synchronized void add(Job job) {
        unfinished++;
        put(job, 1, 0);
    }

    synchronized void stop() {
        running = false;
    }

    synchronized void start(boolean newestFirst) {
        running = true;
        if (newestFirst) {
            Collections.reverse(waiting);
        }
        waiting.forEach(job -> put(job, 1, 0));
        waiting.clear();
    }

    synchronized int unfinished() {
        return unfinished;
    }

    /** True once nothing is left to do; false when that takes longer. */
    synchronized boolean awaitIdle(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (unfinished > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Tells Synapse at once, outside the queue. */
    void push(String call, Map<String, Object> body) throws IOException {
        if (synapse == null) {
            return;
        }
        URI address = URI.create(synapse.toString().replaceAll("/$", "") + "/_synapse/mas/" + call);
        HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + secret).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))).build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException("Synapse answered " + call + " with " + answer.statusCode() + ": " + answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while telling Synapse", e);
        }
    }

    /** As {@link #push}, for callers who need it done. */
    void demand(String call, Map<String, Object> body) {
        try {
            push(call, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private synchronized void put(Job job, int attempt, long delay) {
        if (!running) {
            waiting.add(job);
            return;
        }
        try {
            thread.schedule(() -> attempt(job, attempt), delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            unfinished--;
        }
    }

    private void attempt(Job job, int attempt) {
        synchronized (this) {
            if (!running) {
                waiting.add(job);
                return;
            }
        }
        try {
            job.run();
        } catch (IOException e) {
            if (attempt < ATTEMPTS) {
                put(job, attempt + 1, FIRST_RETRY_MS << (attempt - 1));
                return;
            }
        }
        synchronized (this) {
            unfinished--;
            notifyAll();
        }
    }
}

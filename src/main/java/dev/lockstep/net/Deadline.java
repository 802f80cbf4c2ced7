package dev.lockstep.net;

import dev.lockstep.account.LookTimeException;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.Setting;
import java.time.Duration;
import java.util.Optional;

/**
 * A moment by which all that is read has to be there, tries and pauses between them included. It holds for a thread: whatever reads there asks for the time that is left, and ends by itself.
 * By the clock that no one sets.
 */
public final class Deadline {

    private static final long SECOND = 1000;
    private static final ThreadLocal<Deadline> HERE = new ThreadLocal<>();

    private final Duration allowed;
    private final Optional<String> key;
    private final long end;

    private Deadline(Duration allowed, Optional<String> key) {
        this.allowed = allowed;
        this.key = key;
        this.end = System.nanoTime() + allowed.toNanos();
    }

    /** One that begins to run now; a setting says how long it is. */
    public static Deadline in(Duration allowed, Setting<Duration> key) {
        return new Deadline(allowed, Optional.of(key.key()));
    }

    /** One that begins to run now, for a question or two. */
    public static Deadline in(Duration allowed) {
        return new Deadline(allowed, Optional.empty());
    }

    /** The one that holds for this thread. */
    public static Optional<Deadline> here() {
        return Optional.ofNullable(HERE.get());
    }

    /** How long it is until then; nothing once it is over. */
    public Duration left() {
        long nanos = end - System.nanoTime();
        return nanos > 0 ? Duration.ofNanos(nanos) : Duration.ZERO;
    }

    /** Lets it hold for this thread until it is let go, or the one that already holds where that ends sooner. */
    public Held hold() {
        Deadline before = HERE.get();
        HERE.set(before != null && before.end - end < 0 ? before : this);
        return () -> {
            if (before == null) {
                HERE.remove();
            } else {
                HERE.set(before);
            }
        };
    }

    /** What ends the reading of a source ({@code Keycloak at '...'}) that isn't done by then. */
    public SourceException over(String source) {
        return key.<SourceException>map(setting -> new LookTimeException(source + " was still being read after " + words(allowed) + ", which is all that " + setting
                + " allows for a whole look. Nothing was changed. Look why it is so slow; a larger " + setting + " gives it longer."))
                .orElseGet(() -> new SourceException(source + " was asked and had not answered whole after " + words(allowed) + ". Nothing was changed. Look why it is so slow."));
    }

    /** A duration as people say it. */
    static String words(Duration time) {
        long milliseconds = time.toMillis();
        return milliseconds % SECOND != 0 ? milliseconds + " ms" : time.toSeconds() % 60 != 0 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    /** A deadline that holds. */
    @FunctionalInterface
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }
}

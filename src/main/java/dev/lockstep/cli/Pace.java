package dev.lockstep.cli;

import dev.lockstep.run.Headway;
import dev.lockstep.run.Headway.Part;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** How fast a run goes: counts, totals, rates and the time that is left, of the part that is under way. All times are {@link System#nanoTime}'s. */
final class Pace {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Map<Part, String> NAMES = Map.of(Part.MEMBERS, "members read", Part.ACCOUNTS, "accounts read", Part.PEOPLE, "people asked for", Part.ACTIONS, "actions ended",
            Part.SHOWN, "actions shown by Synapse");

    private final Map<Part, Headway> parts = new EnumMap<>(Part.class);
    private long began;
    private long last;
    private Part stage = Part.MEMBERS;

    /** A run that begins now. */
    Pace(long now) {
        began = now;
        last = now;
    }

    /** Notes how far a part is. The next part has begun when the one before gave its last sign. */
    void note(Headway headway, long now) {
        if (stage(headway.part()) != stage) {
            stage = stage(headway.part());
            parts.clear();
            began = last;
        }
        parts.put(headway.part(), headway);
        last = now;
    }

    /** What is to be seen now; empty while it has not taken longer than a second. */
    String line(long now) {
        if (now - began <= QUIET_NANOS) {
            return "";
        }
        if (parts.isEmpty()) {
            return "Reading members and accounts, " + time((now - began) / NANOS);
        }
        return parts.values().stream().map(headway -> text(headway, (now - began) / NANOS)).collect(Collectors.joining("; "));
    }

    private static String text(Headway headway, double seconds) {
        String count = NAMES.get(headway.part()) + ": " + headway.done() + (headway.total().isPresent() ? " of " + headway.total().getAsLong() : "");
        double rate = headway.done() / seconds;
        long left = headway.total().orElse(headway.done()) - headway.done();
        if (headway.done() == 0 || headway.total().isPresent() && left <= 0) {
            return count;
        }
        return count + ", " + (rate < 10 ? String.format(Locale.ROOT, "%.1f", rate) : String.valueOf(Math.round(rate))) + "/s" + (left > 0 ? ", " + time(left / rate) + " left" : "");
    }

    private static String time(double seconds) {
        long whole = (long) Math.ceil(seconds);
        return whole < 60 ? whole + " s" : whole < 3600 ? whole / 60 + " min " + whole % 60 + " s" : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** Members and accounts are read side by side. */
    private static Part stage(Part part) {
        return part == Part.ACCOUNTS ? Part.MEMBERS : part;
    }
}

package dev.lockstep.cli;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Settings that are each allowed and don't go together: one of them has no effect, or not the one that it seems to have. */
final class Contradictions {

    /** After this the planner begins an action anew, so nothing pends any longer. */
    private static final Duration GIVEN_UP = Duration.ofHours(2);

    private Contradictions() {
    }

    /** A sentence for each. */
    static List<String> in(Settings settings) {
        List<String> found = new ArrayList<>();
        boolean locks = settings.get(Keys.MODE).equals("lock") || hasGrace(settings);
        if (settings.get(Keys.LOCK_SESSIONS).equals("keep") && !locks) {
            found.add("lockstep.lock-sessions=keep has no effect: with lockstep.mode=deactivate and no lockstep.deactivate-after nobody who left is only locked, a deactivation always ends"
                    + " the sessions, and every other lock keeps them.");
        }
        Set<String> both = new TreeSet<>(settings.find(Keys.PROTECT_USERS).orElse(Set.of()));
        both.retainAll(settings.find(Keys.PROTECT_KEEP_CLOSED).orElse(Set.of()));
        if (!both.isEmpty()) {
            found.add("'" + String.join("', '", both) + "' stands in lockstep.protect.users and in lockstep.protect.keep-closed: the first means that nobody's word changes the account,"
                    + " so an account that is open stays open too. Keep the one that you mean.");
        }
        int always = settings.get(Keys.GUARD_MIN_CLOSINGS);
        int count = settings.get(Keys.GUARD_MAX_CLOSINGS_COUNT);
        String limit = settings.get(Keys.GUARD_MAX_CLOSINGS);
        if (count < always) {
            found.add("lockstep.guard.max-closings-count=" + count + " does not hold: lockstep.guard.min-closings=" + always + " are always allowed. Lower lockstep.guard.min-closings too.");
        } else if (limit.endsWith("%") ? limit.replaceAll("\\D", "").matches("0+") && always > 0 : Integer.parseInt(limit) < always) {
            found.add("lockstep.guard.max-closings=" + limit + " does not hold: lockstep.guard.min-closings=" + always + " are always allowed. Lower lockstep.guard.min-closings too.");
        }
        if (settings.get(Keys.SETTLE_TIME).compareTo(GIVEN_UP) >= 0) {
            found.add("lockstep.settle-time is " + GIVEN_UP.toHours() + " h or more, so it never holds a plan: after " + GIVEN_UP.toHours()
                    + " h an action that doesn't show is begun anew. Set it to less.");
        }
        for (Setting<Duration> delay : List.of(Keys.RETRY_READS_DELAY, Keys.RETRY_ACTIONS_DELAY)) {
            if (settings.get(delay).compareTo(settings.get(Keys.RETRY_MAX_DELAY)) > 0) {
                String given = settings.asProperties().getProperty(delay.key());
                found.add(Keys.RETRY_MAX_DELAY.key() + "=" + settings.asProperties().getProperty(Keys.RETRY_MAX_DELAY.key()) + " holds for what servers ask for alone: "
                        + delay.key() + "=" + given + " is longer, and counts. Lower one, or raise the other.");
            }
        }
        return found;
    }

    private static boolean hasGrace(Settings settings) {
        return !settings.asProperties().getProperty(Keys.DEACTIVATE_AFTER.key()).matches("0+(ms|s|m|h|d)?");
    }
}

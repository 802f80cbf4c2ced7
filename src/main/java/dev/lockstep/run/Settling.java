package dev.lockstep.run;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.settings.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The actions that MAS accepted in a run, until Synapse shows them or the time is over: whom to look at, and when. All are looked at in rounds, with pauses that grow; the round in which the
 * time is over is the last. Pure: what time it is, is given. Used by one thread at a time.
 */
public final class Settling {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Map<Mxid, AccountAction> actions;
    private final Set<Mxid> shown = new HashSet<>();
    private final Deque<Mxid> missing;
    private final Duration limit;
    private final Instant end;
    private Instant due;
    private Duration pause = FIRST_PAUSE;
    private int leftOfRound;
    private boolean over;
    private boolean stopped;
    private boolean everFailed;
    private String failure = "";

    /** Begins to wait for these actions, for so long; with no time at all each is looked at once. */
    Settling(Map<Mxid, AccountAction> actions, Duration limit, Instant now) {
        this.actions = Map.copyOf(actions);
        this.missing = new ArrayDeque<>(actions.keySet());
        this.leftOfRound = missing.size();
        this.limit = limit;
        this.end = now.plus(limit);
        this.due = now;
    }

    /** Whether somebody is still to be looked at. */
    boolean goesOn() {
        return !missing.isEmpty() && !over && !stopped;
    }

    /** Whether the next look is due, or a pause has to pass first. */
    boolean due(Instant now) {
        return !now.isBefore(due);
    }

    /** Whose account is looked at next. */
    public Mxid next() {
        return missing.getFirst();
    }

    /** Whether this state of the next account shows the action. */
    boolean shownBy(AccountState state) {
        return actions.get(next()).shownBy(state);
    }

    /** Notes in what state the next account was found. */
    void looked(AccountState state, Instant now) {
        failure = "";
        boolean shows = shownBy(state);
        Mxid mxid = missing.removeFirst();
        if (shows) {
            shown.add(mxid);
        } else {
            missing.addLast(mxid);
        }
        leftOfRound--;
        if (leftOfRound == 0) {
            endRound(now);
        }
    }

    /**
     * Notes that the next account couldn't be looked at. That ends the round, or a Synapse that doesn't answer would be asked for all of them; the others come first in the next one.
     *
     * @return whether it is the first time
     */
    boolean failed(String sentence, Instant now) {
        boolean first = !everFailed;
        everFailed = true;
        failure = sentence;
        missing.addLast(missing.removeFirst());
        endRound(now);
        return first;
    }

    /** Ends the wait before its time, because Lockstep is stopping. */
    void stop() {
        stopped = !missing.isEmpty();
    }

    /** How many show so far, of how many. */
    Headway headway() {
        return Headway.of(Headway.Part.SHOWN, shown.size(), actions.size());
    }

    /** Whether all of them show. */
    boolean allShown() {
        return missing.isEmpty();
    }

    /** Whether it was waited for this account, and Synapse shows the action. */
    boolean shows(Mxid mxid) {
        return shown.contains(mxid);
    }

    /** What came of the wait; nothing where there was nothing to wait for. */
    public Optional<String> sentence() {
        if (actions.isEmpty()) {
            return Optional.empty();
        }
        int all = actions.size();
        if (missing.isEmpty()) {
            return Optional.of(all == 1 ? "The action shows in Synapse." : "All " + all + " actions show in Synapse.");
        }
        String what = (all == 1 ? "The action" : missing.size() + " of " + all + " actions") + (missing.size() == 1 ? " does" : " do") + " not show in Synapse ";
        if (stopped) {
            return Optional.of(what + "yet, and Lockstep is stopping. The next run looks again.");
        }
        return Optional.of(what + "after " + limit.toString().substring("PT".length()).toLowerCase(Locale.ROOT) + " (" + Keys.SETTLE_TIME.key() + "): "
                + (failure.isEmpty() ? "MAS's worker probably stands still, or Synapse doesn't answer it: look at MAS's log." : "the last look failed. " + failure)
                + " The next runs wait for " + (missing.size() == 1 ? "it" : "them") + "; plans with further actions are held.");
    }

    private void endRound(Instant now) {
        over = !now.isBefore(end);
        leftOfRound = missing.size();
        due = now.plus(pause).isBefore(end) ? now.plus(pause) : end;
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }
}

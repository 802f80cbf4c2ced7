package dev.lockstep.cli;

import dev.lockstep.sandbox.SandboxMas.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Every way in which a call of mas-cli can end, at every call of every action, for one attempt or for all; and what is to come of it. */
final class ActionFaultCases {

    /** How often a failed action is tried again. */
    static final int RETRIES = 2;

    private ActionFaultCases() {
    }

    /** An action on an account in a certain state, and its calls. */
    enum Deed {
        DEACTIVATE(2, true), LOCK(2, true), LOCK_KEEPING_SESSIONS(1, true), OPEN_DEACTIVATED(2, false), OPEN_LOCKED(1, false);

        private final int calls;
        private final boolean closes;

        Deed(int calls, boolean closes) {
            this.calls = calls;
            this.closes = closes;
        }

        boolean closes() {
            return closes;
        }
    }

    /**
     * One account and how the calls for it end.
     *
     * @param name     a localpart of its own
     * @param ends     each call's end, in order; later ones end well
     * @param attempts how many there are to be
     * @param outcome  of the action
     * @param changed  whether a given-up action may have changed something
     */
    record Case(String name, Deed deed, String what, List<Failure> ends, int attempts, String outcome, boolean changed) {

        boolean done() {
            return outcome.equals("done");
        }

        boolean isLoud() {
            return ends.contains(Failure.FLOOD);
        }

        @Override
        public String toString() {
            return deed.name().toLowerCase(Locale.ROOT) + ": " + what;
        }
    }

    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (Deed deed : Deed.values()) {
            for (int call = 1; call <= deed.calls; call++) {
                for (Failure failure : Failure.values()) {
                    at(cases, deed, call, failure);
                }
            }
            // What one attempt may have changed is not forgotten when the next ones surely change nothing.
            for (Failure first : List.of(Failure.PANIC_AFTER, Failure.KILLED_AFTER, Failure.HANG_AFTER)) {
                cases.add(new Case(name(cases), deed, first + ", then ERROR for good", List.of(first, Failure.ERROR, Failure.ERROR), RETRIES + 1, "failed", true));
            }
        }
        return cases;
    }

    private static void at(List<Case> cases, Deed deed, int call, Failure failure) {
        String where = failure + " at call " + call;
        List<Failure> attempt = Stream.concat(Collections.nCopies(call - 1, Failure.OK).stream(), Stream.of(failure)).toList();
        switch (failure) {
            case OK, LEAVES_CHILD, FLOOD -> cases.add(new Case(name(cases), deed, where, attempt, 1, "done", false));
            case UNKNOWN -> cases.add(new Case(name(cases), deed, where, attempt, 1, "user-not-found", call > 1));
            case USAGE -> cases.add(new Case(name(cases), deed, where, attempt, 1, "usage", call > 1));
            default -> {
                cases.add(new Case(name(cases), deed, where + ", once", attempt, 2, "done", false));
                List<Failure> always = Collections.nCopies(RETRIES + 1, attempt).stream().flatMap(List::stream).toList();
                cases.add(new Case(name(cases), deed, where + ", always", always, RETRIES + 1, outcome(failure), call > 1 || failure != Failure.ERROR));
            }
        }
    }

    private static String outcome(Failure failure) {
        return switch (failure) {
            case ERROR -> "failed";
            case PANIC, PANIC_AFTER -> "panic";
            case CRASH, CRASH_AFTER, KILLED, KILLED_AFTER -> "killed";
            default -> "timeout";
        };
    }

    private static String name(List<Case> cases) {
        return "person" + cases.size();
    }
}

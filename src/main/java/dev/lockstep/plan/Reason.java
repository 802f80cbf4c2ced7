package dev.lockstep.plan;

import dev.lockstep.account.Mxid;
import dev.lockstep.account.Shown;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why something waits for a person, in parts, so that a log can say it in one line and a terminal can show it as a list.
 *
 * @param what   what is so, a sentence without its full stop where names follow
 * @param names  whom it is about, as they are
 * @param advice what to look at, sentences; empty where {@code what} says it all
 */
public record Reason(String what, List<String> names, String advice) {

    /** So many are named; the others are counted. */
    public static final int NAMED = 10;

    /** Where to read a plan; of no use to whoever reads it. */
    static final String READ_IT = "Read it with 'lockstep plan'.";

    /** One that names nobody apart. */
    public static Reason of(String sentences) {
        return new Reason(sentences, List.of(), "");
    }

    static Reason about(String what, Collection<Mxid> accounts, String advice) {
        return new Reason(what, accounts.stream().map(Mxid::toString).toList(), advice);
    }

    /** All of it in one line, fit for a terminal and a log: the first ten by name, and how many more. */
    public String text() {
        String first = names.stream().limit(NAMED).map(Shown::text).collect(Collectors.joining(", "));
        return (what + (names.isEmpty() ? "" : ": " + first + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "") + ".") + " " + advice).strip();
    }

    /** The same without the names, for whoever is told where they stand. */
    public String brief() {
        return new Reason(names.isEmpty() ? what : what + ".", List.of(), advice).text();
    }

    /** The same for whoever is reading the plan. */
    public Reason besideThePlan() {
        return advice.equals(READ_IT) ? new Reason(what, names, "") : this;
    }

    @Override
    public String toString() {
        return text();
    }
}

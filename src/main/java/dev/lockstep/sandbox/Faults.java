package dev.lockstep.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What goes wrong at a stand-in, and a count of what was asked of it. A path part is a piece of the path and query as
 * they were sent, for instance {@code /members} or {@code from=200}; the oldest fault that fits a request is used.
 */
public final class Faults {

    private final List<Rule> rules = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    /** The next n requests that hold the path part, and that no older fault takes, meet this fault. */
    public synchronized Faults next(String pathPart, int n, Fault fault) {
        rules.add(new Rule(pathPart, n, 0, fault));
        return this;
    }

    /** Every request that holds the path part meets this fault. */
    public synchronized Faults always(String pathPart, Fault fault) {
        return next(pathPart, Integer.MAX_VALUE, fault);
    }

    /** The index-th request from now on that holds the path part meets this fault; 1 is the next one. */
    public synchronized Faults atRequest(String pathPart, int index, Fault fault) {
        rules.add(new Rule(pathPart, 1, index - 1, fault));
        return this;
    }

    /** Ends all faults; the count of requests stays. */
    public synchronized void clear() {
        rules.clear();
    }

    /** How many requests that hold the path part have come since the start, faulty ones included. */
    public synchronized int requests(String pathPart) {
        return (int) requests.stream().filter(request -> request.contains(pathPart)).count();
    }

    /** Every request since the start, oldest first, as {@code GET /path?query}. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    Optional<Answer> apply(Request request, Supplier<Answer> truth) {
        // Outside the lock, for a fault may be slow.
        Optional<Fault> fault = meet(request);
        return fault.isPresent() ? fault.get().apply(request, truth) : Optional.of(truth.get());
    }

    private synchronized Optional<Fault> meet(Request request) {
        String line = request.method() + " " + request.uri();
        requests.add(line);
        Optional<Fault> met = Optional.empty();
        for (Rule rule : rules) {
            if (!line.contains(rule.pathPart)) {
                continue;
            }
            if (rule.skip > 0) {
                rule.skip--;
            } else if (met.isEmpty() && rule.left > 0) {
                rule.left--;
                met = Optional.of(rule.fault);
            }
        }
        return met;
    }

    private static final class Rule {
        private final String pathPart;
        private final Fault fault;
        private int left;
        private int skip;

        Rule(String pathPart, int left, int skip, Fault fault) {
            this.pathPart = pathPart;
            this.left = left;
            this.skip = skip;
            this.fault = fault;
        }
    }
}

package dev.lockstep.ledger;

import java.util.List;

/**
 * A run without an end, or with actions without one: it is at work, or was cut off.
 *
 * @param process the mark of its process; empty where it isn't known, or the run has ended
 * @param lock    the mark of its run lock; empty where it isn't known
 * @param calls   the marks of the processes that acted for its actions without an end, the newest of each
 */
public record OpenRun(Origin origin, String process, String lock, List<String> calls) {
}

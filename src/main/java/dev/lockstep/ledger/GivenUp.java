package dev.lockstep.ledger;

import java.util.OptionalInt;

/**
 * How an action was given up.
 *
 * @param outcome      the name of the failure
 * @param maybeChanged whether it may have changed something, so that the next run must not trust what Synapse shows
 * @param attempts     how often it was tried in this run
 * @param exitCode     mas-cli's, where it ended by itself
 * @param call         which of the action's calls failed, from 1; 0 when none was made
 * @param calls        how many calls the action has
 * @param command      that call as a command line, without secrets
 * @param said         what it said on standard error, without secrets
 * @param detail       the failure as a sentence
 */
public record GivenUp(String outcome, boolean maybeChanged, int attempts, OptionalInt exitCode, int call, int calls, String command, String said, String detail) {
}

package dev.lockstep.ledger;

/**
 * Who is behind an entry.
 *
 * @param run     the id of the run; empty for a word that no run speaks (pause, relink)
 * @param trigger what started it: {@code cli}, {@code cron}
 * @param actor   the user of the operating system who gave the command, or {@code schedule}
 */
public record Origin(String run, String trigger, String actor) {
}

package dev.lockstep.plan;

import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.AccountHistory.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the planner and the guard need of the ledger.
 *
 * @param accounts     our last action for each account that we ever acted on
 * @param known        the MXIDs of everybody ever seen in the group
 * @param recentClosed whose accounts we began to close in the last 24 hours without a person's word
 * @param trusted      whether a person has had a plan for these very groups carried out, so that a plan that changes anybody isn't the first
 * @param now          the moment of the plan
 * @param passed       when the last plan was carried out; the epoch when none was
 * @param belongs      Keycloak id -> the account that belongs to it
 * @param absent       for how long good looks have watched that an account that isn't closed for good has nobody in the group
 * @param entries      Keycloak id -> where the person came from when last seen, for those of user federations
 */
public record History(Map<Mxid, AccountHistory> accounts, Set<Mxid> known, Set<Mxid> recentClosed, boolean trusted, Instant now, Instant passed,
        Map<String, Mxid> belongs, Map<Mxid, Duration> absent, Map<String, DirectoryEntry> entries) {

    /** A ledger that knows nobody's Keycloak id and nobody's absence. */
    History(Map<Mxid, AccountHistory> accounts, Set<Mxid> known, Set<Mxid> recentClosed, boolean trusted, Instant now) {
        this(accounts, known, recentClosed, trusted, now, Instant.EPOCH, Map.of(), Map.of(), Map.of());
    }

    /** The same without the rest that users get whom MAS doesn't know: a person asks for another try at these accounts. */
    public History tryingAgain(Set<Mxid> mxids) {
        Map<Mxid, AccountHistory> tried = new HashMap<>(accounts);
        mxids.forEach(mxid -> tried.computeIfPresent(mxid, (same, ours) -> ours.standing() == Standing.UNKNOWN_TO_MAS
                ? new AccountHistory(ours.last(), Standing.FAILED, ours.since(), ours.closing()) : ours));
        return new History(tried, known, recentClosed, trusted, now, passed, belongs, absent, entries);
    }

    /** A ledger in which nothing has happened yet. */
    public static History none(Instant now) {
        return new History(Map.of(), Set.of(), Set.of(), false, now);
    }
}

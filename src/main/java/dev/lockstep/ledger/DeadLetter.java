package dev.lockstep.ledger;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An action that was given up and is still wanted. An account has one open letter at most: what fails again is written to the same one.
 *
 * @param id         its number, for {@code lockstep replay}
 * @param mxid       whose account
 * @param action     what was to be done
 * @param rule       the row of the decision table that asked for it
 * @param run        the id of the run that tried it last
 * @param firstTried when it was tried first
 * @param lastTried  when it was given up last
 * @param attempts   how often it was tried, over all runs
 * @param why        how it was given up last; its attempts are those of that run
 */
public record DeadLetter(long id, Mxid mxid, AccountAction action, String rule, String run, Instant firstTried, Instant lastTried, int attempts, GivenUp why) {

    /** All of it by name, in the order in which it is shown. */
    public Map<String, Object> facts() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", id);
        object.put("mxid", mxid.toString());
        object.put("action", action.words());
        object.put("rule", rule);
        object.put("run", run);
        object.put("firstTried", firstTried.toString());
        object.put("lastTried", lastTried.toString());
        object.put("attempts", attempts);
        object.put("outcome", why.outcome());
        object.put("exitCode", why.exitCode().isPresent() ? why.exitCode().getAsInt() : null);
        object.put("maybeChanged", why.maybeChanged());
        object.put("failedCall", why.call());
        object.put("calls", why.calls());
        object.put("command", why.command());
        object.put("said", why.said());
        object.put("detail", why.detail());
        return object;
    }
}

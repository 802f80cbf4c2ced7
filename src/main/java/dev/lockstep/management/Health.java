package dev.lockstep.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.ledger.LedgerSummary;
import dev.lockstep.ledger.LedgerSummary.PastRun;
import dev.lockstep.settings.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether Lockstep does its work: it does while the last run that ended as done is younger than a limit. A held run is none of these, nor is one with dead letters.
 *
 * @param up    whether all is well
 * @param facts what is said of it; no person is named
 */
record Health(boolean up, Map<String, Object> facts) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the ledger's facts mean at a moment. */
    static Health of(LedgerSummary ledger, Duration maxAge, Instant now) {
        Optional<String> trouble = trouble(ledger, maxAge, now);
        Map<String, Object> facts = facts(trouble);
        facts.put("max_age_seconds", maxAge.toSeconds());
        facts.put("last_run", ledger.last().map(run -> facts(run, now)).orElse(null));
        facts.put("last_good_run", ledger.good().map(run -> facts(run, now)).orElse(null));
        return new Health(trouble.isEmpty(), facts);
    }

    /** What is said where nothing can be known. */
    static Health unknown(String why) {
        return new Health(false, facts(Optional.of(why)));
    }

    /** One JSON object. */
    String json() {
        try {
            return JSON.writeValueAsString(facts) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> trouble(LedgerSummary ledger, Duration maxAge, Instant now) {
        if (ledger.good().isEmpty()) {
            return Optional.of("No run has ended well yet." + last(ledger));
        }
        Duration age = Duration.between(ledger.good().get().ended().orElseThrow(), now);
        // A clock that was set back must not make an old run look young for as long.
        if (age.abs().compareTo(maxAge) < 0) {
            return Optional.empty();
        }
        return Optional.of(age.isNegative() ? "The last run that ended well lies " + age.abs().toSeconds() + " s in the future: the clock was set back."
                : "The last run that ended well did so " + age.toSeconds() + " s ago; " + Keys.MANAGEMENT_MAX_AGE.key() + " allows " + maxAge.toSeconds() + " s." + last(ledger));
    }

    private static String last(LedgerSummary ledger) {
        return ledger.last().map(run -> " The last one, " + run.id() + " (" + run.trigger() + "), " + run.outcome().map(outcome -> "ended as '" + outcome + "'")
                .orElse("has not ended") + ": the log and 'lockstep audit' say more.").orElse(" None has begun.");
    }

    private static Map<String, Object> facts(Optional<String> trouble) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("status", trouble.isEmpty() ? "UP" : "DOWN");
        facts.put("reason", trouble.orElse(null));
        return facts;
    }

    private static Map<String, Object> facts(PastRun run, Instant now) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("run", run.id());
        facts.put("trigger", run.trigger());
        facts.put("outcome", run.outcome().orElse(null));
        facts.put("began_seconds_ago", Duration.between(run.began(), now).toSeconds());
        facts.put("ended_seconds_ago", run.ended().map(ended -> Duration.between(ended, now).toSeconds()).orElse(null));
        return facts;
    }
}

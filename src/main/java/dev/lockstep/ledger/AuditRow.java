package dev.lockstep.ledger;

import dev.lockstep.plan.Decision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line of the audit: what happened to which account, when, by whom and why. Texts that don't apply are empty.
 *
 * @param at     when
 * @param origin the run and who is behind it
 * @param event  what happened
 * @param mxid   whose account
 * @param action what was to be done to it
 * @param rule   the row of the decision table that asked for it
 * @param before what was so before: the account as Synapse showed it, or another value that changes
 * @param after  what is to be so afterwards; for an action that ended, what came of it
 * @param detail the rest, as a sentence
 */
public record AuditRow(Instant at, Origin origin, Event event, String mxid, String action, String rule, String before, String after, String detail) {

    /** What can happen. */
    public enum Event {
        RUN_BEGAN, RUN_ENDED,
        /** A plan may be carried out, and this is one of its actions. */
        DECIDED,
        /** The guard, a pause or {@code lockstep.apply=manual} holds a plan. */
        HELD,
        /** A person released a stored plan. */
        APPLIED,
        /** A person asked for dead letters to be tried again. */
        REPLAYED,
        ACTION_BEGAN, ACTION_ENDED,
        /** An action that was not even tried, because all before it failed. */
        ACTION_KEPT,
        /** A process of mas-cli that had outlived a killed run. */
        PROCESS_ENDED,
        /** A dead letter that is needed no longer. */
        LETTER_CLOSED,
        /** Somebody else opened an account that Lockstep had closed. */
        UNDONE,
        RELINKED, PAUSED, RESUMED;

        /** The name in kebab-case, as people and JSON see it. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** All of it but the time, by name, in the order in which it is shown. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run", origin.run());
        facts.put("trigger", origin.trigger());
        facts.put("actor", origin.actor());
        facts.put("event", event.words());
        facts.put("mxid", mxid);
        facts.put("action", action);
        facts.put("rule", rule);
        facts.put("before", before);
        facts.put("after", after);
        facts.put("detail", detail);
        return facts;
    }

    /** Whether the run says the detail in a line of the log by itself, so that the row's line need not say it again: why a plan is held, and how a run ended. */
    boolean isSaidBeside() {
        return event == Event.HELD || event == Event.RUN_ENDED && !after.equals(Actions.CUT_OFF);
    }

    static AuditRow of(Instant at, Origin origin, Event event, String detail) {
        return new AuditRow(at, origin, event, "", "", "", "", "", detail);
    }

    /** About an action on an account, from the state that Synapse showed to the one that it asks for. */
    AuditRow about(Decision decision) {
        return new AuditRow(at, origin, event, decision.mxid().toString(), decision.action().orElseThrow().words(), decision.rule().id(),
                decision.state().map(state -> state.words()).orElse("none"), decision.action().orElseThrow().target().words(), detail);
    }

    AuditRow about(String whose, String what) {
        return new AuditRow(at, origin, event, whose, what, rule, before, after, detail);
    }

    AuditRow withoutDetail() {
        return new AuditRow(at, origin, event, mxid, action, rule, before, after, "");
    }

    AuditRow change(String from, String to) {
        return new AuditRow(at, origin, event, mxid, action, rule, from, to, detail);
    }

    AuditRow became(String what) {
        return change(before, what);
    }
}

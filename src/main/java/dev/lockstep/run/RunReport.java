package dev.lockstep.run;

import dev.lockstep.account.Mxid;
import dev.lockstep.account.Shown;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Renamed;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.SyncRun.ActionResult;
import dev.lockstep.settings.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a run says of itself: one object for programs, tables and a line of counts for people. */
public final class RunReport {

    /** From here on accounts that MAS doesn't know are no accident. */
    private static final int MANY = 5;

    private RunReport() {
    }

    /** The object of {@code plan --json}; for a run that acts, with the {@code results} of {@code sync --json}. */
    public static Map<String, Object> json(SyncRun run) {
        Verdict verdict = run.verdict().orElseThrow();
        SyncPlan plan = verdict.plan();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("plan", plan.id());
        object.put("run", run.id());
        object.put("trigger", run.trigger());
        object.put("mode", plan.mode());
        object.put("members", plan.members());
        object.put("accounts", plan.accounts());
        object.put("unchanged", plan.unchanged());
        object.put("held", verdict.reason().orElse(null));
        Set<Mxid> waiting = run.heldPlan().actions().stream().map(Decision::mxid).collect(Collectors.toSet());
        object.put("heldPlan", waiting.isEmpty() ? null : run.heldPlan().id());
        object.put("actions", plan.actions().stream().map(decision -> ordered("mxid", decision.mxid().toString(),
                "action", decision.action().orElseThrow().words(), "rule", decision.rule().id(), "held", waiting.contains(decision.mxid()))).toList());
        object.put("skipped", plan.skipped().stream().map(decision -> ordered("mxid", decision.mxid().toString(), "rule", decision.rule().id())).toList());
        object.put("unmapped", plan.unmapped().stream().map(person -> ordered("username", person.username(), "reason", person.reason())).toList());
        object.put("renamed", plan.renamed().stream().map(person -> ordered("username", person.username(), "mxid", person.mxid().toString())).toList());
        if (run.acts()) {
            object.put("results", run.results().stream().map(result -> {
                Map<String, Object> row = ordered("mxid", result.mxid(), "action", result.action(), "outcome", result.outcome(), "attempts", result.attempts());
                if (run.waits()) {
                    row.put("shown", shown(run, result));
                }
                return row;
            }).toList());
        }
        return object;
    }

    /** The plan as a table: MXID, person, account, action, rule; then members who can't be mapped. */
    public static List<String> table(SyncPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        plan.actions().forEach(decision -> rows.add(row(decision)));
        plan.skipped().forEach(decision -> rows.add(row(decision)));
        List<String> lines = new ArrayList<>(TextTable.of(List.of("MXID", "PERSON", "ACCOUNT", "ACTION", "RULE"), rows));
        plan.unmapped().forEach(person -> lines.add("No Matrix user id: '" + Shown.text(person.username()) + "' " + person.reason() + "."));
        plan.renamed().forEach(person -> lines.add("Renamed: '" + Shown.text(person.username()) + "' keeps the account '" + Shown.text(person.mxid().toString()) + "' (" + Renamed.RULE + ")."));
        return lines;
    }

    /** One line of counts for a plan. */
    public static String counts(SyncPlan plan) {
        return "Plan " + plan.id() + ": " + plan.members() + " members, " + plan.accounts() + " accounts; "
                + byKind(plan.actions().stream().collect(Collectors.groupingBy(decision -> "to " + decision.action().orElseThrow().words(), TreeMap::new, Collectors.counting())))
                + plan.unchanged() + " unchanged, " + plan.skipped().size() + " skipped, " + plan.unmapped().size() + " without a Matrix user id."
                + AccountNews.openings(plan, Optional.empty());
    }

    /** One line of counts for what was done. */
    public static String summary(SyncRun run) {
        SyncPlan plan = run.verdict().orElseThrow().plan();
        Map<String, Long> kinds = run.results().stream().collect(Collectors.groupingBy(RunReport::kind, TreeMap::new, Collectors.counting()));
        return plan.members() + " members, " + plan.accounts() + " accounts: " + (kinds.isEmpty() ? plan.actions().isEmpty() ? "nothing to do, " : "none of " + plan.actions().size() + " actions done, " : byKind(kinds))
                + plan.unchanged() + " unchanged, " + plan.skipped().size() + " skipped, " + plan.unmapped().size() + " without a Matrix user id."
                + AccountNews.openings(plan, Optional.of(run));
    }

    /** What waits for a person, why, and how to release it; and what was done all the same. */
    public static String held(SyncRun run) {
        int waiting = run.heldPlan().actions().size();
        String what = run.results().isEmpty() ? "Held, nothing was changed. "
                : "Held in part: " + (waiting == 1 ? "1 action waits" : waiting + " actions wait") + " for a person, the rest was carried out: " + summary(run) + " ";
        return what + run.heldReason().orElseThrow() + (run.applies().isPresent() ? "" : release(run.heldPlan()));
    }

    /** How a held plan is released; said after the reason, which for a pause is to be ended first. */
    public static String release(SyncPlan held) {
        return " When that is settled and this very plan is right: lockstep apply " + held.id();
    }

    /** What was done as a table: MXID, action, outcome, attempts, and for a run that waits whether Synapse shows it. */
    public static List<String> results(SyncRun run) {
        int columns = run.waits() ? 5 : 4;
        return TextTable.of(List.of("MXID", "ACTION", "OUTCOME", "ATTEMPTS", "SHOWN").subList(0, columns), run.results().stream()
                .map(result -> List.of(result.mxid(), result.action(), result.outcome(), String.valueOf(result.attempts()), shown(run, result) ? "yes" : "not yet").subList(0, columns)).toList());
    }

    private static boolean shown(SyncRun run, ActionResult result) {
        return run.settling().filter(wait -> wait.shows(Mxid.parse(result.mxid()))).isPresent();
    }

    /** What to do about many accounts that MAS doesn't know. */
    static Optional<String> unknownToMas(SyncRun run) {
        long unknown = run.verdict().stream().flatMap(verdict -> verdict.plan().skipped().stream()).filter(decision -> decision.rule() == Rule.UNKNOWN_TO_MAS).count()
                + run.results().stream().filter(result -> result.outcome().equals(Ledger.UNKNOWN_TO_MAS)).count();
        return unknown < MANY ? Optional.empty() : Optional.of(unknown + " accounts are unknown to MAS. They are probably those of a bridge or another appservice: name its registration file in "
                + Keys.PROTECT_APPSERVICES.key() + ", and they are left out.");
    }

    private static String kind(ActionResult result) {
        return result.outcome().equals(Ledger.DONE) ? result.action() + "d" : result.outcome().equals(Ledger.LEFT_ALONE) ? "left alone" : result.action() + " not done";
    }

    private static String byKind(Map<String, Long> kinds) {
        return kinds.entrySet().stream().map(kind -> kind.getValue() + " " + kind.getKey().replace("lockd", "locked") + ", ").collect(Collectors.joining());
    }

    private static List<String> row(Decision decision) {
        return List.of(decision.mxid().toString(), decision.person().words(), decision.state().map(state -> state.words()).orElse("none"),
                decision.action().map(action -> action.words()).orElse("-"), decision.rule().id());
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}

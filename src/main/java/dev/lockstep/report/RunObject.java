package dev.lockstep.report;

import static dev.lockstep.report.Views.ordered;

import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.SyncRun;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a run says of itself to programs. */
final class RunObject {

    private RunObject() {
    }

    /** The object of {@code plan --json}; for a run that acts, with the {@code results} of {@code sync --json}. */
    static Map<String, Object> of(SyncRun run) {
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
                    row.put("shown", run.shows(result));
                }
                return row;
            }).toList());
        }
        return object;
    }
}

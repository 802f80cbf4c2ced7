package dev.lockstep.plan;

import dev.lockstep.account.Mxid;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The guard's word on a plan.
 *
 * @param plan    the whole plan
 * @param reasons what speaks against the look or the moment: while there is one, nothing of the plan is carried out
 * @param holds   what speaks against some of its actions: those wait for a person, the others are carried out
 */
public record Verdict(SyncPlan plan, List<Reason> reasons, List<Hold> holds) {

    /**
     * What speaks against some actions.
     *
     * @param accounts whose
     * @param reason   why
     */
    public record Hold(Set<Mxid> accounts, Reason reason) {
    }

    /** A word about the whole plan. */
    public Verdict(SyncPlan plan, List<Reason> reasons) {
        this(plan, reasons, List.of());
    }

    /** The same plan, held for these reasons too. */
    public Verdict and(List<Reason> more) {
        return new Verdict(plan, Stream.concat(reasons.stream(), more.stream()).toList(), holds);
    }

    /** The same plan, some of whose actions are held for this too. */
    public Verdict and(Hold hold) {
        return new Verdict(plan, reasons, Stream.concat(holds.stream(), Stream.of(hold)).toList());
    }

    /** Whether any of it waits for a person. */
    public boolean held() {
        return !reasons.isEmpty() || !holds.isEmpty();
    }

    /** Whether nothing speaks against the look that the plan is made of. */
    public boolean trusted() {
        return reasons.isEmpty();
    }

    /** What may be carried out. */
    public SyncPlan released() {
        Set<Mxid> waiting = waiting();
        return plan.only(decision -> reasons.isEmpty() && !waiting.contains(decision.mxid()));
    }

    /** What waits for a person: the plan to be stored, and applied by its id. */
    public SyncPlan heldPlan() {
        Set<Mxid> waiting = waiting();
        return plan.only(decision -> !reasons.isEmpty() || waiting.contains(decision.mxid()));
    }

    /** Why in one text; empty when nothing waits. */
    public Optional<String> reason() {
        return held() ? Optional.of(allReasons().stream().map(Reason::text).collect(Collectors.joining(" "))) : Optional.empty();
    }

    /** Why one by one: what speaks against all of it, then what against some of its actions. */
    public List<Reason> allReasons() {
        return Stream.concat(reasons.stream(), holds.stream().map(Hold::reason)).toList();
    }

    private Set<Mxid> waiting() {
        return holds.stream().flatMap(hold -> hold.accounts().stream()).collect(Collectors.toSet());
    }
}

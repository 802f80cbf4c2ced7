package dev.lockstep.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The guard's word on a plan.
 *
 * @param plan    the plan
 * @param reasons why it is held, each a sentence; empty when it may be carried out
 */
public record Verdict(SyncPlan plan, List<String> reasons) {

    /** The same plan, held for these reasons too. */
    public Verdict and(List<String> more) {
        return new Verdict(plan, Stream.concat(reasons.stream(), more.stream()).toList());
    }

    public boolean held() {
        return !reasons.isEmpty();
    }

    /** All reasons in one text. */
    public Optional<String> reason() {
        return held() ? Optional.of(String.join(" ", reasons)) : Optional.empty();
    }
}

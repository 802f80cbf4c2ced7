package dev.lockstep.plan;

import dev.lockstep.account.Mxid;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a plan that would shut out more people than a normal day explains. Pure: a plan and the ledger's history in, a verdict out. */
public final class PlanGuard {

    private static final int NAMED = 10;
    private static final Duration CLOCK_SLACK = Duration.ofMinutes(5);

    private final GuardPolicy policy;

    public PlanGuard(GuardPolicy policy) {
        this.policy = policy;
    }

    public Verdict check(SyncPlan plan, History history) {
        List<String> reasons = new ArrayList<>();
        List<Mxid> closings = plan.closings().stream().map(Decision::mxid).toList();
        if (!closings.isEmpty()) {
            if (!plan.administratorsKnown()) {
                reasons.add("MAS's administrators are unknown, so this plan could shut one of them out: it needs a mas-cli that lists them (lockstep.mas.command, lockstep.mas.config).");
            }
            if (!history.trusted() && policy.firstRunHeld()) {
                reasons.add("This is the first plan of this ledger for these groups, and it would close " + accounts(closings.size()) + ": "
                        + names(closings) + ". Read it with 'lockstep plan'.");
            }
            Set<Mxid> day = new HashSet<>(history.recentClosed());
            day.addAll(closings);
            int limit = Math.min(policy.maxClosings().of(plan.closable()), policy.maxClosingsCount());
            if (day.size() > limit && day.size() > policy.minClosings()) {
                reasons.add(accounts(day.size()) + " would be closed within 24 hours (" + closings.size() + " by this plan); the limit is "
                        + Math.max(limit, policy.minClosings()) + " (" + policy.maxClosings() + " of " + plan.closable() + " active unprotected accounts, at most "
                        + policy.maxClosingsCount() + ", at least " + policy.minClosings() + "): " + names(closings)
                        + ". Look whether so many people really left.");
            }
        }
        if (!plan.actions().isEmpty() && history.passed().isAfter(history.now().plus(CLOCK_SLACK))) {
            reasons.add("The ledger's last plan was carried out at " + history.passed().truncatedTo(ChronoUnit.SECONDS) + ", and it is " + history.now().truncatedTo(ChronoUnit.SECONDS)
                    + " now: the clock of this machine is wrong, or was wrong then. Set it right.");
        }
        if (plan.actions().stream().anyMatch(decision -> !plan.overdue().contains(decision.mxid())) && !plan.overdue().isEmpty()) {
            reasons.add((plan.overdue().size() == 1 ? "1 action that MAS accepted has" : plan.overdue().size() + " actions that MAS accepted have") + " not shown in Synapse for longer than lockstep.settle-time: "
                    + names(plan.overdue()) + ". MAS's worker probably stands still, or Synapse doesn't answer it: look at MAS's log.");
        }
        return new Verdict(plan, List.copyOf(reasons));
    }

    private static String accounts(int count) {
        return count == 1 ? "1 account" : count + " accounts";
    }

    private static String names(Collection<Mxid> mxids) {
        String first = mxids.stream().limit(NAMED).map(Mxid::toString).collect(Collectors.joining(", "));
        return mxids.size() > NAMED ? first + " and " + (mxids.size() - NAMED) + " more" : first;
    }
}

package dev.lockstep.plan;

import dev.lockstep.account.Mxid;
import dev.lockstep.account.Shown;
import dev.lockstep.plan.Verdict.Hold;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Holds what a normal day does not explain: the whole plan where something speaks against the moment, single actions where something speaks against them.
 * Pure: a plan and the ledger's history in, a verdict out.
 */
public final class PlanGuard {

    private static final Duration CLOCK_SLACK = Duration.ofMinutes(5);

    private final GuardPolicy policy;

    public PlanGuard(GuardPolicy policy) {
        this.policy = policy;
    }

    public Verdict check(SyncPlan plan, History history) {
        List<Mxid> closings = plan.closings().stream().map(Decision::mxid).toList();
        return new Verdict(plan, reasons(plan, closings, history), holds(plan, closings, history));
    }

    private List<Reason> reasons(SyncPlan plan, List<Mxid> closings, History history) {
        List<Reason> reasons = new ArrayList<>();
        if (!closings.isEmpty() && !plan.administratorsKnown()) {
            reasons.add(Reason.of("MAS's administrators are unknown, so this plan could shut one of them out: it needs a mas-cli that lists them (lockstep.mas.command, lockstep.mas.config)."));
        }
        if (!plan.actions().isEmpty() && !history.trusted() && policy.firstRunHeld()) {
            reasons.add(Reason.about("This is the first plan of this ledger for these groups, and it would change " + accounts(plan.actions().size()) + " (close " + closings.size() + ", open "
                    + (plan.actions().size() - closings.size()) + ")", plan.actions().stream().map(Decision::mxid).toList(), Reason.READ_IT));
        }
        if (!plan.actions().isEmpty() && history.passed().isAfter(history.now().plus(CLOCK_SLACK))) {
            reasons.add(Reason.of("The ledger's last plan was carried out at " + history.passed().truncatedTo(ChronoUnit.SECONDS) + ", and it is " + history.now().truncatedTo(ChronoUnit.SECONDS)
                    + " now: the clock of this machine is wrong, or was wrong then. Set it right."));
        }
        if (plan.actions().stream().anyMatch(decision -> !plan.overdue().contains(decision.mxid())) && !plan.overdue().isEmpty()) {
            reasons.add(Reason.about((plan.overdue().size() == 1 ? "1 action that MAS accepted has" : plan.overdue().size() + " actions that MAS accepted have") + " not shown in Synapse for longer than lockstep.settle-time",
                    plan.overdue(), "MAS's worker probably stands still, or Synapse doesn't answer it: look at MAS's log."));
        }
        return List.copyOf(reasons);
    }

    private List<Hold> holds(SyncPlan plan, List<Mxid> closings, History history) {
        List<Hold> holds = new ArrayList<>();
        budget(holds, "of people who are or were in the group", history.known()::contains, closings, plan, history);
        budget(holds, "of people never seen in the group", mxid -> !history.known().contains(mxid), closings, plan, history);
        Set<Mxid> owned = new HashSet<>(history.belongs().values());
        Set<Mxid> ownerless = closings.stream().filter(mxid -> !owned.contains(mxid)).collect(Collectors.toCollection(TreeSet::new));
        if (policy.unmappedHold() && !plan.unmapped().isEmpty() && !ownerless.isEmpty()) {
            int count = plan.unmapped().size();
            holds.add(new Hold(ownerless, Reason.about((count == 1 ? "1 member has" : count + " members have") + " no valid Matrix user id ("
                    + plan.unmapped().stream().limit(Reason.NAMED).map(person -> "'" + Shown.text(person.username()) + "'").collect(Collectors.joining(", ")) + "), so an account whose owner isn't known could be theirs",
                    ownerless, "Look whether lockstep.mxid.localpart is right; if it is, lockstep.guard.unmapped=ignore lets such closings pass.")));
        }
        List<Mxid> foreign = plan.actions().stream().filter(decision -> !decision.closes() && decision.rule() == Rule.CLOSED_BY_SOMEBODY_ELSE).map(Decision::mxid).toList();
        if (policy.openingsAsked() && !foreign.isEmpty()) {
            holds.add(new Hold(Set.copyOf(foreign), Reason.about(accounts(foreign.size()) + " would be opened that somebody other than Lockstep has closed (lockstep.reopen=ask)", foreign,
                    "Apply it, or name those that are to stay closed in lockstep.protect.keep-closed.")));
        }
        return List.copyOf(holds);
    }

    /** People whom the ledger knows and strangers have a budget each: six strangers don't hold up the closing of somebody who left. */
    private void budget(List<Hold> holds, String whose, Predicate<Mxid> counted, List<Mxid> closings, SyncPlan plan, History history) {
        List<Mxid> now = closings.stream().filter(counted).toList();
        Set<Mxid> day = history.recentClosed().stream().filter(counted).collect(Collectors.toSet());
        day.addAll(now);
        int limit = Math.min(policy.maxClosings().of(plan.closable()), policy.maxClosingsCount());
        if (!now.isEmpty() && day.size() > limit && day.size() > policy.minClosings()) {
            holds.add(new Hold(Set.copyOf(now), Reason.about(accounts(day.size()) + " " + whose + " would be closed within 24 hours (" + now.size() + " by this plan); the limit is "
                    + Math.max(limit, policy.minClosings()) + " (" + policy.maxClosings() + " of " + plan.closable() + " active unprotected accounts, at most "
                    + policy.maxClosingsCount() + ", at least " + policy.minClosings() + ")", now, "Look whether so many people really left.")));
        }
    }

    private static String accounts(int count) {
        return count == 1 ? "1 account" : count + " accounts";
    }
}

package dev.lockstep.run;

import dev.lockstep.account.AccountAction;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.run.SyncRun.ActionResult;
import dev.lockstep.settings.Keys;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a run says of itself in sentences, to the log and the ledger. */
public final class RunReport {

    /** What a person reads before the command that releases a plan. */
    public static final String RELEASE = "When that is settled and this very plan is right:";

    /** From here on accounts that MAS doesn't know are no accident. */
    private static final int MANY = 5;

    private RunReport() {
    }

    /** What a plan says of openings of what somebody else had closed; empty where there is none. */
    public static Optional<String> openings(SyncPlan plan) {
        return Optional.of(AccountNews.openings(plan, Optional.empty()).strip()).filter(sentence -> !sentence.isEmpty());
    }

    /** One line of counts for what was done. */
    public static String summary(SyncRun run) {
        SyncPlan plan = run.verdict().orElseThrow().plan();
        Map<String, Long> kinds = run.results().stream().collect(Collectors.groupingBy(RunReport::kind, TreeMap::new, Collectors.counting()));
        return plan.members() + (plan.members() == 1 ? " member, " : " members, ") + plan.accounts() + (plan.accounts() == 1 ? " account: " : " accounts: ") + (kinds.isEmpty() ? plan.actions().isEmpty() ? "nothing to do, " : "none of " + plan.actions().size() + " actions done, " : byKind(kinds))
                + plan.unchanged() + " unchanged, " + plan.skipped().size() + " skipped, " + plan.unmapped().size() + " without a Matrix user id."
                + AccountNews.openings(plan, Optional.of(run));
    }

    /** Which dead letters are to be tried again. */
    static String replayed(Collection<Long> letters) {
        String ids = letters.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
        return letters.size() == 1 ? "Dead letter " + ids + " is to be tried again." : "Dead letters " + ids + " are to be tried again.";
    }

    /** What waits for a person, why, and how to release it; and what was done all the same. */
    public static String held(SyncRun run) {
        return heading(run) + " " + run.heldReason().orElseThrow() + release(run);
    }

    /** How it ended, for the ledger, which has noted the reasons of a hold before. */
    static String ended(SyncRun run) {
        return run.exitCode() == ExitCode.HELD ? heading(run) + release(run) : summary(run);
    }

    /** That something waits for a person, and what was done all the same. */
    public static String heading(SyncRun run) {
        int waiting = run.heldPlan().actions().size();
        return run.results().isEmpty() ? "Held, nothing was changed."
                : "Held in part: " + (waiting == 1 ? "1 action waits" : waiting + " actions wait") + " for a person, "
                        + (run.results().stream().anyMatch(result -> result.isGivenUp() || result.isLeft()) ? "and not all of the rest was carried out: " : "the rest was carried out: ") + summary(run);
    }

    /** How a held plan is released, with a space before; nothing where a plan is being applied. Said after the reason, which for a pause is to be ended first. */
    static String release(SyncRun run) {
        return run.applies().isPresent() ? "" : " " + RELEASE + " lockstep apply " + run.heldPlan().id();
    }

    /** What to do about many accounts that MAS doesn't know. */
    static Optional<String> unknownToMas(SyncRun run) {
        long unknown = run.verdict().stream().flatMap(verdict -> verdict.plan().skipped().stream()).filter(decision -> decision.rule() == Rule.UNKNOWN_TO_MAS).count()
                + run.results().stream().filter(result -> result.outcome().equals(Ledger.UNKNOWN_TO_MAS)).count();
        return unknown < MANY ? Optional.empty() : Optional.of(unknown + " accounts are unknown to MAS. They are probably those of a bridge or another appservice: name its registration file in "
                + Keys.PROTECT_APPSERVICES.key() + ", and they are left out.");
    }

    private static String kind(ActionResult result) {
        return result.outcome().equals(Ledger.DONE) ? AccountAction.named(result.action()).done() : result.outcome().equals(Ledger.LEFT_ALONE) ? "left alone" : result.action() + " not done";
    }

    private static String byKind(Map<String, Long> kinds) {
        return kinds.entrySet().stream().map(kind -> kind.getValue() + " " + kind.getKey() + ", ").collect(Collectors.joining());
    }
}

package dev.lockstep.run;

import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.Shown;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people are told of single accounts: who is locked out for a recycled name, who was let into an account that somebody else had closed, and whom the group's list doesn't show. */
final class AccountNews {

    private static final String RECYCLED = "recycled-name ";
    private static final String OPENED = "opened ";
    private static final String AFTER_ALL = "member-after-all ";
    private static final int NAMED = 10;

    private AccountNews() {
    }

    /**
     * What stands now, each kind with its MXID.
     *
     * @param opened whose account we opened lately though somebody else had closed it, by the number of the action
     */
    static Map<String, String> of(SyncRun run, Map<Long, Mxid> opened) {
        Map<String, String> open = new LinkedHashMap<>();
        run.verdict().ifPresent(verdict -> recycled(verdict.plan(), done(run)).forEach(mxid -> open.put(RECYCLED + mxid, "'" + Shown.text(mxid.toString()) + "' is locked for its recycled name.")));
        run.verdict().ifPresent(verdict -> verdict.plan().skipped().stream().filter(decision -> decision.rule() == Rule.MEMBER_AFTER_ALL)
                .forEach(decision -> open.put(AFTER_ALL + decision.mxid(), decision.mxid().toString())));
        opened.forEach((action, mxid) -> open.put(OPENED + action, mxid.toString()));
        return open;
    }

    /** One line for each sort of what is new. */
    static List<String> lines(Map<String, String> fresh) {
        List<String> lines = new ArrayList<>();
        List<String> recycled = fresh.keySet().stream().filter(kind -> kind.startsWith(RECYCLED)).map(kind -> kind.substring(RECYCLED.length())).toList();
        if (!recycled.isEmpty()) {
            lines.add("Locked, with their devices kept, because the owner is not in the group and somebody in it bears the name (" + Rule.RECYCLED_NAME.id() + "): " + names(recycled)
                    + ". Nobody gets such an account until a person has looked and says 'lockstep relink <username>'.");
        }
        List<String> afterAll = fresh.entrySet().stream().filter(each -> each.getKey().startsWith(AFTER_ALL)).map(Map.Entry::getValue).toList();
        if (!afterAll.isEmpty()) {
            lines.add("In the group by Keycloak's own page, and missing in its list, so they are left alone (" + Rule.MEMBER_AFTER_ALL.id() + "): " + names(afterAll)
                    + ". They joined a moment ago, or a group mapper of their user federation puts them where no list shows them.");
        }
        List<String> opened = fresh.entrySet().stream().filter(each -> each.getKey().startsWith(OPENED)).map(Map.Entry::getValue).toList();
        if (!opened.isEmpty()) {
            lines.add("Closed by somebody else, opened because the person is in the group: " + names(opened)
                    + ". Where that was wrong, close the account again and name it in lockstep.protect.keep-closed; lockstep.reopen=ask asks first.");
        }
        return lines;
    }

    /** Whether it is one of these kinds. */
    static boolean isOne(String kind) {
        return kind.startsWith(RECYCLED) || happened(kind);
    }

    /** Whether it tells of something that happened, whose end is no news. */
    static boolean happened(String kind) {
        return kind.startsWith(OPENED) || kind.startsWith(AFTER_ALL);
    }

    /** What a run or a plan says of openings of what somebody else had closed, with a space before; nothing where there is none. */
    static String openings(SyncPlan plan, Optional<SyncRun> run) {
        Set<String> done = run.map(AccountNews::done).orElse(Set.of());
        List<String> mxids = plan.actions().stream().filter(Decision::opensWhatSomebodyElseClosed).map(decision -> decision.mxid().toString())
                .filter(mxid -> run.isEmpty() || done.contains(mxid)).toList();
        return mxids.isEmpty() ? "" : " Closed by somebody else, " + (run.isPresent() ? "opened" : "to be opened") + " because the person is in the group: " + names(mxids) + ".";
    }

    private static List<Mxid> recycled(SyncPlan plan, Set<String> done) {
        return Stream.concat(plan.actions().stream().filter(decision -> done.contains(decision.mxid().toString())),
                plan.skipped().stream().filter(decision -> decision.state().equals(Optional.of(AccountState.LOCKED))))
                .filter(decision -> decision.rule() == Rule.RECYCLED_NAME).map(Decision::mxid).sorted().toList();
    }

    private static Set<String> done(SyncRun run) {
        return run.results().stream().filter(result -> result.outcome().equals(Ledger.DONE)).map(SyncRun.ActionResult::mxid).collect(Collectors.toSet());
    }

    private static String names(Collection<String> mxids) {
        return mxids.stream().limit(NAMED).map(mxid -> "'" + Shown.text(mxid) + "'").collect(Collectors.joining(", ")) + (mxids.size() > NAMED ? " and " + (mxids.size() - NAMED) + " more" : "");
    }
}

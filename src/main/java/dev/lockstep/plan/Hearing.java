package dev.lockstep.plan;

import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.PersonPage;
import dev.lockstep.plan.Verdict.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What came of asking Keycloak for each person whom a plan would shut out.
 *
 * @param findings what each page means, by account
 * @param silent   the user federations that don't answer
 */
public record Hearing(Map<Mxid, Finding> findings, Set<String> silent) {

    /** So many whom the listing can't see are odd each for themselves; more are a listing that isn't to be trusted. */
    private static final int ODD = 5;

    /** Nobody had to be asked. */
    public static final Hearing NONE = new Hearing(Map.of(), Set.of());

    /** What these pages mean together. */
    public static Hearing of(Map<Inquiry, PersonPage> pages, SyncPolicy.DisabledMembers disabledMembers) {
        Map<Mxid, Finding> findings = new TreeMap<>();
        Set<String> silent = new TreeSet<>();
        pages.forEach((inquiry, page) -> {
            Finding finding = Finding.of(inquiry, page, disabledMembers);
            findings.put(inquiry.closing().mxid(), finding);
            if (finding == Finding.DIRECTORY_DOWN) {
                page.entry().map(DirectoryEntry::federation).ifPresent(silent::add);
            }
        });
        return new Hearing(findings, silent);
    }

    /** The plan without those who are members after all. */
    public SyncPlan spare(SyncPlan plan) {
        return plan.leavingAlone(with(Finding.MEMBER_AFTER_ALL), Rule.MEMBER_AFTER_ALL);
    }

    /** What speaks against the whole look. */
    public List<Reason> reasons() {
        List<Reason> reasons = new ArrayList<>();
        if (!silent.isEmpty()) {
            reasons.add(Reason.of((silent.size() == 1 ? "The user federation '" + silent.iterator().next() + "' behind Keycloak does" : "The user federations '" + String.join("', '", silent) + "' behind Keycloak do")
                    + " not answer for anybody, so nobody can tell who has left. Look at the directory, and at the federation's settings in Keycloak; the next run asks again."));
        }
        Set<Mxid> odd = new TreeSet<>(with(Finding.MEMBER_AFTER_ALL));
        odd.addAll(with(Finding.DOUBTFUL));
        if (odd.size() > ODD) {
            reasons.add(Reason.about(odd.size() + " people are missing in Keycloak's list of the group, and Keycloak's own pages of them do not agree", odd,
                    "That list is not to be trusted: look whether the directory cuts it short (a size limit), and at the federation's group mapper in Keycloak."));
        }
        return reasons;
    }

    /** What speaks against single closings. */
    public List<Hold> holds() {
        Set<Mxid> doubtful = with(Finding.DOUBTFUL);
        return doubtful.isEmpty() ? List.of() : List.of(new Hold(doubtful, Reason.about((doubtful.size() == 1 ? "1 person is" : doubtful.size() + " people are")
                + " missing in Keycloak's list of the group, and Keycloak's own page, which may be an old copy of the directory's, does not say that they left", doubtful,
                "Start 'Sync changed users' of the user federation in Keycloak: the next run asks again.")));
    }

    /** Whose closing in a plan is doubtful: where a directory is silent, everybody's. */
    public Set<Mxid> doubted(SyncPlan plan) {
        Set<Mxid> doubtful = with(Finding.DOUBTFUL);
        return plan.actions().stream().filter(decision -> decision.action().orElseThrow().closes()).map(Decision::mxid).filter(mxid -> !silent.isEmpty() || doubtful.contains(mxid))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What has become doubtful in a plan since a person read it. */
    public List<Hold> unread(SyncPlan plan, Set<Mxid> read) {
        Set<Mxid> unread = new TreeSet<>(doubted(plan));
        unread.removeAll(read);
        return unread.isEmpty() ? List.of() : List.of(new Hold(unread, Reason.about("When this plan was stored nothing spoke against these closings, and now Keycloak does not say"
                + " that the people left, so they are left alone", unread, "The next sync or 'lockstep plan' tells why.")));
    }

    private Set<Mxid> with(Finding wanted) {
        return findings.entrySet().stream().filter(entry -> entry.getValue() == wanted).map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }
}

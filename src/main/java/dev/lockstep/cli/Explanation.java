package dev.lockstep.cli;

import dev.lockstep.account.Account;
import dev.lockstep.account.Member;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.RealmUser;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.PastAction;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Look;
import dev.lockstep.plan.Meaning;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.Unmapped;
import dev.lockstep.plan.Verdict;
import dev.lockstep.report.Block;
import dev.lockstep.report.Block.Fact;
import dev.lockstep.report.Block.Facts;
import dev.lockstep.report.Report;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What explain says: where a person stands, what we did, and what a sync would do now. */
final class Explanation {

    private static final int TOLD = 5;
    private static final String ACTIONS = "actions";

    private final Look look;
    private final Verdict verdict;
    private final List<String> groups;
    private final Ledger ledger;
    private final Function<String, List<?>> keycloak;

    Explanation(Look look, Verdict verdict, List<String> groups, Ledger ledger, Function<String, List<?>> keycloak) {
        this.keycloak = keycloak;
        this.look = look;
        this.verdict = verdict;
        this.groups = groups;
        this.ledger = ledger;
    }

    /**
     * Whom it is about.
     *
     * @param member  the person in the group, where there is one
     * @param mxid    their Matrix user id, where there is one
     * @param refused why a member has none, to be read after the name
     * @param account the account, where there is one
     */
    record Subject(Optional<Member> member, Optional<Mxid> mxid, String refused, Optional<Account> account) {
    }

    /** All explanations as one report. */
    Report of(List<Subject> subjects) {
        List<Block> blocks = new ArrayList<>();
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Subject subject : subjects) {
            Map<String, Fact> facts = facts(subject);
            String about = subject.mxid().map(Mxid::toString).orElseGet(() -> "'" + subject.member().orElseThrow().username() + "'");
            blocks.add(new Facts(about, List.copyOf(facts.values())));
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("about", about);
            facts.forEach((key, fact) -> object.put(key, key.equals(ACTIONS) ? fact.items() : fact.text()));
            objects.add(object);
        }
        return new Report(Map.of("people", objects), List.copyOf(blocks));
    }

    /** What is known of one, by the name that programs read. */
    private Map<String, Fact> facts(Subject subject) {
        Map<String, Fact> facts = new LinkedHashMap<>();
        facts.put("keycloak", fact("In Keycloak:", person(subject)));
        facts.put("matrixUserId", fact("Matrix user id:", subject.mxid().map(Mxid::toString).orElseGet(() -> "none, for " + new Unmapped(subject.member().orElseThrow().username(), subject.refused()).words()) + "."));
        facts.put("account", fact("Account in Synapse:", subject.account().map(account -> account.state().words()).orElse("none") + "."));
        Optional<Rule> rule = rule(subject);
        facts.put("protected", fact("Protected:", rule.filter(known -> Meaning.of(known).protects()).map(known -> "yes, by the rule '" + known.id() + "'").orElse("no")
                + look.administrators().unknown().map(why -> "; whether it is an administrator of MAS is not known: " + why).orElse(".")));
        List<PastAction> actions = subject.mxid().map(ledger::actions).orElse(List.of());
        facts.put("closedByLockstep", fact("Closed by Lockstep:", closed(actions)));
        facts.put(ACTIONS, new Fact("What Lockstep did, newest first:", actions.isEmpty() ? "nothing." : "", actions.stream().limit(TOLD).map(Explanation::told).toList()));
        facts.put("outlook", fact("A sync now", outlook(subject, rule)));
        return facts;
    }

    private static Fact fact(String label, String text) {
        return new Fact(label, text, List.of());
    }

    /** Groups as one names them in a sentence. */
    static String names(List<String> groups) {
        return (groups.size() == 1 ? "the group " : "the groups ") + groups.stream().map(path -> "'" + path + "'").collect(Collectors.joining(", "));
    }

    private String person(Subject subject) {
        Optional<RealmUser> user = keycloak.apply(subject.member().map(Member::id).orElseGet(() -> subject.mxid().orElseThrow().localpart())).stream().map(RealmUser.class::cast).findFirst();
        String directly = user.filter(found -> !found.groups().isEmpty()).map(found -> "directly in " + names(found.groups())).orElse("directly in no group");
        if (subject.member().isEmpty()) {
            return user.map(found -> "'" + found.username() + "' (id " + found.id() + ") is not in " + names(groups) + "; " + directly + (found.enabled() ? "." : ", and disabled."))
                    .orElse("nobody in " + names(groups) + " has this account, and nobody in the realm has its name.");
        }
        Member member = subject.member().get();
        boolean renamed = verdict.plan().renamed().stream().anyMatch(other -> other.username().equals(member.username()));
        return "'" + member.username() + "' (id " + member.id() + ") is in " + names(groups) + (look.members().groups().size() > 1 ? " or one that counts with them" : "")
                + "; " + directly + (member.enabled() ? "." : ", but disabled: Keycloak lets the person nowhere in.")
                + (renamed ? " The name has changed; the person keeps the account (member-renamed)." : "");
    }

    private Optional<Rule> rule(Subject subject) {
        Optional<Rule> named = subject.mxid().flatMap(mxid -> verdict.plan().of(mxid)).map(Decision::rule);
        return named.isPresent() ? named : subject.account().map(account -> Meaning.unnamed(account.state()));
    }

    private static String closed(List<PastAction> actions) {
        Optional<PastAction> last = actions.stream().filter(PastAction::done).findFirst().filter(action -> action.action().closes());
        return last.map(action -> action.undone().map(when -> "no longer; " + told(action) + " Somebody else has opened it since; that was seen on " + time(when) + ".")
                .orElse("yes; " + told(action))).orElse("no.");
    }

    private static String told(PastAction action) {
        String outcome = action.outcome().map(ended -> action.done() ? action.seen() ? "done, and seen in Synapse." : "done; no look at Synapse has shown it yet."
                : "failed (" + ended + "): " + action.detail()).orElse("no end is known of it.");
        return time(action.began()) + ": " + action.action().words() + " (" + action.rule() + "), run " + action.run() + (action.trigger().isEmpty() ? "" : " (" + action.trigger() + ")")
                + ": " + outcome;
    }

    private String outlook(Subject subject, Optional<Rule> rule) {
        if (subject.mxid().isEmpty()) {
            return "does nothing: without a Matrix user id nobody can sign in to the chat. Mend the name in Keycloak, or choose another lockstep.mxid.localpart.";
        }
        if (rule.isEmpty()) {
            return "does nothing: there is no account.";
        }
        Optional<String> action = verdict.plan().of(subject.mxid().get()).flatMap(Decision::action).map(each -> each.words());
        String does = action.map(words -> "would " + words + " the account").orElse("leaves it alone");
        // The reason names other people, whom a caller need not hear of.
        String held = action.isPresent() && verdict.held() ? " But the guard holds that plan, so nothing happens until somebody has read it: 'lockstep plan' says why." : "";
        return does + " (" + rule.get().id() + "). " + Meaning.of(rule.get()).sentence() + held;
    }

    private static String time(Instant when) {
        return when.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

package dev.lockstep.story;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.sandbox.Realm.Home;
import dev.lockstep.sandbox.Realm.Somebody;
import dev.lockstep.story.Lockstep.Ended;
import dev.lockstep.story.Matrix.Acct;
import dev.lockstep.story.Matrix.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What no story may bring about, checked at every call of mas-cli and after every run. */
final class Invariants {

    private static final Duration DAY = Duration.ofDays(1);
    /** After this time MAS has given a job up, so that an action is begun again. */
    private static final Duration GIVEN_UP = Duration.ofHours(2);
    /** Reasons that a plan tells for leaving somebody's account open for whom the group has no place. */
    private static final Set<Rule> TOLD = EnumSet.of(Rule.UNKNOWN_TO_MAS, Rule.PENDING, Rule.SECOND_LOOK);

    /**
     * A closing that no person asked for.
     *
     * @param ofLeaver whether its owner was not in the group then
     */
    private record Closing(Acct account, Instant at, boolean ofLeaver) {
    }

    private record Done(AccountAction action, Instant at, int shows) {
    }

    private final Town town;
    private final List<Closing> unasked = new ArrayList<>();
    private final Map<Acct, Done> done = new HashMap<>();
    private final Traces traces = new Traces();
    private final Set<Acct> anothers = new HashSet<>();
    private final Set<Somebody> belonged = new HashSet<>();
    private final Map<Acct, Integer> goodRuns = new HashMap<>();
    private final Map<Somebody, String> seen = new HashMap<>();
    private final Map<Somebody, Instant> absent = new HashMap<>();
    private boolean wasCalm;

    Invariants(Town town) {
        this.town = town;
    }

    /** Something has happened to people. Who was there again between two looks has been absent all the time for whoever looks. */
    void lived() {
        for (Somebody somebody : town.people) {
            if (!town.realm.belongs(somebody)) {
                absent.putIfAbsent(somebody, town.now());
            }
        }
    }

    /** The ledger has noted that an action begins. */
    void noted(Decision decision) {
        traces.noted(decision, account(decision));
    }

    /** The ledger has noted that an action ended, and surely changed nothing. */
    void undone(Decision decision) {
        traces.undone(account(decision));
    }

    /** An action is about to be tried, for the first time or again. */
    void begins(Decision decision) {
        Acct account = account(decision);
        Done before = done.get(account);
        // What Synapse shows already may have been asked for once more, which nobody can see.
        boolean isOpposite = before != null && before.action().closes() != decision.closes() && before.shows() > account.shows && !before.action().shownBy(account.shown());
        check(!isOpposite || !town.now().isBefore(before.at().plus(GIVEN_UP)), "Two opposite actions are under way at once on '%s'", account.name);
    }

    /** A call of mas-cli is about to be made. */
    void calls(Decision decision, List<String> arguments, boolean isApplied) {
        Acct account = account(decision);
        check(account.kind == Kind.ORDINARY, "The account '%s' is protected and was touched", account.name);
        check(!town.paused, "A call for '%s' was made in a pause", account.name);
        if (arguments.contains("kill-sessions")) {
            return;
        }
        if (decision.closes()) {
            closes(account, isApplied);
            graceIsOver(account, isApplied || !arguments.contains("--deactivate"));
        } else {
            opens(account, decision, isApplied);
        }
        account.closedByHand &= decision.closes() && !arguments.contains("--deactivate");
    }

    /** Of the people of a directory the page can be an old copy, and a person's word counts; of Keycloak's own it never is. */
    private void closes(Acct account, boolean isApplied) {
        account.owner.filter(owner -> !isApplied || owner.home() == Home.KEYCLOAK).filter(owner -> canBeFound(account, owner)).flatMap(town.realm::page)
                .ifPresent(page -> check(!page.inGroup() || !page.enabled(), "'%s' was closed, and Keycloak's page of '%s' shows them in the group", account.name, page.username()));
    }

    /** A call of mas-cli was made, and may have failed; one that changed nothing closes nobody. */
    void called(Decision decision, boolean isApplied) {
        Acct account = account(decision);
        if (isApplied || !decision.closes() || account.isOpen()) {
            return;
        }
        unasked.add(new Closing(account, town.now(), !belongs(account)));
        // A stranger who was closed and then came into the group went from one budget to the other.
        long day = unasked.stream().filter(closing -> closing.at().isAfter(town.now().minus(DAY))).filter(closing -> !closing.ofLeaver() || !belongs(closing.account()))
                .map(Closing::account).distinct().count();
        // People whom the ledger knows and strangers have a budget each.
        check(day <= 2 * Setup.MAX_CLOSINGS, "%s accounts were closed within 24 hours without anybody's word", day);
    }

    private boolean belongs(Acct account) {
        return account.owner.filter(town.realm::belongs).isPresent();
    }

    private void graceIsOver(Acct account, boolean isAllowed) {
        // Whose an account is that never bore its owner's name nobody can know.
        Optional<Instant> since = account.owner.filter(owner -> seen.containsKey(owner) || owner.username().equals(account.name)).map(absent::get);
        check(isAllowed || since.isEmpty() || !town.now().isBefore(since.get().plus(town.setup.grace())),
                "'%s' was deactivated, and its owner was absent for less than %s", account.name, town.setup.deactivateAfter());
    }

    /**
     * Whether Keycloak can be asked for whoever owns an account: by the id that they had when the ledger learned whose it is, or by the name of the account. By name a directory without
     * imports that is down finds nobody, which is no answer only to those who know of it: by somebody of it whom they have seen.
     */
    private boolean canBeFound(Acct account, Somebody owner) {
        boolean isAsked = owner.home() != Home.LIVE_OFF || seen.keySet().stream().anyMatch(other -> other.home() == Home.LIVE_OFF);
        return town.realm.id(owner).equals(Optional.ofNullable(seen.get(owner))) || isAsked && owner.username().equals(account.name);
    }

    private void opens(Acct account, Decision decision, boolean isApplied) {
        if (!account.closedByHand || isApplied || traces.isRepeated(decision, account)) {
            return;
        }
        check(town.setup.reopen().equals("any"), "'%s' was closed by a person and opened without a person's word", account.name);
        check(traces.isTold(decision, account), "'%s' was closed by a person and opened as '%s', so nobody is told", account.name, decision.rule().id());
    }

    /** All calls of an action were accepted. */
    void done(Decision decision) {
        Acct account = account(decision);
        done.put(account, new Done(decision.action().orElseThrow(), town.now(), account.jobsGiven));
    }

    void runBegins() {
        wasCalm = town.isCalm();
        belonged.clear();
        town.people.stream().filter(town.realm::belongs).forEach(belonged::add);
        traces.runBegins(town.matrix.accounts());
    }

    void runEnded(Town.Run kind, Ended ended, boolean interrupted) {
        boolean isGood = kind == Town.Run.SYNC && ended.exit().equals("done") && wasCalm && town.isCalm() && !interrupted;
        ended.plan().ifPresent(plan -> {
            traces.planned(town.matrix.accounts());
            town.matrix.accounts().forEach(account -> account.owner.filter(owner -> isSeenInGroup(account, owner, plan)).ifPresent(absent::remove));
        });
        lived();
        for (Acct account : town.matrix.accounts()) {
            account.owner.ifPresent(owner -> runEnded(account, owner, ended, isGood));
        }
    }

    /** Whether the look of a run showed it the owner of an account in the group. */
    private boolean isSeenInGroup(Acct account, Somebody owner, SyncPlan plan) {
        return (belonged.contains(owner) || town.realm.belongs(owner)) && plan.of(mxid(account)).filter(decision -> decision.person() == Person.IN_GROUP || decision.rule() == Rule.MEMBER_AFTER_ALL).isPresent();
    }

    private void runEnded(Acct account, Somebody owner, Ended ended, boolean isGood) {
        if (town.realm.belongs(owner)) {
            // Only under the name that the account bears can the ledger have learned whose it is.
            if (ended.plan().isPresent() && owner.username().equals(account.name) && wasCalm && town.isCalm()) {
                town.realm.id(owner).ifPresent(id -> seen.put(owner, id));
            }
            goodRuns.remove(account);
            return;
        }
        // Whom no listing ever showed and Keycloak's page, an old copy, does is told as a member after all.
        boolean isTold = ended.plan().flatMap(plan -> plan.of(mxid(account))).map(Decision::rule)
                .filter(rule -> TOLD.contains(rule) || rule == Rule.MEMBER_AFTER_ALL && !seen.containsKey(owner)).isPresent();
        // Whose an account was before the first run nobody can know, where a member bears its name by then; theirs it stays under any later name.
        boolean isTakenForAnothers = !seen.containsKey(owner) && town.people.stream().anyMatch(other -> other != owner && other.username().equals(account.name)
                && (town.realm.belongs(other) || town.realm.isInGroupAndDisabled(other)));
        if (isTakenForAnothers && ended.plan().isPresent()) {
            anothers.add(account);
        }
        boolean isKept = town.setup.disabled().equals("keep") && town.realm.isInGroupAndDisabled(owner);
        if (!account.isOpen() || isKept || isTold || isTakenForAnothers || anothers.contains(account)) {
            goodRuns.remove(account);
        } else if (isGood) {
            int runs = goodRuns.merge(account, 1, Integer::sum);
            check(runs <= 1, "'%s' is open after %s good runs, and its owner is not in the group, or disabled", account.name, runs);
        }
    }

    private static Mxid mxid(Acct account) {
        return new Mxid(account.name, Matrix.SERVER);
    }

    private Acct account(Decision decision) {
        return town.matrix.find(decision.mxid().localpart()).orElseThrow();
    }

    private static void check(boolean holds, String otherwise, Object... values) {
        if (!holds) {
            throw new AssertionError(String.format(otherwise, values));
        }
    }
}

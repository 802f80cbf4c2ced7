package dev.lockstep.plan;

import static dev.lockstep.account.AccountAction.ACTIVATE;
import static dev.lockstep.account.AccountAction.DEACTIVATE;
import static dev.lockstep.account.AccountAction.LOCK;
import static dev.lockstep.account.AccountState.ACTIVE;
import static dev.lockstep.account.AccountState.DEACTIVATED;
import static dev.lockstep.account.AccountState.ERASED;
import static dev.lockstep.account.AccountState.LOCKED;
import static dev.lockstep.plan.Decision.Person.AMBIGUOUS;
import static dev.lockstep.plan.Decision.Person.DISABLED;
import static dev.lockstep.plan.Decision.Person.IN_GROUP;
import static dev.lockstep.plan.Decision.Person.NAMESAKE;
import static dev.lockstep.plan.Decision.Person.NOT_IN_GROUP;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Member;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.plan.AccountHistory.Standing;
import dev.lockstep.plan.Decision.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The decision table, a pure function: what was read, what the ledger knows and the policy in, a plan out. The first row that fits decides. */
public final class SyncPlanner {

    /** After this time an action that never showed is begun again: MAS gives its jobs up after about 85 minutes. */
    static final Duration GIVEN_UP = Duration.ofHours(2);

    /** For this time a user whom MAS doesn't know isn't tried again. */
    static final Duration UNKNOWN_FOR = Duration.ofDays(7);

    private final MxidMapping mapping;
    private final SyncPolicy policy;
    private final Protection protection;

    public SyncPlanner(MxidMapping mapping, SyncPolicy policy) {
        this.mapping = mapping;
        this.policy = policy;
        this.protection = new Protection(mapping.serverName(), policy.protectedUsers(), policy.protectedPatterns(), policy.bridges());
    }

    /** Walks the table for every account and every member. */
    public SyncPlan plan(Look look, History history) {
        People everybody = people(look.members().all(), look, history);
        Map<Mxid, Person> people = standing(everybody, look.members().all(), history);
        List<Decision> decisions = new ArrayList<>();
        int closable = 0;
        Set<Mxid> withAccount = new HashSet<>();
        Around around = new Around(look, history, protection.shared(look.accounts().all()), ownerGone(look.members().all(), history));
        for (Account account : look.accounts().all()) {
            withAccount.add(account.mxid());
            Person person = people.getOrDefault(account.mxid(), NOT_IN_GROUP);
            Optional<Rule> protectedBy = keptOut(account, person, around);
            if (protectedBy.isPresent()) {
                decisions.add(new Decision(account.mxid(), person, Optional.of(account.state()), Optional.empty(), protectedBy.get()));
            } else {
                closable += account.state() == ACTIVE ? 1 : 0;
                decisions.add(decide(account, counted(person), history));
            }
        }
        people.forEach((mxid, person) -> {
            if (!withAccount.contains(mxid)) {
                Rule rule = person == AMBIGUOUS ? Rule.AMBIGUOUS_MEMBER : Rule.NOT_SIGNED_IN_YET;
                decisions.add(new Decision(mxid, person, Optional.empty(), Optional.empty(), rule));
            }
        });
        decisions.sort(Comparator.comparing(Decision::mxid));
        return new SyncPlan(policy.mode().name().toLowerCase(Locale.ROOT), look.members().all().size(), look.accounts().all().size(),
                (int) decisions.stream().filter(decision -> decision.rule().nothingNeeded()).count(), closable,
                decisions.stream().filter(decision -> decision.action().isPresent()).toList(),
                decisions.stream().filter(decision -> decision.action().isEmpty() && !decision.rule().nothingNeeded()).toList(),
                everybody.unmapped(), overdue(decisions, history), look.administrators().unknown().isEmpty(), everybody.renamed());
    }

    /** The plan without closing anybody whom a second look at the members shows in another light: there after all, enabled after all, or twice. */
    public SyncPlan lookAgain(SyncPlan plan, List<Member> members, Look first, History history) {
        Map<Mxid, Person> people = standing(people(members, first, history), members, history);
        Set<Mxid> ownerGone = ownerGone(members, history);
        return plan.leavingAlone(plan.closings().stream().filter(closing -> people.containsKey(closing.mxid()))
                .filter(closing -> counted(people.get(closing.mxid())) != counted(closing.person()) || contested(closing.person()) && !ownerGone.contains(closing.mxid()))
                .map(Decision::mxid).collect(Collectors.toSet()), Rule.SECOND_LOOK);
    }

    /** The MXIDs that count as in the group, so that their absence has not begun. */
    public Set<Mxid> present(People people) {
        return people.standing().entrySet().stream().filter(entry -> counted(entry.getValue()) != NOT_IN_GROUP).map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** Who of these members has which account. */
    public People people(List<Member> members, Look look, History history) {
        return People.of(members, look.accounts().all().stream().map(Account::mxid).collect(Collectors.toSet()), history, mapping);
    }

    /** What all accounts of one plan are judged by. */
    private record Around(Look look, History history, Set<String> shared, Set<Mxid> ownerGone) {
    }

    /** Whether somebody in the group bears the name of an account that isn't surely theirs. */
    private static boolean contested(Person person) {
        return person == AMBIGUOUS || person == NAMESAKE;
    }

    /** Where each MXID stands. An account whose owner the ledger knows, and who is disabled, is a disabled member's, whoever else bears its name. */
    private Map<Mxid, Person> standing(People people, List<Member> members, History history) {
        Map<Mxid, Person> standing = new HashMap<>(people.standing());
        if (policy.disabledMembers() == SyncPolicy.DisabledMembers.LOCK) {
            Identities identities = Identities.of(members, history);
            Set<Mxid> enabled = new HashSet<>();
            members.stream().filter(Member::enabled).forEach(member -> identities.of(member).ifPresent(enabled::add));
            members.stream().flatMap(member -> identities.of(member).stream()).filter(mxid -> !enabled.contains(mxid))
                    .forEach(mxid -> standing.computeIfPresent(mxid, (same, person) -> contested(person) ? DISABLED : person));
        }
        return standing;
    }

    /** The accounts whose owner the ledger knows, and who doesn't count as in the group. */
    private Set<Mxid> ownerGone(List<Member> members, History history) {
        Identities identities = Identities.of(members, history);
        Set<Mxid> gone = new HashSet<>(history.belongs().values());
        members.stream().filter(member -> counted(member.enabled() ? IN_GROUP : DISABLED) != NOT_IN_GROUP).forEach(member -> identities.of(member).ifPresent(gone::remove));
        return gone;
    }

    private Optional<Rule> keptOut(Account account, Person person, Around around) {
        Optional<Rule> rule = protection.of(account, around.look.accounts().owner(), around.look.administrators(), around.shared);
        if (rule.isPresent()) {
            return rule;
        }
        if (contested(person) && !around.ownerGone.contains(account.mxid())) {
            return Optional.of(person == AMBIGUOUS ? Rule.AMBIGUOUS_MEMBER : Rule.RECYCLED_NAME);
        }
        History history = around.history;
        AccountHistory ours = history.accounts().get(account.mxid());
        if (ours != null && ours.standing() == Standing.UNKNOWN_TO_MAS && distance(ours, history).compareTo(UNKNOWN_FOR) < 0) {
            return Optional.of(Rule.UNKNOWN_TO_MAS);
        }
        boolean known = person != NOT_IN_GROUP || history.known().contains(account.mxid());
        return policy.scope() == SyncPolicy.Scope.KNOWN && !known ? Optional.of(Rule.NEVER_A_MEMBER) : Optional.empty();
    }

    /** What a disabled member counts as. */
    private Person counted(Person person) {
        return person == DISABLED && policy.disabledMembers() == SyncPolicy.DisabledMembers.ABSENT ? NOT_IN_GROUP : person;
    }

    private Decision decide(Account account, Person person, History history) {
        AccountHistory ours = history.accounts().get(account.mxid());
        AccountState state = account.state();
        if (unfinished(ours, state, history) && !closedMeanwhile(ours, account, person) && wanted(account, person, history).isPresent()) {
            return decision(account, person, wanted(account, person, history), Rule.UNFINISHED);
        }
        if (pending(ours, state, history)) {
            return decision(account, person, Optional.empty(), Rule.PENDING);
        }
        boolean byUs = ours != null && ours.closedByUs(state);
        return switch (person) {
            case IN_GROUP -> forMember(account, byUs);
            case DISABLED -> forDisabled(account);
            case NAMESAKE, AMBIGUOUS -> decision(account, person, Optional.of(LOCK).filter(lock -> state == ACTIVE), Rule.RECYCLED_NAME);
            case NOT_IN_GROUP -> forOutsider(account, history);
        };
    }

    private Decision forMember(Account account, boolean byUs) {
        return switch (account.state()) {
            case ACTIVE -> decision(account, IN_GROUP, Optional.empty(), Rule.MEMBER_ACTIVE);
            case ERASED -> decision(account, IN_GROUP, Optional.empty(), Rule.ERASED);
            case LOCKED -> byUs ? decision(account, IN_GROUP, Optional.of(ACTIVATE), Rule.MEMBER_RETURNS)
                    : decision(account, IN_GROUP, Optional.empty(), Rule.LOCKED_BY_SOMEBODY_ELSE);
            case DEACTIVATED -> {
                if (policy.keepClosed().contains(account.mxid().localpart())) {
                    yield decision(account, IN_GROUP, Optional.empty(), Rule.KEPT_CLOSED);
                }
                Optional<AccountAction> opening = Optional.<AccountAction>of(ACTIVATE).filter(any -> byUs || policy.reopen() != SyncPolicy.Reopen.OURS);
                yield decision(account, IN_GROUP, opening, byUs ? Rule.MEMBER_RETURNS : Rule.CLOSED_BY_SOMEBODY_ELSE);
            }
        };
    }

    private Decision forDisabled(Account account) {
        return switch (account.state()) {
            case ACTIVE -> policy.disabledMembers() == SyncPolicy.DisabledMembers.KEEP ? decision(account, DISABLED, Optional.empty(), Rule.MEMBER_ACTIVE)
                    : decision(account, DISABLED, Optional.of(LOCK), Rule.MEMBER_DISABLED);
            case LOCKED -> decision(account, DISABLED, Optional.empty(), Rule.ALREADY_LOCKED);
            case DEACTIVATED, ERASED -> decision(account, DISABLED, Optional.empty(), Rule.ALREADY_CLOSED);
        };
    }

    private Decision forOutsider(Account account, History history) {
        return switch (account.state()) {
            case ACTIVE -> decision(account, NOT_IN_GROUP, Optional.of(closing(account, history)), Rule.LEFT_GROUP);
            case LOCKED -> closing(account, history) == LOCK ? decision(account, NOT_IN_GROUP, Optional.empty(), Rule.ALREADY_LOCKED)
                    : decision(account, NOT_IN_GROUP, Optional.of(DEACTIVATE), Rule.GRACE_OVER);
            case DEACTIVATED, ERASED -> decision(account, NOT_IN_GROUP, Optional.empty(), Rule.ALREADY_CLOSED);
        };
    }

    /** Where the table wants an account whose true state isn't known. */
    private Optional<AccountAction> wanted(Account account, Person person, History history) {
        if (account.state() == ERASED) {
            return Optional.empty();
        }
        return switch (person) {
            case IN_GROUP -> account.state() == DEACTIVATED && policy.keepClosed().contains(account.mxid().localpart()) ? Optional.empty() : Optional.of(ACTIVATE);
            case DISABLED, NAMESAKE, AMBIGUOUS -> Optional.of(LOCK);
            case NOT_IN_GROUP -> Optional.of(closing(account, history));
        };
    }

    /** How somebody who left is shut out: with a grace, by a lock until they were absent all the time. */
    private AccountAction closing(Account account, History history) {
        if (policy.mode() == SyncPolicy.Mode.LOCK) {
            return LOCK;
        }
        if (policy.deactivateAfter().isZero()) {
            return DEACTIVATE;
        }
        boolean over = history.absent().getOrDefault(account.mxid(), Duration.ZERO).compareTo(policy.deactivateAfter()) >= 0;
        return over && account.state() != ACTIVE ? DEACTIVATE : LOCK;
    }

    private static boolean unfinished(AccountHistory ours, AccountState state, History history) {
        return ours != null && (ours.standing() == Standing.UNFINISHED
                || notShown(ours, state) && givenUp(ours, history));
    }

    /** A member's account that a person deactivated after our action: no end that this can have is an opening. */
    private static boolean closedMeanwhile(AccountHistory ours, Account account, Person person) {
        return person == IN_GROUP && account.state() == DEACTIVATED && !ours.mayHaveLeft(DEACTIVATED);
    }

    private static boolean pending(AccountHistory ours, AccountState state, History history) {
        return notShown(ours, state) && !givenUp(ours, history);
    }

    private static boolean notShown(AccountHistory ours, AccountState state) {
        return ours != null && ours.standing() == Standing.DONE && !ours.last().shownBy(state);
    }

    private static boolean givenUp(AccountHistory ours, History history) {
        return distance(ours, history).compareTo(GIVEN_UP) >= 0;
    }

    /** Those that don't show in time, also where they are begun again. */
    private List<Mxid> overdue(List<Decision> decisions, History history) {
        return decisions.stream().filter(decision -> decision.rule() == Rule.PENDING || decision.rule() == Rule.UNFINISHED).map(Decision::mxid)
                .filter(mxid -> history.accounts().get(mxid).standing() == Standing.DONE)
                .filter(mxid -> distance(history.accounts().get(mxid), history).compareTo(policy.settleTime()) > 0).toList();
    }

    /** How long ago; where a wrong clock put it into the future, as far as that. */
    private static Duration distance(AccountHistory ours, History history) {
        return Duration.between(ours.since(), history.now()).abs();
    }

    private static Decision decision(Account account, Person person, Optional<AccountAction> action, Rule rule) {
        return new Decision(account.mxid(), person, Optional.of(account.state()), action, rule);
    }
}

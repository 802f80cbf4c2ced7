package dev.lockstep.plan;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A group, a server and a ledger of a few people, made for the properties of the planner. The person at index 3 is called {@code n3}. */
record World(SyncPolicy policy, List<Person> people) {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final MxidMapping MAPPING = new MxidMapping("username", "example.org");
    private static final Mxid NOBODY = Mxid.parse("@lockstep:example.org");

    /** How a person stands in the group. */
    enum Membership { ABSENT, ENABLED, DISABLED, TWICE, UNMAPPED }

    /** What the ledger knows of a person's Keycloak id: nothing, their account, their account under a name that they have no longer, or that it is another's. */
    enum Identity { UNKNOWN, KNOWN, RENAMED, ANOTHERS }

    /** What sort of account a person has. A twin's name differs from another account's in case only. */
    enum Kind { ORDINARY, KEPT_CLOSED, FOREIGN, OWNER, MAS_ADMINISTRATOR, SYNAPSE_ADMINISTRATOR, TYPED, GUEST, PROTECTED, PATTERN, BRIDGE, SENDER, UPPER_CASE, TWIN }

    /**
     * One person.
     *
     * @param second how they stand in the group at the second look
     * @param known  whether they were ever seen in the group
     * @param absent for how long they were missing in the group
     */
    record Person(Membership membership, Membership second, Kind kind, Optional<AccountState> state, Optional<AccountHistory> ours, boolean known, Identity identity,
            Optional<Duration> absent) {
    }

    /** The same people with an account and a history as given by a plan that was carried out; {@code shown} says whether Synapse shows it. */
    World after(SyncPlan plan, boolean shown) {
        Map<Mxid, AccountAction> done = plan.actions().stream().collect(Collectors.toMap(Decision::mxid, decision -> decision.action().orElseThrow()));
        return new World(policy, indices().mapToObj(i -> {
            Person person = people.get(i);
            AccountAction action = done.get(mxid(i));
            if (action == null) {
                return person;
            }
            return new Person(person.membership, person.second, person.kind, shown ? person.state.map(state -> effect(action, state)) : person.state,
                    Optional.of(new AccountHistory(action, AccountHistory.Standing.DONE, NOW, Optional.of(action).filter(AccountAction::closes))), person.known, person.identity, person.absent);
        }).toList());
    }

    /** The same world in which everybody stands in the group as at the second look. */
    World atSecondLook() {
        return new World(policy, people.stream().map(person -> new Person(person.second, person.second, person.kind, person.state, person.ours, person.known,
                person.identity, person.absent)).toList());
    }

    SyncPlanner planner() {
        return new SyncPlanner(MAPPING, policy);
    }

    SyncPlan plan() {
        return planner().plan(look(), history());
    }

    SyncPlan planAfterSecondLook() {
        return planner().lookAgain(plan(), atSecondLook().members(), look(), history());
    }

    Look look() {
        return look(members(), accounts());
    }

    Look look(List<Member> members, List<Account> accounts) {
        Set<String> administrators = indices().filter(i -> people.get(i).kind == Kind.MAS_ADMINISTRATOR).mapToObj(World::name).collect(Collectors.toSet());
        Mxid owner = indices().filter(i -> people.get(i).kind == Kind.OWNER).mapToObj(this::mxid).findFirst().orElse(NOBODY);
        return new Look(new Members(members, List.of("group")), new Accounts(accounts, owner), Administrators.of(administrators));
    }

    List<Member> members() {
        List<Member> members = new ArrayList<>();
        indices().forEach(i -> {
            switch (people.get(i).membership) {
                case ENABLED -> members.add(member(i, "", Optional.of(today(i)), true));
                case DISABLED -> members.add(member(i, "", Optional.of(today(i)), false));
                case TWICE -> {
                    members.add(member(i, "", Optional.of(today(i)), true));
                    members.add(member(i, "-again", Optional.of(name(i)), i % 2 == 0));
                }
                case UNMAPPED -> members.add(member(i, "", i % 2 == 0 ? Optional.empty() : Optional.of("N " + i), true));
                case ABSENT -> { }
            }
        });
        return members;
    }

    List<Account> accounts() {
        return indices().filter(i -> people.get(i).state.isPresent()).boxed().flatMap(i -> {
            Kind kind = people.get(i).kind;
            Account account = new Account(mxid(i), people.get(i).state.get(), kind == Kind.GUEST, kind == Kind.SYNAPSE_ADMINISTRATOR, kind == Kind.TYPED ? "bot" : "");
            return kind == Kind.TWIN ? Stream.of(account, Account.of(new Mxid("N" + i, MAPPING.serverName()), AccountState.ACTIVE)) : Stream.of(account);
        }).toList();
    }

    History history() {
        Map<Mxid, AccountHistory> ours = new HashMap<>();
        Set<Mxid> known = new HashSet<>();
        Map<String, Mxid> belongs = new HashMap<>();
        Map<Mxid, Duration> absent = new HashMap<>();
        indices().forEach(i -> {
            people.get(i).ours.ifPresent(history -> ours.put(mxid(i), history));
            if (people.get(i).known) {
                known.add(mxid(i));
            }
            people.get(i).absent.ifPresent(time -> absent.put(mxid(i), time));
            switch (people.get(i).identity) {
                case KNOWN, RENAMED -> belongs.put("id-" + i, new Mxid(name(i), MAPPING.serverName()));
                case ANOTHERS -> belongs.put("another-" + i, new Mxid(name(i), MAPPING.serverName()));
                case UNKNOWN -> { }
            }
        });
        return new History(ours, known, Set.of(), true, NOW, NOW, belongs, absent, Map.of());
    }

    private String today(int i) {
        return people.get(i).identity == Identity.RENAMED ? "renamed-" + name(i) : name(i);
    }

    /** The MXID of the account that a person has. */
    Mxid mxid(int i) {
        return switch (people.get(i).kind) {
            case FOREIGN -> new Mxid(name(i), "other.org");
            case UPPER_CASE -> new Mxid("N" + i, "example.org");
            default -> new Mxid(name(i), "example.org");
        };
    }

    IntStream indices() {
        return IntStream.range(0, people.size());
    }

    static String name(int i) {
        return "n" + i;
    }

    /** The names that a policy of this test may protect or keep closed: those of the people of that kind. */
    static SyncPolicy policyFor(List<Person> people, SyncPolicy.Mode mode, SyncPolicy.DisabledMembers disabled, SyncPolicy.Reopen reopen, SyncPolicy.Scope scope,
            Duration settleTime, Duration deactivateAfter) {
        return new SyncPolicy(mode, disabled, reopen, scope, named(people, Kind.PROTECTED), named(people, Kind.KEPT_CLOSED), settleTime,
                named(people, Kind.PATTERN).stream().map(Pattern::compile).toList(),
                new Bridges(named(people, Kind.BRIDGE).stream().map(name -> Pattern.compile("@" + name + ":")).toList(), named(people, Kind.SENDER)), deactivateAfter);
    }

    private static Set<String> named(List<Person> people, Kind kind) {
        return IntStream.range(0, people.size()).filter(i -> people.get(i).kind == kind).mapToObj(World::name).collect(Collectors.toSet());
    }

    private static Member member(int i, String suffix, Optional<String> localpart, boolean enabled) {
        return new Member("id-" + i + suffix, name(i) + suffix, localpart, enabled);
    }

    private static AccountState effect(AccountAction action, AccountState before) {
        return switch (action) {
            case ACTIVATE -> AccountState.ACTIVE;
            case DEACTIVATE -> AccountState.DEACTIVATED;
            case LOCK -> before == AccountState.ACTIVE ? AccountState.LOCKED : before;
        };
    }
}

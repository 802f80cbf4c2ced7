package dev.lockstep.plan;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.account.PersonQuestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Knows for each closing of a plan whom to ask for: the owner of the account by their id; where that isn't known, whoever bears its name, if names are usernames. */
public final class Inquiries {

    /** So many others of a directory are remembered: one that answers is enough. */
    private static final int WITNESSES = 5;
    private static final String USERNAME = "username";

    private final MxidMapping mapping;
    private final History history;
    private final Set<String> groups;
    private final Map<Mxid, String> owners = new HashMap<>();
    private final Map<String, List<String>> witnesses = new HashMap<>();

    /** For the closings of plans that are made of this look and this history. */
    public Inquiries(SyncPlanner planner, MxidMapping mapping, Look look, History history) {
        this.mapping = mapping;
        this.history = history;
        this.groups = Set.copyOf(look.members().groups());
        history.belongs().forEach((id, mxid) -> owners.put(mxid, id));
        planner.people(look.members().all(), look, history).has().forEach((id, mxid) -> owners.put(mxid, id));
        look.members().all().forEach(member -> member.entry().ifPresent(entry -> witness(entry.federation(), member.id())));
        // While a directory is down the listing may lack all of its people. Whose account is closed may have left it long ago, and tells nothing.
        Set<Mxid> closed = look.accounts().all().stream().filter(account -> account.state() != AccountState.ACTIVE).map(Account::mxid).collect(Collectors.toCollection(HashSet::new));
        history.entries().forEach((id, entry) -> {
            if (!closed.contains(history.belongs().get(id))) {
                witness(entry.federation(), id);
            }
        });
    }

    /** Whom to ask for before each closing of a plan. */
    public List<Inquiry> of(SyncPlan plan) {
        return plan.closings().stream().map(this::of).toList();
    }

    /** Whom to ask for before a closing. */
    public Inquiry of(Decision closing) {
        Optional<String> owner = Optional.ofNullable(owners.get(closing.mxid()));
        Optional<DirectoryEntry> entry = owner.map(history.entries()::get);
        Optional<String> username = mapping.source().equals(USERNAME) ? Optional.of(closing.mxid().localpart()) : Optional.empty();
        return new Inquiry(closing, new PersonQuestion(owner, username, entry, groups, witnesses), owner.isPresent());
    }

    /** Somebody of the group whose page shows whether the right to ask is there; a directory's person first, for it takes more. */
    public static Optional<PersonQuestion> sample(Members members) {
        List<Member> all = members.all();
        return all.stream().filter(member -> member.entry().isPresent()).findFirst().or(() -> all.stream().findFirst())
                .map(member -> new PersonQuestion(Optional.of(member.id()), Optional.empty(), member.entry(), Set.copyOf(members.groups()),
                        member.entry().map(entry -> Map.of(entry.federation(), all.stream().filter(other -> other.entry().map(DirectoryEntry::federation).equals(Optional.of(entry.federation())))
                                .map(Member::id).limit(WITNESSES).toList())).orElse(Map.of())));
    }

    private void witness(String federation, String id) {
        List<String> known = witnesses.computeIfAbsent(federation, none -> new ArrayList<>());
        if (known.size() < WITNESSES && !known.contains(id)) {
            known.add(id);
        }
    }
}

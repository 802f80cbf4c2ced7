package dev.lockstep.plan;

import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Member;
import dev.lockstep.account.Mxid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which account the ledger remembers of somebody. A person is their Keycloak id; of somebody from a directory that id can change, or be handed on to another who gets the name: there it is
 * what the directory itself calls them that counts.
 */
final class Identities {

    private final History history;
    private final Map<String, String> byDirectory = new HashMap<>();

    private Identities(History history) {
        this.history = history;
    }

    static Identities of(List<Member> members, History history) {
        Identities identities = new Identities(history);
        history.entries().forEach((id, entry) -> entry.id().ifPresent(directoryId -> identities.byDirectory.put(directoryId, id)));
        // Two of one name in two directories: neither tells who is meant.
        Set<String> seen = new HashSet<>();
        members.stream().flatMap(member -> member.entry().flatMap(DirectoryEntry::id).stream()).filter(id -> !seen.add(id)).forEach(identities.byDirectory::remove);
        return identities;
    }

    /** The account of a member, where the ledger knows it. */
    Optional<Mxid> of(Member member) {
        Optional<String> directoryId = member.entry().flatMap(DirectoryEntry::id);
        Optional<String> before = Optional.ofNullable(history.entries().get(member.id())).flatMap(DirectoryEntry::id);
        if (directoryId.isPresent() && before.isPresent() && !directoryId.equals(before)) {
            return directoryId.map(byDirectory::get).map(history.belongs()::get);
        }
        return Optional.ofNullable(history.belongs().get(member.id())).or(() -> directoryId.map(byDirectory::get).map(history.belongs()::get));
    }
}

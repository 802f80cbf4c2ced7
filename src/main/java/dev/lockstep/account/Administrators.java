package dev.lockstep.account;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * MAS's administrators, whom Synapse's list doesn't show.
 *
 * @param localparts their usernames folded ({@link Mxid#folded}), because mas-cli looks names up without case; empty too where they aren't known
 * @param unknown    why they aren't known, as a sentence; empty where they are
 */
public record Administrators(Set<String> localparts, Optional<String> unknown) {

    public static Administrators of(Set<String> localparts) {
        return new Administrators(localparts.stream().map(Mxid::folded).collect(Collectors.toUnmodifiableSet()), Optional.empty());
    }

    public static Administrators unknown(String why) {
        return new Administrators(Set.of(), Optional.of(why));
    }
}

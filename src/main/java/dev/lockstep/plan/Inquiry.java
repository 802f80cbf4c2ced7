package dev.lockstep.plan;

import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.PersonQuestion;
import java.util.Optional;

/**
 * A closing, and whom Keycloak is asked for before it.
 *
 * @param closing      the closing
 * @param question     whose page is asked for
 * @param listedBefore whether the person was ever seen in a listing of the group
 */
public record Inquiry(Decision closing, PersonQuestion question, boolean listedBefore) {

    /** What the directory called the owner of the account; empty where that isn't known. */
    Optional<String> directoryId() {
        return question.entry().flatMap(DirectoryEntry::id);
    }
}

package dev.lockstep.plan;

import dev.lockstep.account.Mxid;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The accounts that bridges and other appservices have to themselves.
 *
 * @param users   the regular expressions of their exclusive users, which fit the beginning of an MXID, as Synapse reads them
 * @param senders the localparts of the appservices' own accounts
 * @see <a href="https://spec.matrix.org/latest/application-service-api/#registration">Matrix, registration of an appservice</a>
 */
public record Bridges(List<Pattern> users, Set<String> senders) {

    /** No appservice is known. */
    public static final Bridges NONE = new Bridges(List.of(), Set.of());

    boolean has(Mxid mxid) {
        return senders.contains(mxid.localpart()) || users.stream().anyMatch(pattern -> pattern.matcher(mxid.toString()).lookingAt());
    }
}

package dev.lockstep.plan;

import dev.lockstep.account.Account;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Mxid;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The accounts that are never touched, whatever the group says.
 *
 * @param serverName whose accounts may be touched at all
 * @param users      localparts named by the administrator
 * @param patterns   what fits whole localparts, named by the administrator
 * @param bridges    the accounts of appservices
 */
public record Protection(String serverName, Set<String> users, List<Pattern> patterns, Bridges bridges) {

    /** The rule that protects an account, if one does. */
    public Optional<Rule> of(Account account, Mxid owner, Administrators administrators) {
        Mxid mxid = account.mxid();
        if (!mxid.server().equals(serverName)) {
            return Optional.of(Rule.FOREIGN_SERVER);
        }
        String asMasLooksItUp = mxid.localpart().toLowerCase(Locale.ROOT);
        if (asMasLooksItUp.equals(owner.localpart().toLowerCase(Locale.ROOT))) {
            return Optional.of(Rule.TOKEN_OWNER);
        }
        if (administrators.localparts().contains(asMasLooksItUp)) {
            return Optional.of(Rule.MAS_ADMINISTRATOR);
        }
        if (account.serverAdmin()) {
            return Optional.of(Rule.SYNAPSE_ADMINISTRATOR);
        }
        if (!account.userType().isEmpty()) {
            return Optional.of(Rule.TYPED_USER);
        }
        if (account.guest()) {
            return Optional.of(Rule.GUEST);
        }
        if (users.contains(mxid.localpart()) || patterns.stream().anyMatch(pattern -> pattern.matcher(mxid.localpart()).matches())) {
            return Optional.of(Rule.PROTECTED_NAME);
        }
        if (bridges.has(mxid)) {
            return Optional.of(Rule.BRIDGE);
        }
        // mas-cli looks names up without case: this name could hit another person's account.
        if (!mxid.localpart().equals(asMasLooksItUp)) {
            return Optional.of(Rule.NOT_LOWER_CASE);
        }
        return Optional.empty();
    }
}

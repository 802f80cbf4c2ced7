package dev.lockstep.plan;

import dev.lockstep.account.Account;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Mxid;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The accounts that are never touched, whatever the group says.
 *
 * @param serverName whose accounts may be touched at all
 * @param users      localparts named by the administrator, in any case
 * @param patterns   what fits whole localparts, in any case, named by the administrator
 * @param bridges    the accounts of appservices
 */
public record Protection(String serverName, Set<String> users, List<Pattern> patterns, Bridges bridges) {

    public Protection {
        users = users.stream().map(Mxid::folded).collect(Collectors.toUnmodifiableSet());
        // Beside the pattern as it was written: without case, a class such as [^A-Z] fits less.
        patterns = patterns.stream().flatMap(pattern -> Stream.of(pattern, Pattern.compile(pattern.pattern(), pattern.flags() | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))).toList();
    }

    /** The folded localparts that several accounts of this server have: mas-cli could hit any of them by each one's name. */
    public Set<String> shared(List<Account> accounts) {
        Map<String, Integer> bearers = new HashMap<>();
        accounts.stream().map(Account::mxid).filter(mxid -> mxid.server().equals(serverName)).forEach(mxid -> bearers.merge(Mxid.folded(mxid.localpart()), 1, Integer::sum));
        return bearers.entrySet().stream().filter(entry -> entry.getValue() > 1).map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /**
     * The rule that protects an account, if one does.
     *
     * @param shared as {@link #shared} found them among all accounts
     */
    public Optional<Rule> of(Account account, Mxid owner, Administrators administrators, Set<String> shared) {
        Mxid mxid = account.mxid();
        if (!mxid.server().equals(serverName)) {
            return Optional.of(Rule.FOREIGN_SERVER);
        }
        String asMasLooksItUp = Mxid.folded(mxid.localpart());
        if (asMasLooksItUp.equals(Mxid.folded(owner.localpart()))) {
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
        if (users.contains(asMasLooksItUp) || patterns.stream().anyMatch(pattern -> pattern.matcher(mxid.localpart()).matches())) {
            return Optional.of(Rule.PROTECTED_NAME);
        }
        if (bridges.has(mxid)) {
            return Optional.of(Rule.BRIDGE);
        }
        // mas-cli looks names up without case: this name could hit another person's account.
        if (!mxid.localpart().equals(mxid.localpart().toLowerCase(Locale.ROOT)) || shared.contains(asMasLooksItUp)) {
            return Optional.of(Rule.NOT_LOWER_CASE);
        }
        return Optional.empty();
    }
}

package dev.lockstep.synapse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.Shown;
import dev.lockstep.account.SourceException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pages in, a complete listing out or an error. One object per listing; not thread-safe.
 *
 * @see <a href="https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html#list-accounts">Synapse, list accounts</a>
 */
public final class AccountListing {

    private final Mxid owner;
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final Set<String> followed = new HashSet<>();
    private String next = "0";
    private boolean last;
    private long total;

    AccountListing(Mxid owner) {
        this.owner = owner;
    }

    /** The token of the page to ask for. */
    public String next() {
        return next;
    }

    /** The same as the value of a parameter in an address: it is Synapse's, and could be anything. */
    public String nextParameter() {
        return URLEncoder.encode(next, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Whether a page is still to come. */
    public boolean isIncomplete() {
        return !last;
    }

    /** How many different accounts were read so far. */
    public int size() {
        return accounts.size();
    }

    /** How many there are, as the newest page said. */
    public long total() {
        return total;
    }

    /**
     * Takes a page. Rows that came before are counted once: paging by offset repeats them when the table changes.
     *
     * @throws SourceException when it isn't a page of accounts, or does not lead on
     */
    public void add(JsonNode page) {
        JsonNode users = page.path("users");
        if (!users.isArray() || !page.path("total").isIntegralNumber()) {
            throw new SourceException(listing() + " holds no list of users with a total. Nothing was changed. Does something else answer in Synapse's place?");
        }
        total = page.path("total").asLong();
        for (JsonNode user : users) {
            Account account = account(user);
            accounts.put(account.mxid().toString(), account);
        }
        String following = page.path("next_token").asText("");
        if (following.isEmpty()) {
            last = true;
        } else if (users.isEmpty() || !followed.add(following) || following.equals("0")) {
            throw new SourceException(listing() + " leads nowhere: it names '" + Shown.text(following) + "' as the next page and holds " + users.size() + " accounts. Nothing was changed.");
        }
        next = following;
    }

    /**
     * The whole listing.
     *
     * @throws IncompleteListingException when accounts are missing
     */
    public Accounts complete() {
        if (!last) {
            throw new IncompleteListingException("Synapse's list of accounts has not been read to its end. Nothing was changed.");
        }
        if (accounts.size() != total) {
            throw new IncompleteListingException("Synapse says that it has " + total + " accounts, and listed " + accounts.size()
                    + ". An incomplete list is never acted on, so nothing was changed. If this goes on, look at Synapse's log.");
        }
        if (!accounts.containsKey(owner.toString())) {
            throw new IncompleteListingException("Synapse's list of " + total + " accounts lacks '" + owner + "', the owner of the token that read it. Nothing was changed."
                    + " Does lockstep.matrix.url lead to one server for all paths?");
        }
        return new Accounts(List.copyOf(accounts.values()), owner);
    }

    /** A row of a page, or the answer for a single account. */
    static Account account(JsonNode user) {
        String name = user.path("name").asText("");
        try {
            Mxid mxid = Mxid.parse(name);
            AccountState state = user.path("erased").asBoolean() ? AccountState.ERASED
                    : user.path("deactivated").asBoolean() ? AccountState.DEACTIVATED
                    : user.path("locked").asBoolean() ? AccountState.LOCKED : AccountState.ACTIVE;
            return new Account(mxid, state, user.path("is_guest").asBoolean(), user.path("admin").asBoolean(), text(user.path("user_type")));
        } catch (IllegalArgumentException e) {
            throw new SourceException("Synapse listed an account whose name '" + Shown.text(name) + "' is no Matrix user id. Nothing was changed.", e);
        }
    }

    private static String text(JsonNode node) {
        return node.isNull() ? "" : node.asText("");
    }

    private String listing() {
        return "Synapse's page of accounts from number " + Shown.text(next);
    }
}

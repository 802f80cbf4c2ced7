package dev.lockstep.synapse;

import dev.lockstep.account.SetupException;
import dev.lockstep.net.Reach;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;
import java.util.Optional;

/**
 * What it means when Synapse itself refuses, and what a person has to mend. Its codes tell more than the statuses.
 *
 * @see <a href="https://spec.matrix.org/latest/client-server-api/#common-error-codes">Matrix, common error codes</a>
 */
final class SynapseRefusals {

    private static final String TOKEN_HELP = " Issue one with 'mas-cli manage issue-compatibility-token USER --yes-i-want-to-grant-synapse-admin-privileges'"
            + " and set lockstep.matrix.token (or a file with LOCKSTEP_MATRIX_TOKEN_FILE).";
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final Settings settings;
    private final Reach reach;
    private final int oldestMinor;

    SynapseRefusals(Settings settings, int oldestMinor) {
        this.settings = settings;
        this.reach = Reach.synapse(settings);
        this.oldestMinor = oldestMinor;
    }

    /**
     * The exception for what trying again does not change; nothing for what may pass.
     *
     * @param code {@code errcode}
     * @param came the status and the words, for a message
     */
    Optional<SetupException> explain(int status, String code, String came) {
        String where = "Synapse at " + reach.shown();
        if (status >= SERVER_ERROR && code.equals("M_FORBIDDEN")) {
            return setup(where + " needs a token that belongs to a user (" + came + "); one of a client alone won't do.", TOKEN_HELP);
        }
        if (status >= SERVER_ERROR || status == TIMEOUT || status == TOO_EARLY || status == TOO_MANY || code.isEmpty() || code.equals("M_LIMIT_EXCEEDED") || code.equals("M_NOT_FOUND")) {
            return Optional.empty();
        }
        if (code.equals("M_MISSING_TOKEN")) {
            return setup(where + " got no token, though Lockstep sent one (" + came + ").", " A reverse proxy before it drops the header Authorization: let it pass.");
        }
        if (code.equals("M_USER_LOCKED") || code.equals("M_USER_DEACTIVATED") || code.equals("M_USER_SUSPENDED") || code.equals("ORG_MATRIX_EXPIRED_ACCOUNT") || code.equals("M_CONSENT_NOT_GIVEN")) {
            return setup(where + " does not let the owner of the token in (" + came + ").", " Open that account again, or set lockstep.matrix.token to the token of another administrator.");
        }
        if (code.equals("M_UNRECOGNIZED") || status == NOT_FOUND || status == NOT_ALLOWED) {
            return setup(where + " does not know what it is asked for (" + came + ").", " lockstep.matrix.url must lead to Synapse's main process, or to a proxy that lets /_matrix and /_synapse/admin through"
                    + " to it: other servers and some workers have no such admin API.");
        }
        if (status == UNAUTHORIZED) {
            return setup(where + " does not accept the token (" + came + ").", Secrets.shape(settings, Keys.MATRIX_TOKEN) + TOKEN_HELP);
        }
        if (status == FORBIDDEN) {
            return setup(where + " says that the token is no administrator's (" + came + ").", " Its scope must hold urn:synapse:admin:*." + TOKEN_HELP);
        }
        return setup(where + " does not understand the request (" + came + ").", " Is it older than 1." + oldestMinor + ", or does a proxy change the request?");
    }

    private static Optional<SetupException> setup(String sentence, String remedy) {
        return Optional.of(new SetupException(sentence + " Nothing was changed." + remedy));
    }
}

package dev.lockstep.account;

/**
 * An account as Synapse lists it, reduced to what a decision needs: a hundred thousand of them are held at once.
 *
 * @param mxid        whose it is
 * @param state       active, locked, deactivated or erased
 * @param guest       a guest account
 * @param serverAdmin Synapse's own administrator flag; false for administrators of MAS
 * @param userType    Synapse's user type (bot, support, ...), empty for ordinary users
 * @see <a href="https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html#list-accounts-v2">Synapse, list accounts</a>
 */
public record Account(Mxid mxid, AccountState state, boolean guest, boolean serverAdmin, String userType) {

    /** An ordinary account in a state. */
    public static Account of(Mxid mxid, AccountState state) {
        return new Account(mxid, state, false, false, "");
    }

    /** The same account in another state. */
    public Account in(AccountState other) {
        return new Account(mxid, other, guest, serverAdmin, userType);
    }
}

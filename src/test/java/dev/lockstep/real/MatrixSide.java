package dev.lockstep.real;

import java.net.URI;
import java.util.Map;
import java.util.Properties;

/**
 * Synapse with its MAS, as the tests need it. {@link StandInMatrix} is a real Synapse behind a stand-in for MAS; where a site has a real MAS, {@link SiteMatrix} uses that, and nothing else changes.
 */
interface MatrixSide extends AutoCloseable {

    /** A new one, with nobody in it but an administrator. */
    static MatrixSide start() {
        return SiteMatrix.isGiven() ? SiteMatrix.start() : StandInMatrix.start();
    }

    URI url();

    String serverName();

    /** The administrator who owns the token; in no group. */
    String owner();

    String ownerToken();

    /** The settings that lead Lockstep to it: matrix and mas. */
    void addTo(Properties settings);

    /** An account with everything, as after a first sign-in; returns its name, which a shared installation may have made unique. */
    void addUser(String localpart, boolean administrator);

    /** Signs in; returns the access token. */
    String signIn(String localpart);

    /** A token without the scope of an administrator. */
    String plainToken(String localpart);

    /** Does what an administrator of MAS does by hand: {@code lock-user}, {@code lock-user --deactivate}. */
    void byHand(String... manageArguments);

    /** Waits until MAS's worker has done what it was told. */
    void settle();

    Map<String, RealAccount> accounts();

    /** The status of {@code whoami} for a token: 200 is in, 401 is out. */
    int whoami(String token);

    @Override
    void close();

    default String mxid(String localpart) {
        return "@" + localpart + ":" + serverName();
    }

    default RealAccount account(String localpart) {
        return accounts().get(mxid(localpart));
    }
}

package dev.lockstep.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RealSynapseIT {
    private static final String ADMIN_TOKEN = "admin";

    private static IntrospectionStub mas;
    private static RealSynapse synapse;

    @BeforeAll
    static void start() {
        mas = new IntrospectionStub();
        synapse = RealServers.newSynapse("example.org", mas.endpoint(), "secret-of-the-tests");
        synapse.createBehindMas("admin");
    }

    @AfterAll
    static void stop() {
        if (synapse != null) {
            synapse.close();
        }
        mas.close();
    }

    @Test
    void listsEveryStateAnAccountCanBeIn() {
        synapse.createBehindMas("active");
        synapse.createBehindMas("locked");
        synapse.setLockedBehindMas("locked", true);
        synapse.createBehindMas("closed");
        synapse.deactivateBehindMas("closed");
        synapse.createBehindMas("both");
        synapse.setLockedBehindMas("both", true);
        synapse.deactivateBehindMas("both");
        synapse.createBehindMas("erased");
        synapse.eraseBehindMas("erased");

        assertThat(account("active").active()).isTrue();
        assertThat(account("locked")).matches(RealAccount::locked).matches(account -> !account.deactivated());
        assertThat(account("closed")).matches(RealAccount::deactivated).matches(account -> !account.locked());
        assertThat(account("both")).matches(RealAccount::deactivated).matches(RealAccount::locked);
        assertThat(account("erased")).matches(RealAccount::deactivated).matches(RealAccount::erased);
    }

    @Test
    void opensAnAccountAgain() {
        synapse.createBehindMas("returning");
        synapse.setLockedBehindMas("returning", true);
        synapse.deactivateBehindMas("returning");
        synapse.reactivateBehindMas("returning");
        synapse.setLockedBehindMas("returning", false);
        assertThat(account("returning").active()).isTrue();
    }

    @Test
    void listsTheAccountsThatNoPersonOwns() {
        String bridged = synapse.createBridgeUser("bob");
        synapse.createBehindMas("robot");
        synapse.setUserType("robot", "bot");
        synapse.createBehindMas("chief");
        synapse.setAdminFlag("chief", true);
        String guest = synapse.createGuest("4711");

        Map<String, RealAccount> accounts = synapse.accounts(ADMIN_TOKEN);
        assertThat(bridged).isEqualTo("@_irc_bob:example.org");
        assertThat(accounts.get(bridged).active()).isTrue();
        assertThat(accounts.get(synapse.mxid("robot")).userType()).isEqualTo("bot");
        assertThat(accounts.get(synapse.mxid("chief")).admin()).isTrue();
        assertThat(accounts).doesNotContainKey(guest);
    }

    @Test
    void tellsWhoIsInAndWhoIsOut() {
        synapse.createBehindMas("alice");
        assertThat(synapse.whoami("alice")).isEqualTo(200);
        assertThat(synapse.whoami("nobody")).isEqualTo(401);
    }

    @Test
    void keepsItsAccountsAcrossAStop() {
        synapse.createBehindMas("lasting");
        synapse.stop();
        assertThat(Http.status(synapse.url().resolve("/health"))).isEqualTo(-1);
        synapse.startAgain();
        assertThat(account("lasting").active()).isTrue();
    }

    @Test
    void listsTwoThousandAccounts() {
        List<String> made = synapse.createManyBehindMas("many", 2_300);
        assertThat(made).hasSize(2_300).contains(synapse.mxid("many02300"));
        assertThat(synapse.accounts(ADMIN_TOKEN)).containsKeys(made.toArray(String[]::new));
    }

    @Test
    void treatsACopiedAccountAsOneOfItsOwn() {
        synapse.createManyBehindMas("copy", 3);
        synapse.setLockedBehindMas("copy00002", true);
        synapse.deactivateBehindMas("copy00003");
        assertThat(account("copy00002")).isEqualTo(new RealAccount(synapse.mxid("copy00002"), true, false, false, false, false, ""));
        assertThat(account("copy00003")).isEqualTo(new RealAccount(synapse.mxid("copy00003"), false, true, false, false, false, ""));
        synapse.reactivateBehindMas("copy00003");
        assertThat(account("copy00003").active()).isTrue();
        assertThat(synapse.whoami("copy00003")).isEqualTo(200);
    }

    private static RealAccount account(String localpart) {
        return synapse.accounts(ADMIN_TOKEN).get(synapse.mxid(localpart));
    }
}

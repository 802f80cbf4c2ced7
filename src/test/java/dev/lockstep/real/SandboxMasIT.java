package dev.lockstep.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.SandboxMas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox's MAS against a real Synapse: what it pushes there must have the effects that were measured with a real MAS. */
class SandboxMasIT {
    @TempDir
    static Path folder;

    private static SandboxMas mas;
    private static RealSynapse synapse;
    private static Path config;
    private static String adminToken;

    @BeforeAll
    static void start() {
        mas = SandboxMas.start("secret-of-the-tests");
        synapse = RealServers.newSynapse("example.org", mas.url(), "secret-of-the-tests");
        mas.synapse(synapse.url()).addUser("admin", true);
        adminToken = mas.adminToken("admin");
        config = mas.writeConfig(folder);
    }

    @AfterAll
    static void stop() {
        if (synapse != null) {
            synapse.close();
        }
        if (mas != null) {
            mas.close();
        }
    }

    @Test
    void lockingAndEndingSessionsPutsSomebodyOut() throws Exception {
        mas.addUser("leaver");
        String token = mas.signIn("leaver");
        assertThat(synapse.whoami(token)).isEqualTo(200);

        masCli("lock-user", "--", "leaver");
        masCli("kill-sessions", "--", "leaver");

        assertThat(within(Duration.ofSeconds(3), () -> synapse.whoami(token) == 401)).isTrue();
        assertThat(within(Duration.ofSeconds(3), () -> account("leaver").locked())).isTrue();
        assertThat(account("leaver").deactivated()).isFalse();

        masCli("unlock-user", "--", "leaver");
        assertThat(within(Duration.ofSeconds(3), () -> account("leaver").active())).isTrue();
        assertThat(synapse.whoami(mas.signIn("leaver"))).isEqualTo(200);
    }

    @Test
    void deactivatingLocksTooAndBothCanBeUndone() throws Exception {
        mas.addUser("closed");
        String token = mas.signIn("closed");
        assertThat(synapse.whoami(token)).isEqualTo(200);

        masCli("lock-user", "--deactivate", "--", "closed");
        masCli("kill-sessions", "--", "closed");

        assertThat(within(Duration.ofSeconds(3), () -> account("closed").locked() && account("closed").deactivated())).isTrue();
        assertThat(account("closed").erased()).isFalse();
        assertThat(within(Duration.ofSeconds(3), () -> synapse.whoami(token) == 401)).isTrue();

        masCli("unlock-user", "--", "closed");
        masCli("unlock-user", "--reactivate", "--", "closed");
        assertThat(within(Duration.ofSeconds(3), () -> account("closed").active())).isTrue();
        // MAS lets the person in only after its worker has told Synapse.
        assertThat(within(Duration.ofSeconds(3), () -> !mas.isDeactivated("closed"))).isTrue();
        assertThat(synapse.whoami(mas.signIn("closed"))).isEqualTo(200);
    }

    @Test
    void reactivatingAloneDoesNotUnlock() throws Exception {
        mas.addUser("half");
        masCli("lock-user", "--deactivate", "--", "half");
        assertThat(within(Duration.ofSeconds(3), () -> account("half").locked() && account("half").deactivated())).isTrue();
        masCli("unlock-user", "--reactivate", "--", "half");
        assertThat(within(Duration.ofSeconds(3), () -> !account("half").deactivated())).isTrue();
        assertThat(account("half").locked()).isTrue();
    }

    @Test
    void anAccountOfSynapseAloneIsUnknownToMas() throws Exception {
        synapse.createBehindMas("ghost");
        assertThat(exitCode("lock-user", "--", "ghost")).isEqualTo(1);
        assertThat(account("ghost").active()).isTrue();
    }

    @Test
    void jobsWaitForASynapseThatIsDown() throws Exception {
        mas.addUser("patient");
        synapse.stop();
        masCli("lock-user", "--deactivate", "--", "patient");
        assertThat(mas.unfinishedJobs()).isPositive();
        synapse.startAgain();
        assertThat(mas.awaitWorker(Duration.ofSeconds(60))).isTrue();
        assertThat(account("patient")).matches(RealAccount::locked).matches(RealAccount::deactivated);
    }

    private static RealAccount account(String localpart) {
        return synapse.accounts(adminToken).get(synapse.mxid(localpart));
    }

    private static void masCli(String... words) throws Exception {
        assertThat(exitCode(words)).as("mas-cli manage " + String.join(" ", words)).isZero();
    }

    private static int exitCode(String... words) throws Exception {
        List<String> command = new ArrayList<>(mas.command());
        command.addAll(List.of("--config", config.toString(), "manage"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("mas-cli.log").toFile()).start().waitFor();
    }

    private static boolean within(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(100);
        }
        return true;
    }
}

package dev.lockstep.real;

import static dev.lockstep.real.World.GROUP;
import static dev.lockstep.real.World.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped program between a real Keycloak and a real Synapse: what each row of the decision table does to real accounts and sessions. */
class SyncIT {

    private World world;

    @BeforeEach
    void start() {
        world = new World();
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deactivate", "lock"})
    void every_row_of_the_table_before_and_after(String mode) {
        world.set("lockstep.mode", mode).set("lockstep.protect.keep-closed", "banned");
        world.member("stays").member("disabled").member("returns").member("locked-by-hand").member("erased").member("banned").leaver("left").leaver("left-locked").leaver("left-closed");
        world.realm.setEnabled("disabled", false);
        world.realm.addUser("newcomer");
        world.realm.join("newcomer", GROUP);
        String tokenOfStays = world.matrix.signIn("stays");
        String tokenOfLeft = world.matrix.signIn("left");
        String tokenOfDisabled = world.matrix.signIn("disabled");
        assertThat(world.matrix.whoami(tokenOfLeft)).isEqualTo(200);
        for (String closed : new String[] {"returns", "banned", "left-closed", "erased"}) {
            world.matrix.byHand("lock-user", "--deactivate", "--", closed);
        }
        world.matrix.byHand("lock-user", "--", "locked-by-hand");
        world.matrix.byHand("lock-user", "--", "left-locked");
        if (world.matrix instanceof StandInMatrix standIn) {
            standIn.synapse().eraseBehindMas("erased");
        }
        boolean deactivates = mode.equals("deactivate");

        JsonNode plan = world.plan();

        assertThat(plan.path("held").isNull()).isTrue();
        assertThat(rules(plan)).containsAllEntriesOf(Map.of("left", mode + " left-group", "disabled", "lock member-disabled", "returns", "activate closed-by-somebody-else",
                "locked-by-hand", "locked-by-somebody-else", "banned", "kept-closed", "newcomer", "not-signed-in-yet", world.matrix.owner(), "token-owner"))
                .doesNotContainKeys("stays", "left-closed");
        assertThat(rules(plan).get("left-locked")).isEqualTo(deactivates ? "deactivate grace-over" : null);
        assertThat(world.state("left")).as("a plan changes nothing").isEqualTo("active");

        JsonNode sync = world.sync();

        assertThat(sync.path("plan")).isEqualTo(plan.path("plan"));
        assertThat(sync.path("results")).allMatch(result -> result.path("outcome").asText().equals("done") && result.path("attempts").asInt() == 1).hasSameSizeAs(plan.path("actions"));
        assertThat(world.state("stays")).isEqualTo("active");
        assertThat(world.state("returns")).isEqualTo("active");
        assertThat(world.state("disabled")).isEqualTo("locked");
        assertThat(world.state("left")).isEqualTo(deactivates ? "deactivated and locked" : "locked");
        assertThat(world.state("left-locked")).isEqualTo(deactivates ? "deactivated and locked" : "locked");
        assertThat(world.state("left-closed")).isEqualTo("deactivated and locked");
        assertThat(world.state("locked-by-hand")).isEqualTo("locked");
        assertThat(world.state("banned")).isEqualTo("deactivated and locked");
        assertThat(world.state("newcomer")).isEqualTo("none");
        assertThat(world.state(world.matrix.owner())).isEqualTo("active");
        if (world.matrix instanceof StandInMatrix) {
            assertThat(rules(plan)).containsEntry("erased", "erased");
            assertThat(world.state("erased")).isEqualTo("erased");
        }
        assertThat(world.matrix.whoami(tokenOfStays)).isEqualTo(200);
        assertThat(world.matrix.whoami(tokenOfLeft)).as("the session of somebody shut out").isEqualTo(401);
        assertThat(world.matrix.whoami(tokenOfDisabled)).isEqualTo(401);

        assertThat(world.sync().path("actions")).as("a second run finds nothing to do").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"deactivate", "lock"})
    void an_account_that_is_locked_and_deactivated_comes_back_when_its_owner_rejoins(String mode) {
        world.set("lockstep.mode", mode).set("lockstep.reopen", "ours");
        world.member("stays").leaver("left");
        world.set("lockstep.mode", "deactivate").sync();
        assertThat(world.state("left")).isEqualTo("deactivated and locked");
        world.realm.join("left", GROUP);

        JsonNode sync = world.set("lockstep.mode", mode).sync();

        assertThat(rules(sync)).containsEntry("left", "activate member-returns");
        assertThat(world.state("left")).isEqualTo("active");
        assertThat(world.matrix.whoami(world.matrix.signIn("left"))).isEqualTo(200);
    }

    @Test
    void with_wait_it_ends_when_synapse_shows_what_was_done() {
        world.member("stays").member("returns").leaver("left").leaver("-left.with=odd_/+-signs");
        world.matrix.byHand("lock-user", "--deactivate", "--", "returns");

        Programs.Ran ran = world.lockstep("sync", "--wait", "--json");

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(ran.json().path("results")).hasSize(3).allMatch(result -> result.path("shown").asBoolean());
        assertThat(ran.err()).contains("All 3 actions show in Synapse.");
        assertThat(world.state("left")).startsWith("deactivated");
        assertThat(world.state("-left.with=odd_/+-signs")).startsWith("deactivated");
        assertThat(world.state("returns")).isEqualTo("active");
        world.matrix.settle();
    }

    @Test
    void the_owner_of_the_token_and_an_administrator_outside_the_group_stay() {
        world.member("stays");
        world.matrix.addUser("chief", true);

        JsonNode sync = world.sync();

        assertThat(rules(sync)).containsEntry("chief", "mas-administrator").containsEntry(world.matrix.owner(), "token-owner");
        assertThat(world.state("chief")).isEqualTo("active");
        assertThat(world.matrix.whoami(world.matrix.ownerToken())).isEqualTo(200);
    }

    @Test
    void odd_usernames_are_served_or_reported_and_harm_nobody() {
        world.set("lockstep.guard.unmapped", "ignore");
        for (String odd : new String[] {"a b", "$(touch x)", "ünï"}) {
            world.realm.addUser(odd);
            world.realm.join(odd, GROUP);
        }
        world.member("-dash");
        world.realm.addUser("UPPER");
        world.realm.join("UPPER", GROUP);
        world.matrix.addUser("upper", false);
        world.leaver("-left.with=odd_/+-signs");

        JsonNode sync = world.sync();

        assertThat(sync.path("unmapped").findValuesAsText("username")).containsExactly("$(touch x)", "a b", "ünï");
        assertThat(sync.path("unmapped")).allMatch(person -> person.path("reason").asText().contains("is not a Matrix localpart"));
        assertThat(world.state("-dash")).isEqualTo("active");
        assertThat(world.state("upper")).as("Keycloak lower-cases usernames").isEqualTo("active");
        assertThat(world.state("-left.with=odd_/+-signs")).isEqualTo("deactivated and locked");
    }

    @Test
    void an_account_that_mas_does_not_know_is_reported_and_stops_nobody_else() {
        assumeTrue(world.matrix instanceof StandInMatrix, "only the tests' own Synapse can be given such an account");
        world.member("stays").leaver("left");
        ((StandInMatrix) world.matrix).synapse().createBehindMas("from-before-mas");

        Programs.Ran ran = world.lockstep("sync", "--json");
        world.matrix.settle();

        assertThat(ran.exit()).as(ran.err()).isEqualTo(5);
        assertThat(ran.err()).contains("gave up to deactivate '" + world.matrix.mxid("from-before-mas") + "' after 1 attempt").contains("User not found");
        assertThat(world.state("left")).isEqualTo("deactivated and locked");
        assertThat(world.state("from-before-mas")).isEqualTo("active");
        assertThat(rules(world.sync())).containsEntry("from-before-mas", "unknown-to-mas");
    }

    @Test
    void two_thousand_three_hundred_accounts_in_pages_of_500() {
        assumeTrue(world.matrix instanceof StandInMatrix, "only the tests' own Synapse makes so many accounts quickly");
        world.set("lockstep.matrix.page-size", "500").set("lockstep.keycloak.page-size", "500");
        world.realm.addUsers("user", 2300, GROUP);
        ((StandInMatrix) world.matrix).synapse().createManyBehindMas("user", 2300);
        world.realm.leave("user01234", GROUP);
        world.leaver("left");

        JsonNode plan = world.plan();

        assertThat(plan.path("members").asInt()).isEqualTo(2299);
        assertThat(plan.path("accounts").asInt()).isEqualTo(2302);
        assertThat(plan.path("unchanged").asInt()).isEqualTo(2299);
        assertThat(plan.path("actions").findValuesAsText("mxid")).containsExactly(world.matrix.mxid("left"), world.matrix.mxid("user01234"));
    }

    @Test
    void a_process_killed_between_the_two_calls_of_a_lock_leaves_no_session_behind() throws Exception {
        assumeTrue(world.matrix instanceof StandInMatrix, "only the stand-in can be made to hang at will");
        StandInMatrix standIn = (StandInMatrix) world.matrix;
        world.set("lockstep.mode", "lock").member("stays").leaver("left");
        String token = world.matrix.signIn("left");
        standIn.mas().fail("left", Failure.OK, Failure.HANG);

        Programs.Running running = world.start("sync");
        while (standIn.mas().changingCalls().size() < 2) {
            assertThat(running.process().isAlive()).isTrue();
            Thread.onSpinWait();
        }
        running.kill();
        running.await();
        world.matrix.settle();
        assertThat(world.state("left")).as("the first call was made").isEqualTo("locked");
        assertThat(standIn.mas().changingCalls().get(1)).containsExactly("kill-sessions", "--", "left");

        JsonNode sync = world.sync();

        assertThat(rules(sync)).containsEntry("left", "lock unfinished");
        world.matrix.byHand("unlock-user", "--", "left");
        assertThat(world.matrix.whoami(token)).as("the session was ended, not just locked").isEqualTo(401);
    }
}

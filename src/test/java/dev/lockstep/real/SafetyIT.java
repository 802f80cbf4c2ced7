package dev.lockstep.real;

import static dev.lockstep.real.World.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The accidents of this field, on real servers: whatever happens to the group, the role or the token, nobody is shut out by it. */
class SafetyIT {

    private World world;

    @BeforeEach
    void start() {
        world = new World();
        for (int i = 0; i < 6; i++) {
            world.member("member" + i);
        }
        world.sync();
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void an_emptied_group_a_deleted_group_and_a_role_taken_away_close_nobody() {
        for (int i = 0; i < 6; i++) {
            world.realm.leave("member" + i, GROUP);
        }
        refused(3, "lists no member in '/staff/chat'");

        world.realm.removeGroup(GROUP);
        refused(2, "shows no group '/staff/chat'");

        world.realm.addGroup(GROUP);
        world.realm.join("member0", GROUP);
        world.realm.takeRoles("lockstep");
        refused(2, "(403 'HTTP 403 Forbidden')", "view-users");
    }

    @Test
    void half_of_the_members_gone_with_200_is_held_until_a_person_applies_that_very_plan() {
        for (int i = 0; i < 3; i++) {
            world.realm.leave("member" + i, GROUP);
        }
        Map<String, RealAccount> before = world.matrix.accounts();

        Programs.Ran held = world.lockstep("sync", "--json");

        assertThat(held.exit()).isEqualTo(4);
        assertThat(held.json().path("held").asText()).contains("Keycloak lists 3 members, 3 fewer than the 6 of the last good look");
        assertThat(held.json().path("results")).isEmpty();
        assertThat(world.matrix.accounts()).isEqualTo(before);
        assertThat(held.err()).contains("lockstep apply " + held.json().path("plan").asText());

        world.realm.join("member0", GROUP);
        Programs.Ran applied = world.lockstep("apply", held.json().path("plan").asText(), "--json");
        world.matrix.settle();

        assertThat(applied.exit()).as(applied.err()).isZero();
        assertThat(applied.json().path("results").findValuesAsText("mxid")).containsExactly(world.matrix.mxid("member1"), world.matrix.mxid("member2"));
        assertThat(world.state("member0")).isEqualTo("active");
        assertThat(world.state("member1")).isEqualTo("deactivated and locked");
    }

    @Test
    void a_token_revoked_between_two_pages_ends_the_run() throws Exception {
        assumeTrue(world.matrix instanceof StandInMatrix, "only the stand-in revokes tokens at will");
        StandInMatrix standIn = (StandInMatrix) world.matrix;
        world.realm.leave("member0", GROUP);
        try (AfterFirst between = AfterFirst.of(world.matrix.url(), "/users", () -> standIn.mas().revoke(world.matrix.ownerToken()))) {
            world.set("lockstep.matrix.page-size", "2").set("lockstep.matrix.url", between.url().toString());

            Programs.Ran ran = world.lockstep("sync");

            assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
            assertThat(ran.err()).contains("does not accept the token (401", "Nothing was changed", "issue-compatibility-token");
        }
        assertThat(standIn.mas().isLocked("member0")).isFalse();
    }

    @Test
    void somebody_renamed_keeps_the_account_and_who_takes_the_name_of_a_closed_one_waits_for_a_person() {
        String token = world.matrix.signIn("member0");
        world.realm.rename("member0", "married0");

        JsonNode renamed = world.sync();

        assertThat(renamed.path("actions")).isEmpty();
        assertThat(renamed.path("renamed").findValuesAsText("username")).containsExactly("married0");
        assertThat(world.matrix.whoami(token)).as("a rename shuts nobody out").isEqualTo(200);

        world.realm.leave("member1", GROUP);
        world.sync();
        assertThat(world.state("member1")).isEqualTo("deactivated and locked");
        world.realm.removeUser("member1");
        world.realm.addUser("member1");
        world.realm.join("member1", GROUP);

        assertThat(World.rules(world.sync())).containsEntry("member1", "recycled-name");
        assertThat(world.state("member1")).as("a stranger's messages are handed to nobody").isEqualTo("deactivated and locked");

        Programs.Ran relink = world.lockstep("relink", "member1");
        assertThat(relink.exit()).as(relink.err()).isZero();
        world.sync();
        assertThat(world.state("member1")).isEqualTo("active");
    }

    private void refused(int exit, String... sentences) {
        Map<String, RealAccount> before = world.matrix.accounts();
        Programs.Ran ran = world.lockstep("sync");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
        assertThat(ran.err()).contains(sentences).contains("Nothing was changed");
        assertThat(world.matrix.accounts()).isEqualTo(before);
    }
}

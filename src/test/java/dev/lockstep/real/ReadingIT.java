package dev.lockstep.real;

import static dev.lockstep.real.World.GROUP;
import static dev.lockstep.real.World.rules;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the shipped program finds groups and refuses what is wrong, on real servers; nothing in it may change an account. */
class ReadingIT {

    private static World world;
    private static String sales;
    private static Map<String, RealAccount> before;
    private final Properties good = new Properties();

    @BeforeAll
    static void start() {
        world = new World();
        world.member("anna").leaver("left");
        sales = world.realm.addGroup("/sales/chat");
        world.realm.addGroup("/staff/chat/night");
        for (String name : new String[] {"sally", "owl"}) {
            world.realm.addUser(name);
            world.matrix.addUser(name, false);
        }
        world.realm.join("sally", "/sales/chat");
        world.realm.join("owl", "/staff/chat/night");
        world.realm.addGroup("/empty");
        before = world.matrix.accounts();
    }

    @AfterAll
    static void stop() {
        if (world != null) {
            world.close();
        }
    }

    @BeforeEach
    void rememberSettings() {
        good.putAll(world.settings);
    }

    @AfterEach
    void nothingWasChanged() {
        world.settings.clear();
        world.settings.putAll(good);
        assertThat(world.matrix.accounts()).isEqualTo(before);
    }

    @Test
    void a_group_by_its_path_has_its_own_members_only() {
        closes(world.plan(), "left", "owl", "sally");
    }

    @Test
    void a_group_by_its_id() {
        world.set("lockstep.keycloak.group", sales);
        closes(world.plan(), "anna", "left", "owl");
    }

    @Test
    void a_group_by_a_name_that_is_the_only_one_even_deep_in_the_tree() {
        world.set("lockstep.keycloak.group", "night");
        closes(world.plan(), "anna", "left", "sally");
    }

    @Test
    void two_groups_of_one_name_are_an_error_that_lists_both_paths() {
        refused(world.set("lockstep.keycloak.group", "chat"), 2, "/sales/chat, /staff/chat", "Set lockstep.keycloak.group to the path");
    }

    @Test
    void sub_groups_count_when_the_setting_says_so() {
        world.set("lockstep.keycloak.sub-groups", "true");
        closes(world.plan(), "left", "sally");
    }

    @Test
    void two_groups_are_united() {
        world.set("lockstep.keycloak.group", GROUP + ", " + sales);
        closes(world.plan(), "left", "owl");
    }

    @Test
    void an_unknown_group() {
        refused(world.set("lockstep.keycloak.group", "nosuch"), 2, "shows no group 'nosuch'", "view-users");
        refused(world.set("lockstep.keycloak.group", "/nosuch"), 2, "shows no group '/nosuch'");
        refused(world.set("lockstep.keycloak.group", "00000000-0000-0000-0000-000000000000"), 2, "shows no group '00000000-0000-0000-0000-000000000000'");
    }

    @Test
    void an_empty_group_shuts_nobody_out() {
        refused(world.set("lockstep.keycloak.group", "/empty"), 3, "lists no member in '/empty'", "An empty group would shut everybody out");
    }

    @Test
    void an_unknown_realm() {
        refused(world.set("lockstep.keycloak.realm", "nope"), 2, "knows no realm 'nope'", "lockstep.keycloak.realm");
    }

    @Test
    void a_wrong_client_secret_and_a_wrong_password() {
        refused(world.set("lockstep.keycloak.client-secret", "wr0ng-secret"), 2, "refused the client 'lockstep'", "lockstep.keycloak.client-secret");
        world.set("lockstep.keycloak.client-secret", "").set("lockstep.keycloak.client-id", "admin-cli").set("lockstep.keycloak.username", world.keycloak.adminUser());
        refused(world.set("lockstep.keycloak.password", "wr0ng-password"), 2, "wrong username or password", "lockstep.keycloak.password");
    }

    @Test
    void the_password_grant_in_master_as_existing_set_ups_have_it() {
        world.set("lockstep.keycloak.client-secret", "").set("lockstep.keycloak.client-id", "admin-cli").set("lockstep.keycloak.username", "reader")
                .set("lockstep.keycloak.password", world.realm.administrator("reader", "view-users"));
        closes(world.plan(), "left", "owl", "sally");
    }

    @Test
    void a_missing_role() {
        world.set("lockstep.keycloak.client-id", "stranger").set("lockstep.keycloak.client-secret", world.realm.serviceAccount("stranger"));
        refused(world, 2, "(403 'HTTP 403 Forbidden')", "view-users", "realm-management");
        world.set("lockstep.keycloak.client-id", "weak").set("lockstep.keycloak.client-secret", world.realm.serviceAccount("weak", "query-groups"));
        refused(world.set("lockstep.keycloak.group", "night"), 2, "shows no group 'night'", "view-users");
    }

    @Test
    void a_wrong_token_and_one_that_is_no_administrators() {
        refused(world.set("lockstep.matrix.token", "mct_wr0ng_token"), 2, "does not accept the token (401", "issue-compatibility-token");
        refused(world.set("lockstep.matrix.token", world.matrix.plainToken("anna")), 2, "no administrator's (403", "urn:synapse:admin:*");
    }

    @Test
    void another_server_name() {
        refused(world.set("lockstep.matrix.server-name", "other.test"), 2, "lockstep.matrix.server-name is 'other.test'", "Set it to '" + world.matrix.serverName() + "'");
    }

    @Test
    void a_keycloak_and_a_synapse_that_are_down() {
        refused(world.set("lockstep.keycloak.url", "http://127.0.0.1:1").set("lockstep.matrix.url", "http://127.0.0.1:2"), 3,
                "Keycloak at 'http://127.0.0.1:1'", "Synapse at 'http://127.0.0.1:2'", "Check that it runs");
    }

    @Test
    void somebody_who_joins_the_group_between_the_two_looks_is_left_alone() throws Exception {
        try (AfterFirst between = AfterFirst.of(world.keycloak.url(), "/members", () -> world.realm.join("left", GROUP))) {
            JsonNode plan = world.set("lockstep.keycloak.url", between.url().toString()).plan();

            assertThat(rules(plan)).containsEntry("left", "second-look").containsEntry("sally", "deactivate left-group");
        } finally {
            world.realm.leave("left", GROUP);
        }
    }

    @Test
    void explain_finds_people_in_the_group_and_outside_of_it() {
        assertThat(world.lockstep("explain", "anna").out()).contains("is in the group '/staff/chat'; directly in the group '/staff/chat'.", "(member-active)");
        assertThat(world.lockstep("explain", "sally").out()).contains("is not in the group '/staff/chat'; directly in the group '/sales/chat'.", "would deactivate the account (left-group)");
        assertThat(world.lockstep("explain", "nobody-at-all").exit()).isEqualTo(2);
    }

    private static void closes(JsonNode plan, String... localparts) {
        assertThat(plan.path("actions")).allMatch(action -> action.path("action").asText().equals("deactivate"));
        assertThat(plan.path("actions").findValuesAsText("mxid")).containsExactly(Arrays.stream(localparts).map(world.matrix::mxid).toArray(String[]::new));
    }

    /** Both commands refuse, with the same sentence and without the secret, and nothing but the sentence is printed; doctor shows the same remedy. */
    private static void refused(World broken, int exit, String... sentences) {
        for (String command : new String[] {"plan", "sync"}) {
            Programs.Ran ran = broken.lockstep(command);
            assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
            assertThat(ran.err()).contains(sentences).contains("Nothing was changed").doesNotContain("wr0ng", "\tat ", "Exception");
            assertThat(ran.out()).isEmpty();
        }
        Programs.Ran doctor = broken.lockstep("doctor");
        assertThat(doctor.exit()).as(doctor.out()).isEqualTo(2);
        assertThat(doctor.out()).contains(sentences).doesNotContain("wr0ng", "\tat ", "Exception");
    }
}

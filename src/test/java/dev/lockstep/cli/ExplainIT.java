package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.Commands.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** explain for each kind of person that a help desk is asked about. */
@Timeout(60)
class ExplainIT {

    @TempDir
    private Path folder;
    private Installation here;
    private Commands commands;

    @BeforeEach
    void start() {
        here = Installation.with();
        commands = new Commands(here, folder);
        here.member("anna");
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void a_member_by_any_name() {
        String id = here.sandbox().keycloak().userId("anna");

        Said said = explain(0, "anna");

        assertThat(said.lines()).first().isEqualTo("@anna:corp.example");
        assertThat(said.all()).contains("In Keycloak: 'anna' (id " + id + ") is in the group '/chat'; directly in the group '/chat'.", "Matrix user id: @anna:corp.example.", "Account in Synapse: active.", "Protected: no.",
                "Closed by Lockstep: no.", "What Lockstep did, newest first: nothing.", "A sync now leaves it alone (member-active). The person is in the group and the account is active");
        assertThat(explain(0, "ANNA").lines()).isEqualTo(said.lines());
        assertThat(explain(0, "@anna:corp.example").lines()).isEqualTo(said.lines());
        assertThat(explain(0, id).lines()).isEqualTo(said.lines());
    }

    /** A folder could hold a file of that name, with other arguments in it. */
    @Test
    void a_file_named_as_somebody_is_nobody() throws IOException {
        Path file = Files.writeString(Path.of("anna:corp.example"), "admin");
        try {
            assertThat(explain(0, "@anna:corp.example").lines()).first().isEqualTo("@anna:corp.example");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void it_changes_nothing_and_needs_no_lock() {
        here.leaver("carl");
        explain(0, "carl");

        assertThat(here.changes()).isEmpty();
        assertThat(here.stateFolder().resolve("lockstep.lock")).doesNotExist();
        assertThat(here.query("select id from runs")).isEmpty();
    }

    @Test
    void somebody_who_left() {
        here.leaver("carl");

        assertThat(explain(0, "carl").all()).contains("In Keycloak: nobody in the group '/chat' has this account, and nobody in the realm has its name.", "Account in Synapse: active.",
                "A sync now would deactivate the account (left-group). The person is not in the group, so the account is closed.");
    }

    @Test
    void a_plan_that_would_be_held_is_told_without_the_names_of_others() {
        here.leaver("carl").leaver("dora");
        Said said = commands.execute("explain", "carl", "--config", commands.config("lockstep.guard.first-run", "hold").toString());

        assertThat(said.all()).contains("would deactivate the account (left-group)", "But the guard holds that plan").doesNotContain("dora");
    }

    @Test
    void a_protected_administrator() {
        assertThat(explain(0, "admin").all()).contains("Protected: yes, by the rule 'token-owner'.", "A sync now leaves it alone (token-owner). The account owns the token");
    }

    @Test
    void a_disabled_member() {
        here.sandbox().keycloak().setEnabled("anna", false);

        assertThat(explain(0, "anna").all()).contains("is in the group '/chat'; directly in the group '/chat', but disabled", "A sync now would lock the account (member-disabled).");
    }

    @Test
    void a_member_who_has_never_signed_in() {
        here.sandbox().keycloak().addUser("gina", "gina@corp.example", true);
        here.sandbox().keycloak().join("gina", "/chat");

        assertThat(explain(0, "gina").all()).contains("Account in Synapse: none.", "A sync now leaves it alone (not-signed-in-yet).", "when they sign in to the chat for the first time");
    }

    @Test
    void a_member_whose_name_matrix_does_not_allow() {
        here.sandbox().keycloak().addUser("jürgen", "juergen@corp.example", true);
        here.sandbox().keycloak().join("jürgen", "/chat");

        assertThat(explain(0, "jürgen").all()).startsWith("'jürgen'").contains("Matrix user id: none, for 'jürgen' is not a Matrix localpart", "A sync now does nothing");
    }

    @Test
    void a_member_locked_by_somebody_else() {
        here.sandbox().synapse().account("anna").orElseThrow().locked(true);

        assertThat(explain(0, "anna").all()).contains("Account in Synapse: locked.", "Closed by Lockstep: no.", "(locked-by-somebody-else). Somebody other than Lockstep locked the account");
    }

    @Test
    void somebody_whom_we_closed_with_when_and_by_which_run() {
        here.leaver("carl");
        String run = here.sync().id();
        assertThat(explain(0, "carl").all()).contains("done; no look at Synapse has shown it yet");
        here.sync();

        assertThat(explain(0, "carl").all()).contains("Account in Synapse: deactivated.").containsPattern("Closed by Lockstep: yes; 20\\S+Z: deactivate \\(left-group\\), run " + run
                + " \\(test\\): done, and seen in Synapse\\.").contains("A sync now leaves it alone (already-closed).");
    }

    @Test
    void somebody_whom_we_closed_and_another_opened() {
        here.leaver("carl").restart("lockstep.mode", "lock");
        here.sync();
        here.sync();
        here.sandbox().synapse().account("carl").orElseThrow().locked(false);
        here.sandbox().keycloak().addUser("carl", "carl@corp.example", true);
        here.sandbox().keycloak().join("carl", "/chat");
        here.sync();

        assertThat(explain(0, "carl").all()).contains("Closed by Lockstep: no longer; ", "Somebody else has opened it since", "(member-active)");
    }

    @Test
    void a_leaver_is_known_by_the_keycloak_id_that_the_ledger_remembers() {
        String id = here.sandbox().keycloak().userId("anna");
        here.member("ben").sync();
        here.sandbox().keycloak().leave("anna", "/chat");

        assertThat(explain(0, id).all()).startsWith("@anna:corp.example").contains("(left-group)");
    }

    @Test
    void no_more_than_five_actions_are_told() {
        here.sync();
        for (int i = 1; i <= 7; i++) {
            here.sql("insert into actions (run, mxid, action, rule, began_at, ended_at, outcome, detail, seen_at) values ('run" + i + "', '@anna:corp.example', 'activate', 'member-returns', "
                    + i + "000, " + i + "001, " + (i == 7 ? "'failed', 'The database was down.', null" : "'done', '', 1") + ")");
        }

        assertThat(explain(0, "anna").lines()).filteredOn(line -> line.startsWith("    1970")).hasSize(5)
                .first().isEqualTo("    1970-01-01T00:00:07Z: activate (member-returns), run run7: failed (failed): The database was down.");
    }

    @Test
    void nobody() {
        Said said = explain(2, "zoe");

        assertThat(said.all()).contains("Nobody is known as 'zoe': no member of the group '/chat', no account on 'corp.example'", "Check the spelling");
    }

    @Test
    void somebody_outside_the_group_is_told_from_somebody_unknown_and_with_the_groups_that_they_are_in() {
        here.leaver("otto");
        here.sandbox().keycloak().addUser("otto", "otto@corp.example", true);
        here.sandbox().keycloak().addGroup("/sales");
        here.sandbox().keycloak().join("otto", "/sales");
        here.sandbox().keycloak().addUser("zora", "zora@corp.example", true);
        try {
            assertThat(explain(0, "otto").all()).contains("is not in the group '/chat'; directly in the group '/sales'.", "A sync now would deactivate the account (left-group).");
            assertThat(explain(0, "zora").all()).contains("is in Keycloak, but not in the group '/chat', nor in any other. There is no account on 'corp.example'.");
        } finally {
            here.sandbox().keycloak().removeUser("zora").removeUser("otto");
        }
    }

    @Test
    void somebody_renamed_is_found_by_the_new_name_with_the_old_account() {
        here.member("berta");
        here.sync();
        here.sandbox().keycloak().rename("berta", "bertha");
        try {
            assertThat(explain(0, "bertha").all()).contains("Matrix user id: @berta:corp.example.", "The name has changed; the person keeps the account (member-renamed).", "(member-active)");
        } finally {
            here.sandbox().keycloak().rename("bertha", "berta");
        }
    }

    @Test
    void a_source_that_is_down_ends_it_as_it_ends_a_plan() {
        Said said = commands.execute("explain", "anna", "--config", commands.config("lockstep.matrix.url", "http://127.0.0.1:1").toString());

        assertThat(said.code()).isEqualTo(3);
        assertThat(said.all()).contains("Synapse at 'http://127.0.0.1:1' did not answer").doesNotContain("\tat ");
    }

    private Said explain(int code, String user) {
        Said said = commands.execute("explain", user, "--config", commands.config().toString());
        assertThat(said.code()).as(said.all()).isEqualTo(code);
        assertThat(said.all()).doesNotContain(here.settings().get("lockstep.matrix.token"), here.settings().get("lockstep.keycloak.password"));
        return said;
    }
}

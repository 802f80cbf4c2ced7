package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Renamed;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.run.RunReport;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** People whose names change, over several runs: the real routes, real HTTP, a real process for every call of mas-cli. */
class RenamesIT {

    private final Installation here = Installation.with("lockstep.guard.max-closings", "1000");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void anybody() {
        here.member("anna").member("alice");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void somebody_who_is_renamed_keeps_the_account_until_they_leave() throws IOException {
        here.sandbox().keycloak().rename("alice", "alicia");

        SyncRun renamed = here.sync();

        assertThat(renamed.exitCode()).isEqualTo(DONE);
        assertThat(plan(renamed).renamed()).containsExactly(new Renamed("alicia", mxid("alice")));
        assertThat(here.changes()).isEmpty();
        assertThat(execute("plan")).isZero();
        assertThat(out.toString()).contains("Renamed: 'alicia' keeps the account '@alice:corp.example' (member-renamed).");

        here.sandbox().keycloak().leave("alicia", Sandbox.GROUP);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("alice")).isEqualTo("deactivated");

        here.sandbox().keycloak().join("alicia", Sandbox.GROUP);
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("alice")).isEqualTo("active");
    }

    @Test
    void a_new_person_gets_the_account_of_their_name_only_when_somebody_says_so() throws IOException {
        here.sandbox().keycloak().removeUser("alice");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("alice")).isEqualTo("deactivated");
        here.sandbox().keycloak().addUser("alice", "other@corp.example", true);
        here.sandbox().keycloak().join("alice", Sandbox.GROUP);
        int before = here.changes().size();

        assertThat(plan(here.sync()).of(mxid("alice")).map(Decision::rule)).contains(Rule.RECYCLED_NAME);
        assertThat(here.changes()).hasSize(before);

        assertThat(execute("relink", "alice")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("'@alice:corp.example' belongs to 'alice' (Keycloak id '", "no longer to the Keycloak id '");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("alice")).isEqualTo("active");
    }

    @Test
    void the_open_account_of_somebody_who_left_is_locked_with_its_devices_kept_when_another_bears_the_name_until_somebody_says_whose_it_is() throws IOException {
        here.sandbox().keycloak().removeUser("alice");
        here.sandbox().keycloak().addUser("alice", "other@corp.example", true);
        here.sandbox().keycloak().join("alice", Sandbox.GROUP);

        SyncRun locked = here.sync();

        assertThat(locked.exitCode()).isEqualTo(DONE);
        assertThat(plan(locked).of(mxid("alice")).map(Decision::rule)).contains(Rule.RECYCLED_NAME);
        assertThat(here.state("alice")).isEqualTo("locked");
        assertThat(here.changes("alice")).as("no session is ended").singleElement().asString().contains("lock-user").doesNotContain("deactivate");
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        assertThat(here.state("alice")).as("nobody gets it").isEqualTo("locked");

        assertThat(execute("relink", "alice")).as(err.toString()).isZero();
        SyncRun opened = here.sync();
        assertThat(plan(opened).of(mxid("alice")).map(Decision::rule)).contains(Rule.MEMBER_RETURNS);
        assertThat(here.state("alice")).isEqualTo("active");
    }

    @Test
    void an_opening_of_what_somebody_else_closed_is_named_in_the_summary_and_the_audit() {
        here.returner("ben");

        SyncRun opened = here.sync();

        assertThat(here.state("ben")).isEqualTo("active");
        assertThat(plan(opened).of(mxid("ben")).map(Decision::rule)).contains(Rule.CLOSED_BY_SOMEBODY_ELSE);
        assertThat(RunReport.summary(opened)).endsWith("Closed by somebody else, opened because the person is in the group: '@ben:corp.example'.");
        assertThat(here.query("select detail from audit where event = 'action-began' and mxid = '@ben:corp.example'"))
                .containsExactly("Closed by somebody else, opened because the person is in the group.");
    }

    @Test
    void there_is_nothing_to_relink_for_somebody_unknown_or_whose_account_is_theirs() throws IOException {
        assertThat(execute("relink", "nobody")).isEqualTo(2);
        assertThat(err.toString()).contains("Nobody in the group has the username 'nobody'. Nothing was changed.");
        assertThat(execute("relink", "alice")).isEqualTo(2);
        assertThat(err.toString()).contains("There is nothing to relink for 'alice': no account '@alice:corp.example' is kept from them. Nothing was changed.");
    }

    private int execute(String command, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("lockstep.properties"),
                here.settings().entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\")).collect(Collectors.joining("\n")));
        CommandLine line = Lockstep.commandLine();
        String[] all = Stream.concat(Stream.of(command, "--config", file.toString()), Stream.of(arguments)).toArray(String[]::new);
        return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(all);
    }

    private static SyncPlan plan(SyncRun run) {
        return run.verdict().orElseThrow().plan();
    }

    private static Mxid mxid(String name) {
        return new Mxid(name, "corp.example");
    }
}

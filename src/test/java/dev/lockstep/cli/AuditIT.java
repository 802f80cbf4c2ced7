package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code lockstep audit}: everything that was done, refused or said stands there, with who and why. */
@Timeout(120)
class AuditIT {

    @TempDir
    private Path folder;
    private Installation here;

    @BeforeEach
    void start() {
        here = Installation.with("lockstep.retry.actions.count", "0", "lockstep.retry.reads.count", "0").member("anna").member("carl");
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void a_whole_story_stands_there_row_for_row() throws IOException {
        here.restart("lockstep.guard.first-run", "hold");
        here.leaver("dora");
        assertThat(execute("sync").code()).isEqualTo(4);
        String plan = here.query("select id from plans").get(0);
        assertThat(execute("apply", plan).code()).isZero();
        here.settle();
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        here.sandbox().mas().fail("carl", Failure.ERROR);
        assertThat(execute("sync").code()).isEqualTo(5);
        assertThat(execute("replay", "1").code()).isZero();
        here.settle();
        assertThat(execute("pause", "--why", "moving house").code()).isZero();
        assertThat(String.join(" ", execute("resume").lines())).contains("Resumed. It had said: Lockstep is paused since ", ": moving house.").doesNotContain("'lockstep resume' ends that");
        here.sandbox().keycloak().faults().always("/members", Fault.status(500));
        assertThat(execute("sync").code()).isEqualTo(3);
        here.sandbox().keycloak().faults().clear();

        List<JsonNode> rows = rows();

        assertThat(rows.stream().map(AuditIT::brief).toList()).containsExactly(
                "run-began", "held", "run-ended held",
                "run-began", "applied", "decided @dora:corp.example deactivate left-group active deactivated", "action-began @dora:corp.example deactivate left-group active deactivated",
                "action-ended @dora:corp.example deactivate left-group active deactivated", "run-ended done",
                "run-began", "decided @carl:corp.example deactivate left-group active deactivated", "action-began @carl:corp.example deactivate left-group active deactivated",
                "action-ended @carl:corp.example deactivate left-group active active", "run-ended dead-letters",
                "run-began", "replayed", "decided @carl:corp.example deactivate left-group active deactivated", "action-began @carl:corp.example deactivate left-group active deactivated",
                "action-ended @carl:corp.example deactivate left-group active deactivated", "run-ended done",
                "paused", "resumed",
                "run-began", "run-ended incomplete");
        assertThat(rows).allSatisfy(row -> {
            assertThat(Instant.parse(row.path("time").asText())).isBetween(Instant.now().minus(10, ChronoUnit.MINUTES), Instant.now());
            assertThat(row.path("trigger").asText()).isEqualTo("cli");
            assertThat(row.path("actor").asText()).isNotEmpty();
        });
        assertThat(detail(rows, "held")).contains("Plan " + plan + " is held. This is the first plan");
        assertThat(detail(rows, "applied")).contains(plan);
        assertThat(detail(rows, "replayed")).isEqualTo("Dead letter 1 is to be tried again.");
        assertThat(detail(rows, "paused")).contains("moving house");
        assertThat(rows.get(rows.size() - 1).path("detail").asText()).contains("answered 500", "Nothing was changed");
    }

    @Test
    void a_relink_stands_there_with_both_ids() throws IOException {
        assertThat(here.sync().exitCode().code()).isZero();
        String before = here.query("select keycloak_id from members where mxid = '@carl:corp.example'").get(0);
        here.sandbox().keycloak().removeUser("carl");
        here.sandbox().keycloak().addUser("carl", "carl@corp.example", true);
        here.sandbox().keycloak().join("carl", Sandbox.GROUP);

        Commands.Said relink = execute("relink", "carl");

        assertThat(relink.code()).as(relink.all()).isZero();
        String after = here.query("select keycloak_id from members where mxid = '@carl:corp.example'").get(0);
        JsonNode row = rows("--user", "carl").get(0);
        assertThat(row.path("event").asText()).isEqualTo("relinked");
        assertThat(row.path("before").asText()).isEqualTo(before);
        assertThat(row.path("after").asText()).isEqualTo(after).isNotEqualTo(before);
    }

    @Test
    void what_is_asked_for_is_shown_and_nothing_else() throws IOException {
        here.leaver("dora").leaver("dora2");
        assertThat(here.sync().exitCode().code()).isZero();
        here.sql("update audit set at = " + Instant.now().minus(2, ChronoUnit.DAYS).toEpochMilli() + " where mxid = '@dora2:corp.example'");
        int all = rows().size();

        assertThat(rows("--since", "1h")).hasSize(all - 3).noneMatch(row -> row.path("mxid").asText().startsWith("@dora2:"));
        assertThat(rows("--since", "3d")).hasSize(all);
        assertThat(rows("--since", LocalDate.now(ZoneOffset.UTC).minusDays(1).toString())).hasSize(all - 3);
        assertThat(rows("--since", Instant.now().minus(3, ChronoUnit.DAYS).toString())).hasSize(all);
        assertThat(rows("--since", Instant.now().plus(1, ChronoUnit.DAYS).toString())).isEmpty();
        assertThat(rows("--user", "dora")).hasSize(3).allMatch(row -> row.path("mxid").asText().equals("@dora:corp.example"));
        assertThat(rows("--user", "@dora2:corp.example")).hasSize(3).allMatch(row -> row.path("mxid").asText().equals("@dora2:corp.example"));
        assertThat(rows("--user", "nobody")).isEmpty();
        Commands.Said table = execute("audit", "--user", "dora", "--since", "1h");
        assertThat(table.lines().get(0)).matches("TIME +RUN +TRIGGER +ACTOR +EVENT +MXID +ACTION +RULE +BEFORE +AFTER +DETAIL");
        assertThat(table.lines()).hasSize(5).endsWith("3 entries.");
    }

    @Test
    void a_time_that_is_none_is_refused_with_the_value_and_what_is_allowed() {
        for (String garbage : List.of("yesterday", "1w", "2026-13-01", "2026-11-22T09:00", "-1h", "9999999h", "")) {
            Commands.Said said = execute("audit", "--since", garbage);
            assertThat(said.code()).as(garbage).isEqualTo(2);
            assertThat(said.all()).contains("'" + garbage + "' is neither a time span (90m, 24h, 7d) nor a day (2026-11-22) nor a moment (2026-11-22T09:00:00Z)").doesNotContain("\tat ");
        }
    }

    @Test
    void every_row_is_a_line_of_the_log_too() throws IOException {
        here.leaver("dora");

        String log = StandardError.of(here::sync);

        assertThat(log.lines().filter(line -> line.contains("event=")).toList()).hasSameSizeAs(rows());
        assertThat(log.lines()).anyMatch(line -> line.matches(".*run=[0-9a-f]{8} trigger=test actor=\\S+ event=action-ended mxid=@dora:corp.example action=deactivate rule=left-group"
                + " before=active after=deactivated detail=done"));
    }

    @Test
    void rows_older_than_the_setting_are_forgotten_by_the_next_run_and_by_default_never() throws IOException {
        assertThat(here.sync().exitCode().code()).isZero();
        here.sql("update audit set at = " + Instant.now().minus(40, ChronoUnit.DAYS).toEpochMilli());
        assertThat(here.sync().exitCode().code()).isZero();
        assertThat(rows()).hasSize(4);

        here.restart("lockstep.audit.keep-days", "41");
        assertThat(here.sync().exitCode().code()).isZero();
        assertThat(rows()).hasSize(6);

        here.restart("lockstep.audit.keep-days", "39");
        assertThat(here.sync().exitCode().code()).isZero();
        assertThat(rows()).hasSize(6).allMatch(row -> Instant.parse(row.path("time").asText()).isAfter(Instant.now().minus(1, ChronoUnit.DAYS)));
    }

    private static String brief(JsonNode row) {
        return String.join(" ", List.of("event", "mxid", "action", "rule", "before", "after").stream().map(name -> row.path(name).asText()).filter(text -> !text.isEmpty()).toList());
    }

    private static String detail(List<JsonNode> rows, String event) {
        return rows.stream().filter(row -> row.path("event").asText().equals(event)).findFirst().orElseThrow().path("detail").asText();
    }

    private List<JsonNode> rows(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("audit", "--json"));
        arguments.addAll(List.of(options));
        Commands.Said said = execute(arguments.toArray(String[]::new));
        assertThat(said.code()).as(said.all()).isZero();
        List<JsonNode> rows = new ArrayList<>();
        new ObjectMapper().readTree(said.lines().get(0)).path("audit").forEach(rows::add);
        return rows;
    }

    private Commands.Said execute(String... arguments) {
        Commands commands = new Commands(here, folder);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + commands.config());
        return commands.execute(all.toArray(String[]::new));
    }
}

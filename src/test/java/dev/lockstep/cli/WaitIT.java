package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.Settling;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code --wait}: the command ends when Synapse shows what was done, or the time for that is over. */
@Timeout(60)
class WaitIT {

    private static final String SINGLE = "/_synapse/admin/v2/users/";

    @TempDir
    private Path folder;
    private Installation here;

    @BeforeEach
    void start() {
        here = Installation.with().member("anna");
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void it_ends_when_mas_has_told_synapse_and_the_ledger_knows_it() throws Exception {
        here.leaver("carl").leaver("odd/na=me+x").returner("emil");
        here.sandbox().mas().stopWorker();
        CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> {
            awaitLooks(3);
            here.sandbox().mas().startWorker();
        });

        Commands.Said said = execute("sync", "--wait", "--output", "table");
        worker.get();

        assertThat(said.code()).as(said.all()).isZero();
        assertThat(said.lines().get(0)).matches(" +MXID +ACTION +OUTCOME +ATTEMPTS +SHOWN");
        assertThat(said.lines()).anyMatch(line -> line.matches("- @carl:corp.example +deactivate +done +1 +yes"))
                .anyMatch(line -> line.matches("- @odd/na=me\\+x:corp.example +deactivate +done +1 +yes")).anyMatch(line -> line.matches("\\+ @emil:corp.example +activate +done +1 +yes"))
                .endsWith("All 3 actions show in Synapse.");
        assertThat(List.of(here.state("carl"), here.state("odd/na=me+x"), here.state("emil"))).containsExactly("deactivated", "deactivated", "active");
        assertThat(here.query("select mxid from actions where seen_at is null")).isEmpty();
        assertThat(json(execute("plan", "--json")).path("skipped").findValuesAsText("rule")).doesNotContain("pending");
    }

    @Test
    void what_does_not_show_in_time_is_told_and_ends_with_1() throws Exception {
        here.leaver("carl").leaver("dora").leaver("fritz");
        here.sandbox().mas().stopWorker();
        here.sandbox().synapse().faults().always(SINGLE + "%40carl", Fault.body((uri, body) -> body.replace("\"deactivated\":false", "\"deactivated\":true")));
        here.restart("lockstep.settle-time", "1s");

        Commands.Said said = execute("sync", "--wait", "--output", "table");

        assertThat(said.code()).as(said.all()).isEqualTo(1);
        assertThat(said.lines()).anyMatch(line -> line.matches("- @carl:corp.example +deactivate +done +1 +yes")).anyMatch(line -> line.matches("- @dora:corp.example +deactivate +done +1 +not yet"))
                .endsWith("2 of 3 actions do not show in Synapse after 1s (lockstep.settle-time): MAS's worker probably stands still, or Synapse doesn't answer it: look at MAS's log."
                        + " The next runs wait for them; plans with further actions are held.");
        assertThat(here.query("select mxid from actions where seen_at is null order by mxid")).containsExactly("@dora:corp.example", "@fritz:corp.example");
        assertThat(json(execute("plan", "--json")).path("skipped").findValuesAsText("rule")).contains("pending", "pending");

        here.sandbox().mas().startWorker();
        here.settle();
        Commands.Said next = execute("sync", "--wait", "--output", "table");
        assertThat(next.code()).as(next.all()).isZero();
        assertThat(next.all()).contains("nothing to do").doesNotContain("in Synapse.");
    }

    @Test
    void a_synapse_that_fails_meanwhile_is_told_once_and_asked_again() throws Exception {
        here.leaver("carl").leaver("dora");
        here.sandbox().synapse().faults().next(SINGLE, 1, Fault.status(500)).next(SINGLE, 1, Fault.reset());

        Commands.Said said = execute("sync", "--wait", "--json");

        assertThat(said.code()).as(said.all()).isZero();
        assertThat(json(said).path("results")).hasSize(2).allMatch(result -> result.path("shown").isBoolean() && result.path("shown").asBoolean());
        assertThat(said.all().split("could not see whether Synapse shows the action on '@", -1)).as(said.all()).hasSize(2);
        assertThat(said.all()).contains("answered 500").doesNotContain("Nothing was changed");
        assertThat(here.query("select mxid from actions where seen_at is null")).isEmpty();
    }

    @Test
    void without_any_time_each_is_looked_at_once_and_json_says_what_shows() throws Exception {
        here.leaver("carl").leaver("dora");
        here.sandbox().mas().stopWorker();
        here.restart("lockstep.settle-time", "0s");

        Commands.Said said = execute("sync", "--wait", "--json");

        assertThat(said.code()).as(said.all()).isEqualTo(1);
        assertThat(json(said).path("results")).hasSize(2).allMatch(result -> result.path("shown").isBoolean() && !result.path("shown").asBoolean());
        assertThat(here.sandbox().synapse().faults().requests(SINGLE)).isEqualTo(2);
    }

    @Test
    void what_could_not_be_looked_at_to_the_end_is_told_as_that() {
        here.leaver("carl");
        here.sandbox().synapse().faults().always(SINGLE, Fault.html200());
        here.restart("lockstep.settle-time", "0s");

        Commands.Said said = execute("sync", "--wait", "--output", "table");

        assertThat(said.code()).as(said.all()).isEqualTo(1);
        assertThat(said.lines().get(said.lines().size() - 1)).startsWith("The action does not show in Synapse after 0s (lockstep.settle-time): the last look failed. Synapse at '")
                .contains("what answered is not Synapse").doesNotContain("Nothing was changed", "worker");
    }

    @Test
    void only_what_was_done_is_waited_for_and_what_was_given_up_decides_the_exit_code() throws Exception {
        here.leaver("carl").leaver("dora");
        here.sandbox().mas().fail("dora", Failure.USAGE);

        Commands.Said said = execute("sync", "--wait", "--json");

        assertThat(said.code()).as(said.all()).isEqualTo(5);
        assertThat(json(said).path("results").findValuesAsText("shown")).containsExactly("true", "false");
        assertThat(here.sandbox().synapse().faults().requests(SINGLE + "%40dora")).isZero();
    }

    @Test
    void a_held_plan_is_not_waited_for_and_apply_waits() throws Exception {
        here.restart("lockstep.guard.first-run", "hold");
        here.leaver("carl");

        Commands.Said held = execute("sync", "--wait", "--json");
        assertThat(held.code()).as(held.all()).isEqualTo(4);
        assertThat(here.sandbox().synapse().faults().requests(SINGLE)).isZero();

        Commands.Said applied = execute("apply", json(held).path("plan").asText(), "--wait", "--output", "table");
        assertThat(applied.code()).as(applied.all()).isZero();
        assertThat(applied.lines()).endsWith("The action shows in Synapse.");
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void without_the_option_nothing_is_waited_for_and_nothing_said_of_it() throws Exception {
        here.leaver("carl");
        here.sandbox().mas().stopWorker();

        Commands.Said said = execute("sync", "--json");

        assertThat(said.code()).as(said.all()).isZero();
        assertThat(json(said).path("results").get(0).has("shown")).isFalse();
        assertThat(here.sandbox().synapse().faults().requests(SINGLE)).isZero();
    }

    @Test
    void a_stop_ends_the_wait_at_once_and_the_progress_was_told() throws Exception {
        here.leaver("carl").leaver("dora");
        here.sandbox().mas().stopWorker();
        SyncRun run = new SyncRun("test", true).waiting();
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        run.onProgress(headway -> told.add(headway.part() + " " + headway.done() + " of " + headway.total().orElse(-1)));
        Launcher launcher = here.launcher();
        CompletableFuture<Void> sync = CompletableFuture.runAsync(() -> launcher.send("direct:lockstep-sync", run));
        awaitLooks(2);

        launcher.close();
        sync.get(30, TimeUnit.SECONDS);

        assertThat(run.failure()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(run.settling().flatMap(Settling::sentence)).contains("2 of 2 actions do not show in Synapse yet, and Lockstep is stopping. The next run looks again.");
        assertThat(told).contains("SHOWN 0 of 2");
        assertThat(here.query("select outcome from actions")).containsExactly("done", "done");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void sigterm_ends_the_wait_of_the_shipped_program() throws Exception {
        here.leaver("carl");
        here.sandbox().mas().stopWorker();
        Path log = folder.resolve("log");
        Process program = new ProcessBuilder(Path.of(System.getProperty("lockstep.dist", "target/lockstep"), "bin", "lockstep").toString(), "sync", "--wait",
                "--config", new Commands(here, folder).config().toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            awaitLooks(3);

            program.destroy();

            assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isEqualTo(143);
            assertThat(Files.readString(log)).contains("event=action-ended mxid=@carl:corp.example action=deactivate rule=left-group before=active after=deactivated detail=done", "The action does not show in Synapse yet, and Lockstep is stopping.");
            assertThat(here.query("select outcome from runs")).containsExactly("unexpected");
        } finally {
            program.descendants().forEach(ProcessHandle::destroyForcibly);
            program.destroyForcibly().waitFor();
        }
    }

    private Commands.Said execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        Commands commands = new Commands(here, folder);
        all.addAll(List.of("--config", commands.config().toString()));
        return commands.execute(all.toArray(String[]::new));
    }

    private void awaitLooks(int count) {
        while (here.sandbox().synapse().faults().requests(SINGLE) < count) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static JsonNode json(Commands.Said said) throws Exception {
        return new ObjectMapper().readTree(said.lines().get(0));
    }
}

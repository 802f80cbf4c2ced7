package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.ledger.Entries;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.run.RunLock;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code lockstep dead-letters} and {@code lockstep replay}: what was given up is shown whole, and tried again only as far as the group still asks for it. */
@Timeout(60)
class ReplayIT {

    @TempDir
    private Path folder;
    private Installation here;
    private Path config;

    @BeforeEach
    void start() {
        here = Installation.with("lockstep.retry.actions.count", "1").member("anna").member("carl");
        config = new Commands(here, folder).config();
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void a_given_up_action_is_listed_with_all_that_is_known_and_a_replay_does_it() throws IOException {
        here.leaver("dora");
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        here.sandbox().mas().fail("carl", Failure.ERROR, Failure.ERROR);

        Commands.Said sync = execute("sync");

        assertThat(sync.code()).as(sync.all()).isEqualTo(5);
        assertThat(sync.all()).contains("gave up to deactivate '@carl:corp.example' after 2 attempts (dead letter 1)");
        Commands.Said table = execute("dead-letters");
        assertThat(table.code()).isZero();
        assertThat(table.lines().get(0)).matches("ID +MXID +ACTION +RULE +OUTCOME +TRIES +FIRST TRY +LAST TRY +WHY");
        assertThat(table.lines().get(1)).matches("1 +@carl:corp.example +deactivate +left-group +failed +2 +\\S+Z +\\S+Z +Error: could not connect to the database.*");
        assertThat(table.lines()).hasSize(7).containsSequence("The whole of what was said: --json.", "Try it again:", "", "    lockstep replay 1 --config " + config, "");
        JsonNode letters = json(execute("dead-letters", "--json")).path("letters");
        assertThat(letters).hasSize(1);
        JsonNode letter = letters.get(0);
        assertThat(names(letter)).containsExactly("id", "mxid", "action", "rule", "run", "firstTried", "lastTried", "attempts", "outcome", "exitCode", "maybeChanged", "failedCall", "calls",
                "command", "said", "detail");
        assertThat(letter.path("id").asInt()).isEqualTo(1);
        assertThat(letter.path("mxid").asText()).isEqualTo("@carl:corp.example");
        assertThat(letter.path("action").asText()).isEqualTo("deactivate");
        assertThat(letter.path("rule").asText()).isEqualTo("left-group");
        assertThat(letter.path("run").asText()).isEqualTo(here.query("select id from runs").get(0));
        assertThat(Instant.parse(letter.path("firstTried").asText())).isBefore(Instant.parse(letter.path("lastTried").asText()));
        assertThat(letter.path("attempts").asInt()).isEqualTo(2);
        assertThat(letter.path("outcome").asText()).isEqualTo("failed");
        assertThat(letter.path("exitCode").asInt()).isEqualTo(1);
        assertThat(letter.path("maybeChanged").booleanValue()).isFalse();
        assertThat(letter.path("failedCall").asInt()).isEqualTo(1);
        assertThat(letter.path("calls").asInt()).isEqualTo(2);
        assertThat(letter.path("command").asText()).endsWith("manage lock-user --deactivate -- carl");
        assertThat(letter.path("said").asText()).contains("could not connect to the database", "Connection refused").doesNotContain("Stack backtrace");
        assertThat(letter.path("detail").asText()).contains("ended with exit code 1", "could not connect to the database");
        here.settle();
        here.leaver("fritz");

        Commands.Said replay = execute("replay", "1", "--output", "table");

        here.settle();
        assertThat(replay.code()).as(replay.all()).isZero();
        assertThat(replay.lines()).anyMatch(line -> line.matches("- @carl:corp.example +deactivate +done +1")).noneMatch(line -> line.contains("fritz"));
        assertThat(here.state("carl")).isEqualTo("deactivated");
        assertThat(here.state("fritz")).as("a replay does nothing else").isEqualTo("active");
        Commands.Said none = execute("dead-letters");
        assertThat(none.lines()).endsWith("No dead letters are open.");
        assertThat(json(execute("dead-letters", "--json")).path("letters")).isEmpty();
        assertThat(here.query("select closed_because from dead_letters").get(0)).startsWith("done in run ");
    }

    @Test
    void all_that_are_open_are_tried_and_with_none_nothing_happens() {
        here.leaver("dora");
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        here.sandbox().mas().fail("carl", Failure.ERROR, Failure.ERROR);
        here.sandbox().mas().fail("dora", Failure.USAGE);
        assertThat(here.sync().exitCode().code()).isEqualTo(5);
        assertThat(execute("dead-letters").lines()).hasSize(8).containsSequence("Try them again:", "", "    lockstep replay --all --config " + config);

        Commands.Said replay = execute("replay", "--all");

        here.settle();
        assertThat(replay.code()).as(replay.all()).isZero();
        assertThat(replay.all()).contains("2 of 2 dead letters are still wanted.");
        assertThat(List.of(here.state("carl"), here.state("dora"))).containsOnly("deactivated");
        int called = here.changes().size();

        Commands.Said none = execute("replay", "--all");

        assertThat(none.code()).as(none.all()).isZero();
        assertThat(none.all()).contains("0 of 0 dead letters are still wanted.");
        assertThat(here.changes()).hasSize(called);
        assertThat(execute("replay", "--all", "--output", "markdown").lines()).contains("No dead letters are open.");
        assertThat(here.query("select detail from audit where event = 'replayed'")).as("nothing was to be tried").containsExactly("Dead letters 1, 2 are to be tried again.");
    }

    @Test
    void an_unknown_or_closed_letter_and_no_letter_at_all_are_refused() {
        giveUpCarl();
        Commands.Said unknown = execute("replay", "1", "7", "8");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.all()).contains("There is no open dead letter '7', '8'. Nothing was changed. 'lockstep dead-letters' shows those that are open.");
        assertThat(execute("replay", "1").code()).isZero();

        Commands.Said closed = execute("replay", "1");

        assertThat(closed.code()).isEqualTo(2);
        assertThat(closed.all()).contains("There is no open dead letter '1'.");
        assertThat(execute("replay").code()).isEqualTo(2);
        assertThat(execute("replay", "one").code()).isEqualTo(2);
        assertThat(execute("replay", "1", "--all").code()).isEqualTo(2);
        assertThat(here.changes("carl")).as("two tries, and one replay of two calls").hasSize(4);
    }

    @Test
    void a_person_who_is_back_is_left_alone_and_the_letter_is_closed_with_the_reason() {
        giveUpCarl();
        here.sandbox().keycloak().join("carl", Sandbox.GROUP);
        int called = here.changes().size();

        Commands.Said replay = execute("replay", "1");

        assertThat(replay.code()).as(replay.all()).isZero();
        assertThat(replay.all()).contains("0 of 1 dead letter is still wanted.");
        assertThat(here.changes()).hasSize(called);
        assertThat(here.query("select closed_because from dead_letters")).containsExactly("needed no longer, the account is as it should be");
    }

    @Test
    void an_account_that_mas_did_not_know_rests_for_a_sync_and_is_tried_by_a_replay() {
        here.leaver("dora");
        here.sandbox().mas().removeUser("dora");
        assertThat(here.sync().exitCode().code()).isEqualTo(5);
        here.sandbox().mas().addUser("dora");
        int called = here.changes("dora").size();
        assertThat(here.sync().exitCode().code()).isZero();
        assertThat(here.changes("dora")).as("a sync lets it rest").hasSize(called);
        assertThat(here.query("select closed_at from dead_letters")).containsOnlyNulls();

        Commands.Said replay = execute("replay", "1");

        here.settle();
        assertThat(replay.code()).as(replay.all()).isZero();
        assertThat(here.state("dora")).isEqualTo("deactivated");
        assertThat(here.query("select closed_because from dead_letters").get(0)).startsWith("done in run ");
    }

    @Test
    void the_guard_holds_a_replay_when_the_group_has_shrunk() {
        for (int i = 0; i < 10; i++) {
            here.member("person" + i);
        }
        giveUpCarl();
        for (int i = 0; i < 5; i++) {
            here.sandbox().keycloak().leave("person" + i, Sandbox.GROUP);
        }
        int called = here.changes().size();

        Commands.Said replay = execute("replay", "1");

        assertThat(replay.code()).as(replay.all()).isEqualTo(4);
        assertThat(replay.all()).contains("Held, nothing was changed.", "6 members, 5 fewer than the 11 of the last good look");
        assertThat(here.changes()).hasSize(called);
        assertThat(here.query("select closed_at from dead_letters")).as("the letter stays open").containsOnlyNulls();
    }

    @Test
    void a_pause_holds_a_replay() {
        giveUpCarl();
        assertThat(execute("pause", "--why", "moving").code()).isZero();
        int called = here.changes().size();

        Commands.Said replay = execute("replay", "1");

        assertThat(replay.code()).as(replay.all()).isEqualTo(4);
        assertThat(replay.all()).contains("moving");
        assertThat(here.changes()).hasSize(called);
        assertThat(execute("resume").code()).isZero();
        assertThat(execute("replay", "1").code()).isZero();
        here.settle();
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void a_replay_waits_for_a_run_at_work_and_does_what_that_left() throws Exception {
        giveUpCarl();
        CompletableFuture<Commands.Said> replay;
        try (RunLock atWork = RunLock.take(here.stateFolder(), "another run")) {
            assertThat(atWork).isNotNull();
            replay = CompletableFuture.supplyAsync(() -> execute("replay", "1"));
            TimeUnit.SECONDS.sleep(4);
            assertThat(replay).isNotDone();
            assertThat(here.query("select count(*) from runs")).as("it has not begun").containsExactly("2");
        }

        assertThat(replay.get().code()).as(replay.get().all()).isZero();
        here.settle();
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void what_mas_accepted_meanwhile_and_synapse_does_not_show_is_neither_repeated_nor_reversed() throws Exception {
        giveUpCarl();
        int called = here.changes().size();
        CompletableFuture<Commands.Said> replay;
        try (RunLock atWork = RunLock.take(here.stateFolder(), "another run"); Ledger ledger = Ledger.open(here.stateFolder())) {
            assertThat(atWork).isNotNull();
            replay = CompletableFuture.supplyAsync(() -> execute("replay", "1"));
            TimeUnit.SECONDS.sleep(2);
            accept(ledger);
        }
        assertThat(replay.get().code()).as(replay.get().all()).isZero();
        assertThat(replay.get().all()).contains("0 of 1 dead letter is still wanted.");
        assertThat(here.changes()).as("not again").hasSize(called);

        // An open letter beside an accepted action is nothing that Lockstep writes: even then the accepted action counts.
        here.sql("update dead_letters set closed_at = null, closed_because = null");
        assertThat(execute("replay", "1").code()).isZero();
        assertThat(here.changes()).as("not again").hasSize(called);
        here.sandbox().keycloak().join("carl", Sandbox.GROUP);
        assertThat(execute("replay", "1").code()).isZero();
        assertThat(here.changes()).as("nor the opposite").hasSize(called);
        assertThat(here.query("select closed_at from dead_letters")).as("not now is not never").containsOnlyNulls();
    }

    /** As another run does that is at work: MAS has accepted, its worker hasn't told Synapse. */
    private static void accept(Ledger ledger) {
        var decision = Entries.decision(Mxid.parse("@carl:corp.example"), AccountAction.DEACTIVATE);
        ledger.actionDone(Entries.RUN, decision, ledger.actionBegan(Entries.RUN, decision, false, Instant.now()), 1, Instant.now());
    }

    private void giveUpCarl() {
        assertThat(here.sync().exitCode().code()).isZero();
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        here.sandbox().mas().fail("carl", Failure.ERROR, Failure.ERROR);
        assertThat(here.sync().exitCode().code()).isEqualTo(5);
    }

    private Commands.Said execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + config);
        return new Commands(here, folder).execute(all.toArray(String[]::new));
    }

    private static JsonNode json(Commands.Said said) throws IOException {
        assertThat(said.code()).as(said.all()).isZero();
        return new ObjectMapper().readTree(said.lines().get(0));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

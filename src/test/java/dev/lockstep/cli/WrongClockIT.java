package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Rule;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A clock that was a day ahead and is right again: the times that it left in the ledger lie in the future. What waits for them waits longer; nothing is lost, repeated or done too early. */
@Timeout(60)
class WrongClockIT {

    private static final long DAY = Duration.ofDays(1).toMillis();

    private Installation here;

    @BeforeEach
    void start() {
        here = Installation.with().member("anna").member("ben").member("carl");
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void what_mas_accepted_in_the_future_and_synapse_does_not_show_is_neither_repeated_nor_reversed_without_a_person() {
        here.sync();
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        here.sandbox().mas().stopWorker();
        assertThat(here.syncOnly().exitCode()).isEqualTo(ExitCode.DONE);
        aDayAhead("actions", "began_at", "ended_at");
        int called = here.changes().size();

        here.sql("update about set value = value + " + DAY + " where name = 'last plan carried out at'");

        assertThat(here.syncOnly().exitCode()).isEqualTo(ExitCode.HELD);
        here.sandbox().keycloak().join("carl", Sandbox.GROUP);
        SyncRun held = here.syncOnly();
        assertThat(held.verdict().orElseThrow().reason().orElseThrow()).contains("the clock of this machine is wrong, or was wrong then");
        assertThat(here.changes()).hasSize(called);

        here.sandbox().mas().startWorker();
        here.settle();
        SyncRun seen = here.sync();
        assertThat(seen.exitCode()).as("a person has to look").isEqualTo(ExitCode.HELD);
        assertThat(here.apply(seen.verdict().orElseThrow().plan().id()).results()).hasSize(1);
        assertThat(here.state("carl")).isEqualTo("active");
        assertThat(here.sync().exitCode()).as("and then all is as ever").isEqualTo(ExitCode.DONE);
    }

    @Test
    void what_began_in_the_future_and_has_no_end_is_unfinished_now() {
        here.sync();
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        here.sync();
        here.sql("update actions set ended_at = null, outcome = null, seen_at = null");
        aDayAhead("actions", "began_at");

        SyncRun next = here.sync();

        assertThat(next.results()).as(next.failure().toString()).hasSize(1);
        assertThat(rule(next)).isEqualTo(Rule.UNFINISHED);
        assertThat(here.sync().results()).isEmpty();
    }

    @Test
    void a_good_look_of_the_future_adds_nothing_to_an_absence_and_one_that_was_watched_goes_on() {
        here.restart("lockstep.deactivate-after", "10d");
        here.sync();
        here.sandbox().keycloak().leave("carl", Sandbox.GROUP);
        here.sync();
        assertThat(here.state("carl")).isEqualTo("locked");
        here.sql("update about set value = value + " + 31 * DAY + " where name = 'last good look at'");

        here.sync();
        assertThat(here.state("carl")).isEqualTo("locked");
        here.sql("update about set value = value - " + 31 * DAY + " where name = 'last good look at'");
        here.sync();
        assertThat(here.state("carl")).as("a month between two looks counts as three days").isEqualTo("locked");
        assertThat(here.query("select watched / " + DAY + " from absences where mxid = '@carl:corp.example'")).containsExactly("3");
        for (int looks = 0; looks < 3; looks++) {
            here.sql("update about set value = value - " + 3 * DAY + " where name = 'last good look at'");
            here.sync();
        }
        assertThat(here.state("carl")).isEqualTo("deactivated");
    }

    @Test
    void closings_of_the_future_count_among_those_of_the_last_day() {
        here.restart("lockstep.guard.min-closings", "2");
        here.leaver("dora").leaver("eve");
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DONE);
        aDayAhead("actions", "began_at", "ended_at", "seen_at");
        here.leaver("fritz");

        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.HELD);
        assertThat(here.state("fritz")).isEqualTo("active");
    }

    @Test
    void a_run_of_the_future_hides_no_later_good_look_at_other_groups() {
        here.restart("lockstep.guard.min-closings", "100");
        here.sync();
        aDayAhead("runs", "began_at", "ended_at");
        here.sandbox().keycloak().addGroup("/staff");
        List.of("anna", "ben", "carl").forEach(name -> here.sandbox().keycloak().join(name, "/staff"));
        here.restart("lockstep.keycloak.group", "/staff");
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DONE);
        here.sandbox().keycloak().leave("ben", "/staff").leave("carl", "/staff");

        SyncRun shrunk = here.sync();

        assertThat(shrunk.exitCode()).as("the guard remembers three members of that group").isEqualTo(ExitCode.HELD);
        assertThat(here.changes()).isEmpty();
    }

    private void aDayAhead(String table, String... columns) {
        for (String column : columns) {
            here.sql("update " + table + " set " + column + " = " + column + " + " + DAY + " where " + column + " is not null");
        }
    }

    private static Rule rule(SyncRun run) {
        return run.verdict().orElseThrow().plan().of(Mxid.parse("@carl:corp.example")).orElseThrow().rule();
    }
}

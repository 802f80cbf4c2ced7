package dev.lockstep.ledger;

import static dev.lockstep.account.AccountAction.ACTIVATE;
import static dev.lockstep.account.AccountAction.DEACTIVATE;
import static dev.lockstep.account.AccountAction.LOCK;
import static dev.lockstep.ledger.Entries.RUN;
import static dev.lockstep.ledger.Entries.decision;
import static dev.lockstep.ledger.Entries.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.ledger.AuditRow.Event;
import dev.lockstep.plan.AccountHistory.Standing;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.ParameterizedTest;

class AuditLogTest {

    private static final Mxid ALICE = Mxid.parse("@alice:example.org");
    private static final Instant BEGIN = Instant.parse("2026-11-22T08:00:00Z");
    private static final Origin LATER = new Origin("run2", "cron", "schedule");

    @TempDir
    private Path folder;
    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = Ledger.open(folder);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_whole_run_is_told_from_its_beginning_to_its_end() {
        ledger.runBegan(RUN, BEGIN);
        ledger.runPassed(RUN, Entries.plan(List.of(decision(ALICE, DEACTIVATE)), List.of()), List.of("g"), true, BEGIN);
        long action = ledger.actionBegan(RUN, decision(ALICE, DEACTIVATE), false, BEGIN);
        ledger.actionDone(RUN, decision(ALICE, DEACTIVATE), action, 2, BEGIN);
        ledger.runEnded(RUN, "done", "1 deactivated.", BEGIN);

        List<AuditRow> rows = rows();
        assertThat(rows).extracting(AuditRow::event).containsExactly(Event.RUN_BEGAN, Event.DECIDED, Event.ACTION_BEGAN, Event.ACTION_ENDED, Event.RUN_ENDED);
        assertThat(rows).allSatisfy(row -> assertThat(row.origin()).isEqualTo(RUN));
        assertThat(rows.subList(1, 4)).allSatisfy(row -> assertThat(List.of(row.mxid(), row.action(), row.rule(), row.before(), row.after()))
                .containsExactly("@alice:example.org", "deactivate", "left-group", "active", "deactivated"));
        assertThat(rows.get(3).detail()).isEqualTo("done after 2 attempts");
    }

    @Test
    void a_failure_says_what_the_account_is_now() {
        ledger.runBegan(RUN, BEGIN);
        ledger.actionGivenUp(RUN, decision(ALICE, LOCK), ledger.actionBegan(RUN, decision(ALICE, LOCK), false, BEGIN), failure("failed", false, 5), BEGIN);
        ledger.actionGivenUp(RUN, decision(ALICE, LOCK), ledger.actionBegan(RUN, decision(ALICE, LOCK), false, BEGIN), failure("timeout", true, 5), BEGIN);
        assertThat(rows()).filteredOn(row -> row.event() == Event.ACTION_ENDED).extracting(AuditRow::after).containsExactly("active", "unknown");
    }

    @Test
    void what_a_killed_process_left_is_ended_by_the_next_run_and_stays_unfinished() {
        ledger.runBegan(RUN, BEGIN);
        ledger.actionBegan(RUN, decision(ALICE, LOCK), false, BEGIN);
        ledger.runBegan(LATER, BEGIN.plusSeconds(60));
        assertThat(rows()).filteredOn(row -> row.event() == Event.ACTION_ENDED).singleElement().satisfies(row -> {
            assertThat(row.origin()).isEqualTo(LATER);
            assertThat(row.after()).isEqualTo("unknown");
            assertThat(row.detail()).contains("cut-off in run run1");
        });
        assertThat(ledger.history(List.of(), BEGIN.plusSeconds(60)).accounts().get(ALICE).standing()).isEqualTo(Standing.UNFINISHED);
        ledger.runEnded(LATER, "done", "", BEGIN.plusSeconds(90));
        ledger.runBegan(new Origin("run3", "cli", "x"), BEGIN.plusSeconds(120));
        assertThat(rows()).filteredOn(row -> row.event() == Event.ACTION_ENDED).as("once").hasSize(1);
        assertThat(rows()).filteredOn(row -> row.event() == Event.RUN_ENDED).extracting(row -> row.origin().run(), AuditRow::after)
                .containsExactly(tuple("run1", "cut-off"), tuple("run2", "done"));
    }

    @Test
    void an_account_that_somebody_else_opened_is_told() {
        ledger.runBegan(RUN, BEGIN);
        ledger.actionDone(RUN, decision(ALICE, LOCK), ledger.actionBegan(RUN, decision(ALICE, LOCK), false, BEGIN), 1, BEGIN);
        looked(AccountState.LOCKED);
        looked(AccountState.ACTIVE);
        looked(AccountState.ACTIVE);
        assertThat(rows()).filteredOn(row -> row.event() == Event.UNDONE).singleElement().satisfies(row -> {
            assertThat(row.mxid()).isEqualTo(ALICE.toString());
            assertThat(row.before()).isEqualTo("locked");
            assertThat(row.after()).isEqualTo("active");
        });
    }

    @Test
    void a_pause_its_end_and_a_relink_are_told_with_who_did_it() {
        Origin anna = new Origin("", "cli", "anna as root");
        ledger.pause(anna, "Paused: audit.", BEGIN);
        ledger.resume(anna, BEGIN);
        ledger.resume(anna, BEGIN);
        ledger.relinked(anna, "id1", ALICE, "First.", BEGIN);
        ledger.relinked(anna, "id2", ALICE, "Then.", BEGIN);
        assertThat(rows()).extracting(AuditRow::event).containsExactly(Event.PAUSED, Event.RESUMED, Event.RELINKED, Event.RELINKED);
        assertThat(rows()).extracting(row -> row.origin().actor()).containsOnly("anna as root");
        assertThat(rows().get(3)).satisfies(row -> assertThat(row.before()).isEqualTo("id1")).satisfies(row -> assertThat(row.after()).isEqualTo("id2"));
    }

    @Test
    void what_fails_to_be_written_leaves_no_row() {
        assertThatThrownBy(() -> ledger.actionDone(RUN, new Decision(ALICE, Decision.Person.IN_GROUP, Optional.empty(),
                Optional.empty(), Rule.LEFT_GROUP), 1, 1, BEGIN)).isInstanceOf(NoSuchElementException.class);
        assertThat(rows()).isEmpty();
    }

    @Test
    void rows_are_read_from_a_moment_on_and_forgotten_after_their_time() {
        ledger.runBegan(RUN, BEGIN);
        ledger.runEnded(RUN, "done", "", BEGIN);
        ledger.runBegan(LATER, BEGIN.plus(Duration.ofDays(3)));
        assertThat(ledger.audit().since(BEGIN.plusSeconds(1))).extracting(row -> row.origin().run()).containsExactly("run2");
        ledger.audit().keep(Duration.ofDays(3), BEGIN.plus(Duration.ofDays(3)));
        assertThat(rows()).hasSize(3);
        ledger.audit().keep(Duration.ofDays(2), BEGIN.plus(Duration.ofDays(3)));
        assertThat(rows()).extracting(row -> row.origin().run()).containsExactly("run2");
    }

    /** Append-only: but for forgetting what is old, no statement of ours changes a row. */
    @Test
    void no_statement_changes_a_row() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/lockstep/ledger"))) {
            for (Path file : files.toList()) {
                String code = Files.readString(file);
                assertThat(code).doesNotContain("update audit");
                assertThat(code.split("delete from audit", -1).length - 1).as(file.toString()).isEqualTo(file.endsWith("AuditLog.java") ? 1 : 0);
            }
        }
    }

    @Test
    void a_row_is_a_line_of_keys_and_values_that_nothing_can_break() {
        AuditRow row = AuditRow.of(BEGIN, RUN, Event.ACTION_ENDED, "said \"no\"\nand=more").about("@a b:h", "lock").change("active", "");
        assertThat(AuditLog.line(row)).isEqualTo("run=run1 trigger=cli actor=tester event=action-ended mxid=\"@a b:h\" action=lock before=active detail=\"said \\\"no\\\"\\u000aand=more\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "x\\\" event=undone actor=\\\"root | \"x\\\\\\\" event=undone actor=\\\\\\\"root\"", "back\\slash | \"back\\\\slash\"", "end\\ | \"end\\\\\"", "\\u000aevent=undone | \"\\\\u000aevent=undone\"",
        "@x\u001b[31m:h | \"@x\\u001b[31m:h\"", "@plain:h | @plain:h"})
    void a_name_can_not_forge_a_field(String name, String shown) {
        String line = AuditLog.line(AuditRow.of(BEGIN, RUN, Event.ACTION_ENDED, "done").about(name, "lock"));

        assertThat(line).isEqualTo("run=run1 trigger=cli actor=tester event=action-ended mxid=" + shown + " action=lock detail=done");
        String value = line.replaceFirst("^.* mxid=(\"(?:[^\"\\\\]|\\\\.)*\"|[^ ]+) action=lock detail=done$", "$1");
        assertThat(value).as("as whoever reads logfmt sees it").isEqualTo(shown);
    }

    private List<AuditRow> rows() {
        return ledger.audit().since(Instant.EPOCH);
    }

    private void looked(AccountState state) {
        ledger.looked(RUN, List.of(Account.of(ALICE, state)), Map.of(), Map.of(), Set.of(), Set.of(), BEGIN);
    }
}

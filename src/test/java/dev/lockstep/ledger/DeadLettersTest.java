package dev.lockstep.ledger;

import static dev.lockstep.account.AccountAction.ACTIVATE;
import static dev.lockstep.account.AccountAction.DEACTIVATE;
import static dev.lockstep.account.AccountAction.LOCK;
import static dev.lockstep.ledger.Entries.RUN;
import static dev.lockstep.ledger.Entries.decision;
import static dev.lockstep.ledger.Entries.failure;
import static dev.lockstep.ledger.Entries.plan;
import static dev.lockstep.ledger.Entries.skipped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLettersTest {

    private static final Mxid ALICE = Mxid.parse("@alice:example.org");
    private static final Mxid BOB = Mxid.parse("@bob:example.org");
    private static final Instant BEGIN = Instant.parse("2026-11-22T08:00:00Z");

    @TempDir
    private Path folder;
    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = Ledger.open(folder);
        ledger.runBegan(RUN, BEGIN);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void what_is_given_up_is_a_letter_with_everything_that_is_known() {
        long id = giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        assertThat(ledger.letters().open()).containsExactly(new DeadLetter(id, ALICE, DEACTIVATE, "left-group", "run1", BEGIN, BEGIN.plusSeconds(9), 5, failure("failed", false, 5)));
        assertThat(ledger.letters().find(id)).isEqualTo(ledger.letters().open().get(0));
    }

    @Test
    void what_fails_again_is_written_to_the_same_letter() {
        long id = giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        giveUp(BOB, LOCK, failure("failed", false, 1), BEGIN);
        giveUp(ALICE, DEACTIVATE, failure("timeout", true, 3), BEGIN.plusSeconds(60));
        assertThat(ledger.letters().open()).hasSize(2);
        assertThat(ledger.letters().find(id)).isEqualTo(new DeadLetter(id, ALICE, DEACTIVATE, "left-group", "run1", BEGIN, BEGIN.plusSeconds(69), 8, failure("timeout", true, 3)));
    }

    @Test
    void a_success_closes_the_letter_of_its_account_whatever_its_action() {
        giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        giveUp(BOB, LOCK, failure("failed", false, 5), BEGIN);
        ledger.actionDone(RUN, decision(ALICE, ACTIVATE), ledger.actionBegan(RUN, decision(ALICE, ACTIVATE), false, BEGIN), 1, BEGIN);
        assertThat(ledger.letters().open()).extracting(DeadLetter::mxid).containsExactly(BOB);
    }

    @Test
    void another_action_that_fails_replaces_the_letter() {
        giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        giveUp(ALICE, ACTIVATE, failure("failed", false, 2), BEGIN.plusSeconds(60));
        assertThat(ledger.letters().open()).singleElement().satisfies(letter -> assertThat(letter.action()).isEqualTo(ACTIVATE))
                .satisfies(letter -> assertThat(letter.attempts()).isEqualTo(2)).satisfies(letter -> assertThat(letter.firstTried()).isEqualTo(BEGIN.plusSeconds(60)));
    }

    @Test
    void what_was_not_tried_is_kept_as_a_letter_with_no_try() {
        ledger.actionKept(RUN, decision(ALICE, LOCK), failure("not-tried", false, 0), BEGIN);
        assertThat(ledger.letters().open()).singleElement().satisfies(letter -> assertThat(letter.attempts()).isZero());
        assertThat(ledger.actions(ALICE)).as("nothing began").isEmpty();
    }

    @Test
    void a_letter_whose_action_is_still_wanted_stays() {
        giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        settle(plan(List.of(decision(ALICE, DEACTIVATE)), List.of()));
        assertThat(ledger.letters().open()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = Rule.class, names = {"PENDING", "SECOND_LOOK", "UNKNOWN_TO_MAS"})
    void not_now_is_not_never(Rule rule) {
        giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        settle(plan(List.of(), List.of(skipped(ALICE, rule))));
        assertThat(ledger.letters().open()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = Rule.class, names = {"BRIDGE", "RECYCLED_NAME", "KEPT_CLOSED"})
    void a_rule_that_says_no_closes_the_letter(Rule rule) {
        giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        settle(plan(List.of(), List.of(skipped(ALICE, rule))));
        assertClosed("needed no longer (" + rule.id() + ")");
    }

    @Test
    void a_person_who_is_back_closes_the_letter() {
        giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        settle(plan(List.of(), List.of()));
        assertClosed("needed no longer, the account is as it should be");
    }

    @Test
    void another_action_that_is_wanted_now_closes_the_letter() {
        giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        settle(plan(List.of(decision(ALICE, ACTIVATE)), List.of()));
        assertClosed("needed no longer, it is to activate now (member-returns)");
    }

    @Test
    void a_closed_letter_is_history_and_the_next_failure_makes_a_new_one() {
        long first = giveUp(ALICE, DEACTIVATE, failure("failed", false, 5), BEGIN);
        settle(plan(List.of(), List.of()));
        long second = giveUp(ALICE, DEACTIVATE, failure("failed", false, 2), BEGIN.plusSeconds(60));
        assertThat(second).isNotEqualTo(first);
        assertThat(ledger.letters().open()).extracting(DeadLetter::attempts).containsExactly(2);
    }

    private void assertClosed(String why) {
        assertThat(ledger.letters().open()).isEmpty();
        assertThat(ledger.audit().since(BEGIN)).filteredOn(row -> row.event() == AuditRow.Event.LETTER_CLOSED).singleElement()
                .satisfies(row -> assertThat(row.detail()).contains(why)).satisfies(row -> assertThat(row.mxid()).isEqualTo(ALICE.toString()));
    }

    private long giveUp(Mxid mxid, AccountAction action, GivenUp why, Instant when) {
        return ledger.actionGivenUp(RUN, decision(mxid, action), ledger.actionBegan(RUN, decision(mxid, action), false, when), why, when.plusSeconds(9));
    }

    private void settle(SyncPlan plan) {
        ledger.letters().settle(RUN, plan, BEGIN.plusSeconds(30));
    }
}

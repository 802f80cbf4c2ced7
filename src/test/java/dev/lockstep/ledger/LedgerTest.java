package dev.lockstep.ledger;

import static dev.lockstep.account.AccountAction.ACTIVATE;
import static dev.lockstep.account.AccountAction.DEACTIVATE;
import static dev.lockstep.account.AccountAction.LOCK;
import static dev.lockstep.ledger.Entries.RUN;
import static dev.lockstep.ledger.Entries.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Census;
import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Headcount;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.SetupException;
import dev.lockstep.plan.AccountHistory;
import dev.lockstep.plan.AccountHistory.Standing;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.History;
import dev.lockstep.settings.GivenSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final Origin LATER = new Origin("run2", "cli", "tester");

    private static final Mxid ALICE = Mxid.parse("@alice:example.org");
    private static final Mxid BOB = Mxid.parse("@bob:example.org");
    private static final Instant BEGIN = Instant.parse("2026-11-22T08:00:00Z");
    private static final List<String> GROUPS = List.of("g1", "g2");

    @TempDir
    private Path temporary;
    private Path folder;
    private Ledger ledger;

    @BeforeEach
    void open() {
        folder = temporary.resolve("state").resolve("lockstep");
        ledger = Ledger.open(folder);
        ledger.runBegan(RUN, BEGIN);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void who_was_opened_by_hand_after_our_closing_counts_as_closed_by_somebody_else_from_then_on() {
        done(ALICE, LOCK, BEGIN);
        looked(List.of(Account.of(ALICE, AccountState.LOCKED)), Map.of(), BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).accounts().get(ALICE).closing()).contains(LOCK);

        looked(List.of(Account.of(ALICE, AccountState.ACTIVE)), Map.of(), BEGIN);

        assertThat(ledger.history(GROUPS, BEGIN).accounts().get(ALICE).closing()).isEmpty();
    }

    @Test
    void what_somebody_opened_while_we_tried_in_vain_to_open_it_is_no_longer_closed_by_us() {
        for (String outcome : List.of("failed", Ledger.UNKNOWN_TO_MAS)) {
            done(ALICE, LOCK, BEGIN);
            looked(List.of(Account.of(ALICE, AccountState.LOCKED)), Map.of(), BEGIN);
            ended(ALICE, ACTIVATE, outcome, false, BEGIN.plusSeconds(10));
            assertThat(of(ALICE).closing()).as(outcome).contains(LOCK);

            looked(List.of(Account.of(ALICE, AccountState.ACTIVE)), Map.of(), BEGIN.plusSeconds(20));

            assertThat(of(ALICE).closing()).as(outcome).isEmpty();
        }
    }

    @Test
    void an_account_that_is_open_while_our_closing_is_under_way_was_opened_by_nobody_else() {
        done(ALICE, LOCK, BEGIN);
        looked(List.of(Account.of(ALICE, AccountState.ACTIVE)), Map.of(), BEGIN);
        assertThat(of(ALICE).closing()).contains(LOCK);

        looked(List.of(Account.of(ALICE, AccountState.LOCKED)), Map.of(), BEGIN);
        ended(ALICE, DEACTIVATE, "timeout", true, BEGIN.plusSeconds(10));
        looked(List.of(Account.of(ALICE, AccountState.ACTIVE)), Map.of(), BEGIN.plusSeconds(20));
        assertThat(of(ALICE).closing()).contains(LOCK);
    }

    @Test
    void an_opening_of_what_somebody_else_closed_is_told_though_it_was_cut_off_and_repeated() {
        Decision opening = new Decision(ALICE, Person.IN_GROUP, Optional.of(AccountState.DEACTIVATED), Optional.of(ACTIVATE), Rule.CLOSED_BY_SOMEBODY_ELSE);
        Decision again = new Decision(ALICE, Person.IN_GROUP, Optional.of(AccountState.DEACTIVATED), Optional.of(ACTIVATE), Rule.UNFINISHED);
        ledger.actionBegan(RUN, opening, false, BEGIN);
        ledger.runBegan(LATER, BEGIN.plusSeconds(1));
        assertThat(ledger.openedWhatAnotherClosed(BEGIN.minusSeconds(1))).isEmpty();
        ledger.actionDone(LATER, again, ledger.actionBegan(LATER, again, false, BEGIN.plusSeconds(2)), 1, BEGIN.plusSeconds(3));
        assertThat(ledger.openedWhatAnotherClosed(BEGIN.minusSeconds(1)).values()).containsExactly(ALICE);
        ledger.actionDone(LATER, again, ledger.actionBegan(LATER, again, false, BEGIN.plusSeconds(4)), 1, BEGIN.plusSeconds(5));
        assertThat(ledger.openedWhatAnotherClosed(BEGIN.minusSeconds(1)).values()).as("once").containsExactly(ALICE);
    }

    @Test
    void a_new_ledger_knows_nothing() {
        assertThat(ledger.history(GROUPS, BEGIN)).isEqualTo(History.none(BEGIN));
    }

    @Test
    void an_action_that_began_is_unfinished_since_it_began() {
        began(ALICE, LOCK, BEGIN);
        assertThat(of(ALICE)).isEqualTo(new AccountHistory(LOCK, Standing.UNFINISHED, BEGIN, Optional.empty()));
    }

    @Test
    void an_action_that_ended_well_is_done_since_it_ended() {
        done(ALICE, DEACTIVATE, BEGIN);
        assertThat(of(ALICE)).isEqualTo(new AccountHistory(DEACTIVATE, Standing.DONE, BEGIN.plusSeconds(1), Optional.of(DEACTIVATE)));
    }

    @Test
    void an_action_is_seen_when_synapse_shows_it() {
        Map<AccountAction, Set<AccountState>> shown = Map.of(DEACTIVATE, Set.of(AccountState.DEACTIVATED, AccountState.ERASED),
                LOCK, Set.of(AccountState.LOCKED, AccountState.DEACTIVATED, AccountState.ERASED), ACTIVATE, Set.of(AccountState.ACTIVE));
        List<Account> accounts = new ArrayList<>(List.of(Account.of(BOB, AccountState.ACTIVE)));
        for (AccountAction action : AccountAction.values()) {
            for (AccountState state : AccountState.values()) {
                accounts.add(Account.of(Mxid.parse("@" + action + "." + state + ":h"), state));
                done(Mxid.parse("@" + action + "." + state + ":h"), action, BEGIN);
            }
        }
        looked(accounts, Map.of(), BEGIN.plusSeconds(9));
        Map<Mxid, AccountHistory> histories = ledger.history(GROUPS, BEGIN).accounts();
        assertThat(histories).hasSize(accounts.size() - 1).allSatisfy((mxid, history) -> {
            AccountState state = AccountState.valueOf(mxid.localpart().replaceFirst(".*\\.", ""));
            assertThat(history.standing()).isEqualTo(shown.get(history.last()).contains(state) ? Standing.SEEN : Standing.DONE);
            assertThat(history.closing()).isEqualTo(Optional.of(history.last()).filter(AccountAction::closes));
        });
    }

    @Test
    void one_account_that_was_looked_at_by_itself_is_seen_and_no_other() {
        done(ALICE, LOCK, BEGIN);
        done(BOB, LOCK, BEGIN);
        ledger.seen(ALICE, BEGIN.plusSeconds(2));
        assertThat(of(ALICE).standing()).isEqualTo(Standing.SEEN);
        assertThat(of(BOB).standing()).isEqualTo(Standing.DONE);

        began(ALICE, ACTIVATE, BEGIN.plusSeconds(3));
        ledger.seen(ALICE, BEGIN.plusSeconds(4));
        assertThat(of(ALICE).standing()).as("what has no end isn't seen").isEqualTo(Standing.UNFINISHED);
    }

    @Test
    void what_was_seen_stays_seen_when_somebody_else_changes_the_account() {
        done(ALICE, LOCK, BEGIN);
        looked(List.of(Account.of(ALICE, AccountState.LOCKED)), Map.of(), BEGIN.plusSeconds(2));
        looked(List.of(Account.of(ALICE, AccountState.ACTIVE)), Map.of(), BEGIN.plusSeconds(3));
        assertThat(of(ALICE).standing()).isEqualTo(Standing.SEEN);
    }

    @Test
    void an_unfinished_action_is_not_seen_whatever_synapse_shows() {
        began(ALICE, LOCK, BEGIN);
        looked(List.of(Account.of(ALICE, AccountState.LOCKED)), Map.of(), BEGIN.plusSeconds(2));
        assertThat(of(ALICE).standing()).isEqualTo(Standing.UNFINISHED);
    }

    @Test
    void an_action_of_an_account_that_was_not_listed_waits() {
        done(ALICE, LOCK, BEGIN);
        looked(List.of(), Map.of(), BEGIN.plusSeconds(2));
        assertThat(of(ALICE).standing()).isEqualTo(Standing.DONE);
    }

    @Test
    void an_action_that_was_given_up_failed_or_is_unfinished() {
        for (String outcome : List.of("failed", "timeout", "not-started", Ledger.UNKNOWN_TO_MAS)) {
            Mxid failed = Mxid.parse("@failed-" + outcome + ":example.org");
            ended(failed, LOCK, outcome, false, BEGIN);
            Standing standing = outcome.equals(Ledger.UNKNOWN_TO_MAS) ? Standing.UNKNOWN_TO_MAS : Standing.FAILED;
            assertThat(of(failed)).as(outcome).isEqualTo(new AccountHistory(LOCK, standing, BEGIN.plusSeconds(1), Optional.empty()));
            ended(failed, LOCK, outcome, true, BEGIN);
            assertThat(of(failed)).as(outcome).isEqualTo(new AccountHistory(LOCK, Standing.UNFINISHED, BEGIN.plusSeconds(1), Optional.empty()));
        }
    }

    @Test
    void a_try_that_surely_changed_nothing_takes_nothing_from_what_may_be_under_way() {
        ended(ALICE, DEACTIVATE, "timeout", true, BEGIN);
        ended(ALICE, ACTIVATE, "failed", false, BEGIN.plusSeconds(10));
        assertThat(of(ALICE)).isEqualTo(new AccountHistory(DEACTIVATE, Standing.UNFINISHED, BEGIN.plusSeconds(1), Optional.empty()));
        done(BOB, DEACTIVATE, BEGIN);
        ended(BOB, ACTIVATE, "failed", false, BEGIN.plusSeconds(10));
        assertThat(of(BOB)).isEqualTo(new AccountHistory(DEACTIVATE, Standing.DONE, BEGIN.plusSeconds(1), Optional.of(DEACTIVATE)));
        ended(ALICE, ACTIVATE, Ledger.UNKNOWN_TO_MAS, false, BEGIN.plusSeconds(20));
        assertThat(of(ALICE).standing()).as("there is nothing under way for somebody whom MAS doesn't know").isEqualTo(Standing.UNKNOWN_TO_MAS);
    }

    @Test
    void the_last_action_stands_and_closed_by_us_follows_those_that_ended_well() {
        done(ALICE, DEACTIVATE, BEGIN);
        assertThat(of(ALICE).closing()).contains(DEACTIVATE);
        ended(ALICE, ACTIVATE, "failed", false, BEGIN.plusSeconds(10));
        assertThat(of(ALICE)).isEqualTo(new AccountHistory(DEACTIVATE, Standing.DONE, BEGIN.plusSeconds(1), Optional.of(DEACTIVATE)));
        began(ALICE, ACTIVATE, BEGIN.plusSeconds(20));
        assertThat(of(ALICE)).isEqualTo(new AccountHistory(ACTIVATE, Standing.UNFINISHED, BEGIN.plusSeconds(20), Optional.of(DEACTIVATE)));
        done(ALICE, ACTIVATE, BEGIN.plusSeconds(30));
        assertThat(of(ALICE).closing()).isEmpty();
        ended(ALICE, LOCK, "timeout", true, BEGIN.plusSeconds(40));
        assertThat(of(ALICE).closing()).isEmpty();
        done(ALICE, LOCK, BEGIN.plusSeconds(50));
        assertThat(of(ALICE).closing()).contains(LOCK);
    }

    @Test
    void recently_closed_is_whoever_was_or_may_have_been_closed_within_a_day() {
        done(Mxid.parse("@done:h"), DEACTIVATE, BEGIN);
        began(Mxid.parse("@begun:h"), LOCK, BEGIN);
        ended(Mxid.parse("@perhaps:h"), LOCK, "timeout", true, BEGIN);
        ended(Mxid.parse("@failed:h"), LOCK, "failed", false, BEGIN);
        ended(Mxid.parse("@unknown:h"), DEACTIVATE, Ledger.UNKNOWN_TO_MAS, false, BEGIN);
        done(Mxid.parse("@opened:h"), ACTIVATE, BEGIN);
        done(Mxid.parse("@twice:h"), LOCK, BEGIN);
        done(Mxid.parse("@twice:h"), DEACTIVATE, BEGIN.plusSeconds(5));
        done(Mxid.parse("@old:h"), LOCK, BEGIN.minus(1, ChronoUnit.DAYS));
        assertThat(ledger.history(GROUPS, BEGIN.plus(23, ChronoUnit.HOURS)).recentClosed()).extracting(Mxid::localpart)
                .containsExactlyInAnyOrder("done", "begun", "perhaps", "twice");
        assertThat(ledger.history(GROUPS, BEGIN.plus(1, ChronoUnit.DAYS)).recentClosed()).extracting(Mxid::localpart).containsExactly("twice");
    }

    @Test
    void whoever_was_once_in_the_group_is_known_for_good() {
        looked(List.of(), Map.of("id1", ALICE, "id2", BOB), BEGIN);
        looked(List.of(), Map.of("id2", BOB), BEGIN.plusSeconds(1));
        assertThat(ledger.history(GROUPS, BEGIN).known()).containsExactlyInAnyOrder(ALICE, BOB);
    }

    /** With lockstep.scope=known the account under the old name could never be closed otherwise. */
    @Test
    void somebody_who_was_renamed_is_known_by_both_names() {
        looked(List.of(), Map.of("id1", ALICE), BEGIN);
        looked(List.of(), Map.of("id1", BOB), BEGIN.plusSeconds(1));
        assertThat(ledger.history(GROUPS, BEGIN).known()).containsExactlyInAnyOrder(ALICE, BOB);
    }

    @Test
    void an_mxid_belongs_to_the_id_that_had_it_last_until_another_gets_it() {
        List<Account> both = List.of(Account.of(ALICE, AccountState.ACTIVE), Account.of(BOB, AccountState.ACTIVE));
        looked(both, Map.of("id1", ALICE, "id2", BOB), BEGIN);
        looked(both, Map.of("id2", BOB), BEGIN.plusSeconds(1));
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).isEqualTo(Map.of("id1", ALICE, "id2", BOB));
        looked(both, Map.of("id3", ALICE), BEGIN.plusSeconds(2));
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).isEqualTo(Map.of("id3", ALICE, "id2", BOB));
        looked(both, Map.of("id3", BOB, "id2", ALICE), BEGIN.plusSeconds(3));
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).isEqualTo(Map.of("id3", BOB, "id2", ALICE));
    }

    @Test
    void an_id_has_one_mxid_and_lets_the_one_before_go() {
        looked(List.of(), Map.of("id1", ALICE), BEGIN);
        looked(List.of(), Map.of("id1", BOB), BEGIN.plusSeconds(1));
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).isEqualTo(Map.of("id1", BOB));
    }

    @Test
    void who_is_claimed_by_several_is_known_and_belongs_to_nobody() {
        ledger.looked(RUN, List.of(), Map.of(), Map.of(), Set.of(ALICE), Set.of(ALICE), BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).known()).containsExactly(ALICE);
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).isEmpty();
    }

    @Test
    void a_name_that_was_relinked_belongs_to_the_new_id() {
        looked(List.of(), Map.of("id1", ALICE, "id2", BOB), BEGIN);
        ledger.relinked(RUN, "id2", ALICE, "Given.", BEGIN.plusSeconds(1));
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).isEqualTo(Map.of("id2", ALICE));
        assertThat(ledger.history(GROUPS, BEGIN).known()).containsExactlyInAnyOrder(ALICE, BOB);
    }

    @Test
    void only_absence_that_good_looks_have_watched_counts_and_it_ends_when_somebody_is_seen() {
        List<Account> both = List.of(Account.of(ALICE, AccountState.ACTIVE), Account.of(BOB, AccountState.LOCKED));
        good(both, Set.of(ALICE), BEGIN);
        assertThat(absent(BEGIN)).as("it begins with nothing").isEqualTo(Map.of(BOB, Duration.ZERO));
        good(both, Set.of(), BEGIN.plusSeconds(10));
        assertThat(absent(BEGIN.plusSeconds(10))).isEqualTo(Map.of(ALICE, Duration.ZERO, BOB, Duration.ofSeconds(10)));
        assertThat(absent(BEGIN.plusSeconds(15))).as("a plan counts the time up to its own look").isEqualTo(Map.of(ALICE, Duration.ofSeconds(5), BOB, Duration.ofSeconds(15)));
        looked(both, Map.of(), BEGIN.plusSeconds(20));
        assertThat(absent(BEGIN.plusSeconds(10))).as("a look that isn't trusted adds nothing").isEqualTo(Map.of(ALICE, Duration.ZERO, BOB, Duration.ofSeconds(10)));
        looked(both, Map.of("id1", BOB), BEGIN.plusSeconds(30));
        assertThat(absent(BEGIN.plusSeconds(10))).as("any look that sees somebody ends it").isEqualTo(Map.of(ALICE, Duration.ZERO));
        ledger.present(Set.of(ALICE));
        assertThat(absent(BEGIN.plusSeconds(10))).isEmpty();
    }

    @Test
    void a_clock_that_jumps_a_backup_and_a_month_without_a_run_are_no_month_of_absence() {
        List<Account> bob = List.of(Account.of(BOB, AccountState.LOCKED));
        good(bob, Set.of(), BEGIN);
        assertThat(absent(BEGIN.plus(Duration.ofDays(31)))).isEqualTo(Map.of(BOB, Duration.ofDays(3)));
        good(bob, Set.of(), BEGIN.plus(Duration.ofDays(31)));
        assertThat(absent(BEGIN.plus(Duration.ofDays(31)))).isEqualTo(Map.of(BOB, Duration.ofDays(3)));
        assertThat(absent(BEGIN)).as("set back again").isEqualTo(Map.of(BOB, Duration.ofDays(3)));
        good(bob, Set.of(), BEGIN);
        good(bob, Set.of(), BEGIN.plus(Duration.ofDays(1)));
        assertThat(absent(BEGIN.plus(Duration.ofDays(1)))).isEqualTo(Map.of(BOB, Duration.ofDays(4)));
    }

    @Test
    void somebody_who_is_closed_for_good_has_no_absence() {
        good(List.of(Account.of(ALICE, AccountState.LOCKED)), Set.of(), BEGIN);
        good(List.of(Account.of(ALICE, AccountState.DEACTIVATED)), Set.of(), BEGIN.plusSeconds(1));
        assertThat(absent(BEGIN.plusSeconds(1))).isEmpty();
    }

    @Test
    void the_last_good_look_is_remembered_whole() {
        assertThat(ledger.looks().lastGood()).isEmpty();
        Census census = new Census(List.of("g1", "g2"), Map.of("", new Headcount(7, 6), "ldap-1", new Headcount(3, 2)));
        ledger.looks().good(census, List.of(), Set.of(), BEGIN);
        assertThat(ledger.looks().lastGood()).contains(census);
        Census smaller = new Census(List.of("g1"), Map.of("", new Headcount(2, 2)));
        ledger.looks().accepted(smaller);
        assertThat(ledger.looks().lastGood()).contains(smaller);
    }

    @Test
    void an_account_that_is_made_when_another_bears_the_name_was_never_the_one_befores() {
        ledger.looked(RUN, List.of(), Map.of("id1", ALICE), Map.of("id1", new DirectoryEntry("ldap-1", Optional.empty())), Set.of(ALICE), Set.of(ALICE), BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).isEmpty();
        assertThat(ledger.history(GROUPS, BEGIN).entries()).as("a witness of the directory all the same").containsOnlyKeys("id1");
        looked(List.of(), Map.of("id1", ALICE), BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).isEqualTo(Map.of("id1", ALICE));
        looked(List.of(Account.of(ALICE, AccountState.ACTIVE)), Map.of(), BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).belongs()).as("whoever leaves keeps it").isEqualTo(Map.of("id1", ALICE));
    }

    @Test
    void where_the_people_of_a_directory_come_from_is_remembered_until_their_account_is_anothers() {
        DirectoryEntry entry = new DirectoryEntry("ldap-1", Optional.of("uuid-1"));
        ledger.looked(RUN, List.of(), Map.of("id1", ALICE), Map.of("id1", entry, "id9", entry), Set.of(ALICE), Set.of(ALICE), BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).entries()).isEqualTo(Map.of("id1", entry));
        ledger.relinked(RUN, "id1", ALICE, "It is hers.", BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).entries()).isEmpty();
    }

    @Test
    void who_is_one_of_keycloaks_own_by_now_comes_from_no_directory_any_more() {
        ledger.looked(RUN, List.of(), Map.of("id1", ALICE), Map.of("id1", new DirectoryEntry("ldap-1", Optional.of("uuid-1"))), Set.of(ALICE), Set.of(ALICE), BEGIN);
        ledger.looked(RUN, List.of(), Map.of("id9", BOB), Map.of(), Set.of(BOB), Set.of(BOB), BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).entries()).as("whoever is missing keeps it").containsOnlyKeys("id1");
        ledger.looked(RUN, List.of(), Map.of("id1", ALICE), Map.of(), Set.of(ALICE), Set.of(ALICE), BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).entries()).isEmpty();
    }

    @Test
    void trust_is_a_persons_and_in_the_groups_of_the_last_run_alone() {
        ledger.runPassed(RUN, Entries.plan(List.of(), List.of()), GROUPS, false, BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).trusted()).as("a run that had nothing to do earns none").isFalse();
        ledger.runPassed(RUN, Entries.plan(List.of(), List.of()), GROUPS, true, BEGIN);
        ledger.runPassed(RUN, Entries.plan(List.of(), List.of()), GROUPS, false, BEGIN);
        assertThat(ledger.history(GROUPS, BEGIN).trusted()).as("it stays").isTrue();
        ledger.runPassed(RUN, Entries.plan(List.of(), List.of()), List.of("g1"), false, BEGIN);
        assertThat(ledger.history(List.of("g1"), BEGIN).trusted()).isFalse();
        assertThat(ledger.history(GROUPS, BEGIN).trusted()).as("ten days ago it was").isFalse();
    }

    @Test
    void only_the_very_groups_of_a_run_that_passed_are_trusted() {
        ledger.runPassed(RUN, Entries.plan(List.of(), List.of()), GROUPS, true, BEGIN);
        ledger.runEnded(RUN, "done", "", BEGIN.plusSeconds(1));
        assertThat(ledger.history(GROUPS, BEGIN).trusted()).isTrue();
        assertThat(ledger.history(List.of("g1"), BEGIN).trusted()).isFalse();
        assertThat(ledger.history(List.of("g1", "g2", "g3"), BEGIN).trusted()).isFalse();
    }

    @Test
    void a_run_that_ended_without_passing_the_guard_earns_no_trust() {
        ledger.runEnded(RUN, "held", "", BEGIN.plusSeconds(1));
        assertThat(ledger.history(GROUPS, BEGIN).trusted()).isFalse();
    }

    @Test
    void a_ledger_belongs_to_one_server_and_realm() {
        ledger.requireOwner("example.org", "corp");
        assertThatCode(() -> ledger.requireOwner("example.org", "corp")).doesNotThrowAnyException();
        assertThatThrownBy(() -> ledger.requireOwner("other.org", "corp")).isInstanceOf(SetupException.class)
                .hasMessage("The ledger '" + file() + "' belongs to the server name 'example.org', not to 'other.org'. Nothing was changed."
                        + " Give each installation its own lockstep.state-dir.");
        assertThatThrownBy(() -> ledger.requireOwner("example.org", "lab")).isInstanceOf(SetupException.class).hasMessageContaining("belongs to the realm 'corp', not to 'lab'");
        assertThatCode(() -> ledger.requireOwner("example.org", "corp")).doesNotThrowAnyException();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void only_its_owner_can_read_it() throws IOException {
        began(ALICE, LOCK, BEGIN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwx------");
        for (String name : List.of("lockstep.db", "lockstep.db-wal", "lockstep.db-shm")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)))).as(name).isEqualTo("rw-------");
        }
    }

    @Test
    void it_survives_being_opened_again() {
        done(ALICE, LOCK, BEGIN);
        began(BOB, DEACTIVATE, BEGIN);
        ledger.runPassed(RUN, Entries.plan(List.of(), List.of()), GROUPS, true, BEGIN);
        History before = ledger.history(GROUPS, BEGIN);
        ledger.close();
        ledger = Ledger.open(folder);
        assertThat(ledger.history(GROUPS, BEGIN)).isEqualTo(before);
        assertThat(began(ALICE, ACTIVATE, BEGIN)).isGreaterThan(2);
    }

    @Test
    void a_ledger_of_a_newer_version_is_refused_and_kept() throws Exception {
        done(ALICE, LOCK, BEGIN);
        ledger.close();
        sql("pragma user_version = 99");
        assertThatThrownBy(() -> Ledger.open(folder)).isInstanceOf(SetupException.class).hasMessageContaining("'" + file() + "'").hasMessageContaining("newer Lockstep")
                .hasMessageContaining("99").hasMessageContaining("Nothing was changed");
        sql("pragma user_version = " + Schema.MIGRATIONS.size());
        ledger = Ledger.open(folder);
        assertThat(of(ALICE).standing()).isEqualTo(Standing.DONE);
    }

    @Test
    void a_file_that_is_no_database_is_refused() throws IOException {
        ledger.close();
        Files.write(file(), "This is no database, and longer than the head of one. ".repeat(100).getBytes());
        assertThatThrownBy(() -> Ledger.open(folder)).isInstanceOf(SetupException.class).hasMessageContaining("'" + file() + "' can't be used").hasMessageContaining("backup")
                .hasMessageContaining("Nothing was changed");
        assertThat(Files.readString(file())).startsWith("This is no database");
    }

    @Test
    void a_database_that_is_damaged_inside_is_refused_when_it_is_opened() throws IOException {
        ledger.close();
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[3000]), 100);
        }
        assertThatThrownBy(() -> Ledger.open(folder).close()).isInstanceOf(SetupException.class).hasMessageContaining("backup");
    }

    @Test
    void a_database_of_somebody_else_is_refused() throws Exception {
        ledger.close();
        Files.delete(file());
        sql("create table runs (something text)");
        assertThatThrownBy(() -> Ledger.open(folder).close()).isInstanceOf(SetupException.class).hasMessageContaining("'" + file() + "'");
    }

    @Test
    void a_folder_in_its_place_or_a_file_in_the_folders_place_is_refused() throws IOException {
        Files.createDirectories(temporary.resolve("a").resolve("lockstep.db"));
        assertThatThrownBy(() -> Ledger.open(temporary.resolve("a"))).isInstanceOf(SetupException.class).hasMessageContaining("Nothing was changed");
        Path plain = Files.writeString(temporary.resolve("plain"), "");
        assertThatThrownBy(() -> Ledger.open(plain.resolve("state"))).isInstanceOf(SetupException.class).hasMessageContaining("lockstep.state-dir");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_folder_that_can_not_be_written_is_refused() throws IOException {
        Path readOnly = Files.createDirectory(temporary.resolve("read-only"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        assumeThat(Files.isWritable(readOnly)).as("root ignores modes").isFalse();
        assertThatThrownBy(() -> Ledger.open(readOnly)).isInstanceOf(SetupException.class).hasMessageContaining("writable").hasMessageContaining("lockstep.state-dir");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_file_that_can_not_be_written_is_refused() throws IOException {
        ledger.close();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--------"));
        assumeThat(Files.isWritable(file())).as("root ignores modes").isFalse();
        assertThatThrownBy(() -> Ledger.open(folder).requireOwner("example.org", "corp")).isInstanceOfAny(SetupException.class, LedgerException.class)
                .hasMessageContaining("'" + file() + "'");
    }

    @Test
    void two_threads_write_at_once() throws Exception {
        atOnce(thread -> {
            for (int i = 0; i < 50; i++) {
                done(Mxid.parse("@u" + thread + "-" + i + ":h"), LOCK, BEGIN);
            }
        });
        assertThat(ledger.history(GROUPS, BEGIN).accounts().values()).hasSize(100).allMatch(history -> history.standing() == Standing.DONE);
    }

    /** As when a plan is made beside a run: two processes have it open, and one writes while the other is between reading and writing. */
    @Test
    void what_another_process_writes_meanwhile_stops_nobody() throws Exception {
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (Ledger other = Ledger.open(folder)) {
            List<Future<?>> written = new ArrayList<>();
            AbstractList<Account> accounts = new AbstractList<>() {
                @Override
                public Account get(int index) {
                    written.add(beside.submit(() -> other.requireOwner("example.org", "corp")));
                    try {
                        written.get(0).get(300, TimeUnit.MILLISECONDS);
                    } catch (TimeoutException e) {
                        // It waits for its turn.
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                    return Account.of(ALICE, AccountState.ACTIVE);
                }

                @Override
                public int size() {
                    return 1;
                }
            };
            looked(accounts, Map.of("id1", BOB), BEGIN);
            written.get(0).get(10, TimeUnit.SECONDS);
        } finally {
            beside.shutdownNow();
        }
        assertThat(ledger.history(GROUPS, BEGIN).known()).containsExactly(BOB);
    }

    @Test
    void two_that_open_a_new_ledger_at_once_both_get_it() throws Exception {
        for (int i = 0; i < 15; i++) {
            Path fresh = temporary.resolve("fresh" + i);
            CyclicBarrier barrier = new CyclicBarrier(2);
            atOnce(thread -> {
                barrier.await(5, TimeUnit.SECONDS);
                Ledger.open(fresh).close();
            });
        }
    }

    @Test
    void an_action_that_began_survives_the_process_being_killed() throws Exception {
        Path killed = temporary.resolve("killed");
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), LedgerTest.class.getName(), killed.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertThat(child.inputReader().readLine()).isEqualTo("begun");
        } finally {
            child.destroyForcibly().waitFor();
        }
        try (Ledger after = Ledger.open(killed)) {
            Map<Mxid, AccountHistory> accounts = after.history(GROUPS, BEGIN).accounts();
            assertThat(accounts.get(ALICE).standing()).isEqualTo(Standing.DONE);
            assertThat(accounts.get(BOB)).isEqualTo(new AccountHistory(DEACTIVATE, Standing.UNFINISHED, BEGIN, Optional.empty()));
        }
    }

    @Test
    void the_state_folder_is_the_settings_or_the_one_for_state_and_never_here() {
        Path home = Path.of(System.getProperty("user.home"), ".local", "state", "lockstep");
        assertThat(StateFolder.of(GivenSettings.in(Map.of("XDG_STATE_HOME", "/x"), "lockstep.state-dir", "/var/lib/lockstep"))).isEqualTo(Path.of("/var/lib/lockstep"));
        assertThat(StateFolder.of(GivenSettings.in(Map.of("XDG_STATE_HOME", "/x")))).isEqualTo(Path.of("/x/lockstep"));
        assertThat(StateFolder.of(GivenSettings.in(Map.of("XDG_STATE_HOME", "relative")))).isEqualTo(home);
        assertThat(StateFolder.of(GivenSettings.of())).isEqualTo(home);
        for (String empty : List.of("", "relative", "~", "?")) {
            assertThat(StateFolder.of(GivenSettings.in(Map.of("HOME", empty, "XDG_STATE_HOME", empty)))).isEqualTo(home);
        }
        assertThat(StateFolder.of(GivenSettings.in(Map.of("HOME", "/home/anna")))).isEqualTo(Path.of("/home/anna/.local/state/lockstep"));
        assertThat(StateFolder.of(GivenSettings.in(Map.of("HOME", "/home/anna", "XDG_STATE_HOME", "/x")))).isEqualTo(Path.of("/x/lockstep"));
    }

    @Test
    void whoever_has_no_home_folder_is_told_to_name_a_place() {
        for (String unknown : List.of("?", "", "~")) {
            assertThatThrownBy(() -> StateFolder.of(GivenSettings.of(), unknown)).isInstanceOf(SetupException.class).hasMessageContaining("HOME is not set").hasMessageContaining("Nothing was changed")
                    .hasMessageContaining("Set lockstep.state-dir");
            assertThatThrownBy(() -> StateFolder.of(GivenSettings.in(Map.of("HOME", "relative")), unknown)).hasMessageContaining("HOME is 'relative'");
            assertThat(StateFolder.of(GivenSettings.in(Map.of("HOME", "/h")), unknown)).isEqualTo(Path.of("/h/.local/state/lockstep"));
        }
    }

    /** The process that is killed between the beginning and the end of an action. */
    public static void main(String[] arguments) throws InterruptedException {
        Ledger ledger = Ledger.open(Path.of(arguments[0]));
        ledger.runBegan(RUN, BEGIN);
        ledger.actionDone(RUN, decision(ALICE, LOCK), ledger.actionBegan(RUN, decision(ALICE, LOCK), false, BEGIN), 1, BEGIN);
        ledger.actionBegan(RUN, decision(BOB, DEACTIVATE), false, BEGIN);
        System.out.println("begun");
        System.out.flush();
        Thread.sleep(30_000);
    }

    private interface Part {
        void of(int thread) throws Exception;
    }

    private static void atOnce(Part part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int thread = i;
                parts.add(threads.submit(() -> {
                    part.of(thread);
                    return null;
                }));
            }
            for (Future<?> each : parts) {
                each.get(20, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Path file() {
        return folder.resolve("lockstep.db");
    }

    private AccountHistory of(Mxid mxid) {
        return ledger.history(GROUPS, BEGIN).accounts().get(mxid);
    }

    /** Everybody in the group has an account of their own. */
    private void looked(List<Account> accounts, Map<String, Mxid> members, Instant when) {
        List<Account> all = new ArrayList<>(accounts);
        members.values().stream().filter(mxid -> accounts.stream().noneMatch(account -> account.mxid().equals(mxid))).forEach(mxid -> all.add(Account.of(mxid, AccountState.ACTIVE)));
        ledger.looked(RUN, all, members, Map.of(), Set.copyOf(members.values()), Set.copyOf(members.values()), when);
    }

    private void good(List<Account> accounts, Set<Mxid> present, Instant when) {
        ledger.looks().good(new Census(GROUPS, Map.of("", new Headcount(present.size(), present.size()))), accounts, present, when);
    }

    private Map<Mxid, Duration> absent(Instant now) {
        return ledger.history(GROUPS, now).absent();
    }

    private long began(Mxid mxid, AccountAction action, Instant when) {
        return ledger.actionBegan(RUN, decision(mxid, action), false, when);
    }

    private void done(Mxid mxid, AccountAction action, Instant when) {
        ended(mxid, action, Ledger.DONE, false, when);
    }

    private void ended(Mxid mxid, AccountAction action, String outcome, boolean maybeChanged, Instant when) {
        Entries.ended(ledger, RUN, decision(mxid, action), began(mxid, action, when), outcome, maybeChanged, when.plusSeconds(1));
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file()); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

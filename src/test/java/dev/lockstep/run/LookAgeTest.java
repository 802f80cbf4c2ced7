package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.account.PersonPage.Found;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.MemoryLedger;
import dev.lockstep.mas.MasCommand;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.History;
import dev.lockstep.plan.Inquiries;
import dev.lockstep.plan.Look;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlanner;
import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing begins on an old look where nobody can be asked for. */
class LookAgeTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // seconds by the wall's clock, by the monotonic one -> too old
        "0, 0, false", "300, 300, false", "301, 301, true",
        // a machine that was suspended, a clock that was set back, and one that was set forward
        "86400, 1, true", "-3600, 301, true", "-3600, 10, false", "3600, 10, true"
    })
    void a_look_is_old_by_either_clock(long wall, long monotonic, boolean old) {
        LookAge age = LookAge.of(time(0, 0));
        assertThat(age.isTooOld(time(wall, monotonic))).isEqualTo(old);
    }

    @Test
    void what_rests_on_the_look_alone_is_left_to_the_next_run_once_it_is_old() {
        // Names are no usernames, so nobody is known to ask for.
        SyncRun run = run("email-localpart");
        Decision closing = decision(AccountAction.DEACTIVATE, Rule.LEFT_GROUP);
        assertThat(people(200).question(run, action(closing))).isEmpty();
        assertThatThrownBy(() -> people(301).question(run, action(closing))).isInstanceOf(HaltedException.class).hasMessageContaining("more than 5 minutes old")
                .extracting(failure -> ((HaltedException) failure).outcome()).isEqualTo(Ledger.NOT_BEGUN);
        assertThatThrownBy(() -> people(301).question(run, action(decision(AccountAction.ACTIVATE, Rule.MEMBER_RETURNS)))).as("nobody is let in on an old look either").isInstanceOf(HaltedException.class);
    }

    @Test
    void whoever_can_be_asked_for_is_and_a_missing_right_makes_the_look_count() {
        SyncRun run = run("username");
        Decision closing = decision(AccountAction.DEACTIVATE, Rule.LEFT_GROUP);
        assertThat(people(86_400).question(run, action(closing)).orElseThrow().username()).contains("carl");
        people(200).judge(run, action(closing), PersonPage.notAllowed());
        assertThatThrownBy(() -> people(301).judge(run, action(closing), PersonPage.notAllowed())).isInstanceOf(HaltedException.class);
        people(86_400).judge(run, action(closing), PersonPage.nobody());
    }

    @Test
    void once_a_directory_is_down_nobody_further_is_asked_for() {
        SyncRun run = run("username");
        Decision closing = decision(AccountAction.DEACTIVATE, Rule.LEFT_GROUP);
        assertThatThrownBy(() -> people(1).judge(run, action(closing), PersonPage.down("ldap"))).extracting(failure -> ((HaltedException) failure).outcome()).isEqualTo(Ledger.HELD);
        assertThatThrownBy(() -> people(1).question(run, action(closing))).extracting(failure -> ((HaltedException) failure).outcome()).isEqualTo(Ledger.HELD);
    }

    @Test
    void a_persons_word_settles_a_doubt_and_shuts_no_member_out() {
        SyncRun run = run("username");
        Decision closing = decision(AccountAction.DEACTIVATE, Rule.LEFT_GROUP);
        PersonPage silent = new PersonPage(Found.SOMEBODY, true, false, Directory.SILENT_HERE, Optional.empty());
        assertThatThrownBy(() -> people(1).judge(run, action(closing), silent)).extracting(failure -> ((HaltedException) failure).outcome()).isEqualTo(Ledger.HELD);
        run.settled(Set.of(closing.mxid()));
        people(1).judge(run, action(closing), silent);
        assertThatThrownBy(() -> people(1).judge(run, action(closing), new PersonPage(Found.SOMEBODY, true, true, Directory.NONE, Optional.empty())))
                .extracting(failure -> ((HaltedException) failure).outcome()).isEqualTo(Ledger.LEFT_ALONE);
    }

    @Test
    void a_further_call_is_not_made_when_the_machine_stood_still_after_the_one_before(@TempDir Path folder) {
        SyncRun run = run("username");
        AtomicLong seconds = new AtomicLong();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        try (RunLock lock = RunLock.take(folder, "test"); Ledger ledger = MemoryLedger.open()) {
            run.holding(lock);
            ActionSteps steps = new ActionSteps(new SyncSteps(settings(), new Time(clock, () -> Duration.ofSeconds(seconds.get()).toNanos()), ledger), new MasCommand(settings()));
            ActionRun action = steps.begin(run, decision(AccountAction.LOCK, Rule.LEFT_GROUP));
            assertThat(steps.attempt(run, action, false)).hasSize(2);
            steps.accepted(action);
            // One call may take lockstep.mas.timeout, which is 30 s.
            seconds.set(330);
            assertThatCode(() -> steps.goOn(run, action)).doesNotThrowAnyException();
            seconds.set(331);
            assertThatThrownBy(() -> steps.goOn(run, action)).isInstanceOf(HaltedException.class).hasMessageContaining("may no longer be true");
        }
    }

    private static SyncRun run(String mapping) {
        SyncRun run = new SyncRun("test", true);
        Look look = new Look(new Members(List.of(new Member("id", "anna", Optional.of("anna"), true)), List.of("g")),
                new Accounts(List.of(Account.of(Mxid.parse("@carl:hs"), AccountState.ACTIVE)), Mxid.parse("@admin:hs")), Administrators.of(Set.of()));
        run.looked(look, LookAge.of(time(0, 0)));
        History history = History.none(NOW);
        MxidMapping names = new MxidMapping(mapping, "hs");
        SyncPlanner planner = new SyncPlanner(names, Policies.planner(settings()));
        run.situation(new Situation(history, planner.people(look.members().all(), look, history), new Inquiries(planner, names, look, history), look.members()));
        return run;
    }

    private static PersonSteps people(long seconds) {
        return new PersonSteps(settings(), time(seconds, seconds));
    }

    private static Settings settings() {
        return GivenSettings.of("lockstep.keycloak.url", "http://127.0.0.1:1", "lockstep.keycloak.realm", "corp", "lockstep.keycloak.group", "/chat", "lockstep.keycloak.client-id", "lockstep",
                "lockstep.keycloak.client-secret", "client-sesame", "lockstep.matrix.url", "http://127.0.0.1:1", "lockstep.matrix.token", "token-sesame");
    }

    private static ActionRun action(Decision decision) {
        return new ActionRun(decision, 1, "run", process -> { });
    }

    private static Decision decision(AccountAction action, Rule rule) {
        return new Decision(Mxid.parse("@carl:hs"), action.closes() ? Decision.Person.NOT_IN_GROUP : Decision.Person.IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.of(action), rule);
    }

    private static Time time(long wall, long monotonic) {
        return new Time(Clock.fixed(NOW.plusSeconds(wall), ZoneOffset.UTC), () -> Duration.ofSeconds(monotonic).toNanos());
    }
}

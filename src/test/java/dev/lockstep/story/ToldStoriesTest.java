package dev.lockstep.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.run.DrivenLockstep;
import dev.lockstep.sandbox.Realm.Home;
import dev.lockstep.story.Step.Life;
import dev.lockstep.story.Step.Life.What;
import dev.lockstep.story.Step.Passes;
import dev.lockstep.story.Step.Runs;
import dev.lockstep.story.Town.Interruption;
import dev.lockstep.story.Town.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stories that chance seldom tells. */
class ToldStoriesTest {

    private static final Setup WITH_GRACE = new Setup(List.of(Home.KEYCLOAK, Home.KEYCLOAK, Home.KEYCLOAK), "deactivate", "4d", "any", "lock", "carry-out");
    private static final Step SYNC = new Runs(Run.SYNC, Optional.empty());
    /** The third beat of a run that closes somebody, after those of both looks. */
    private static final int QUESTION = 2;
    /** Two later, after the one before the guard. */
    private static final int ACTION = 4;

    @TempDir
    private Path folder;

    @Test
    void whom_only_their_page_showed_in_the_group_has_a_grace_again() {
        List<Lockstep.Ended> runs = tell(SYNC, new Life(0, What.LEAVES), SYNC, new Passes(Duration.ofDays(2)), SYNC, new Passes(Duration.ofDays(2)),
                new Runs(Run.SYNC, Optional.of(new Interruption(QUESTION, Optional.of(new Life(0, What.JOINS))))), new Life(0, What.LEAVES), new Passes(Duration.ofMinutes(15)), SYNC);
        assertThat(actions(runs)).containsExactly(AccountAction.LOCK);
    }

    @Test
    void and_who_was_shown_there_right_before_the_action_too() {
        List<Lockstep.Ended> runs = tell(SYNC, new Life(0, What.LEAVES), SYNC, new Passes(Duration.ofDays(2)), SYNC, new Passes(Duration.ofDays(2)),
                new Runs(Run.SYNC, Optional.of(new Interruption(ACTION, Optional.of(new Life(0, What.JOINS))))), new Life(0, What.LEAVES), new Passes(Duration.ofMinutes(15)), SYNC);
        assertThat(actions(runs.subList(0, runs.size() - 1))).as("it was to begin").containsExactly(AccountAction.LOCK, AccountAction.DEACTIVATE);
        assertThat(runs.get(runs.size() - 1).released()).isEmpty();
    }

    @Test
    void and_without_that_it_is_over() {
        List<Lockstep.Ended> runs = tell(SYNC, new Life(0, What.LEAVES), SYNC, new Passes(Duration.ofDays(2)), SYNC, new Passes(Duration.ofDays(2)), SYNC);
        assertThat(actions(runs)).containsExactly(AccountAction.LOCK, AccountAction.DEACTIVATE);
    }

    @Test
    void who_applied_a_plan_of_which_nothing_was_doubtful_has_settled_nothing_that_is_doubtful_when_it_begins() {
        Setup setup = new Setup(List.of(Home.LIVE_ON, Home.LIVE_ON, Home.KEYCLOAK), "deactivate", Setup.NO_GRACE, "any", "lock", "hold");
        Step down = new Step.Directory(Home.LIVE_ON, Step.Directory.What.GOES_DOWN);
        List<Lockstep.Ended> runs = tell(setup, SYNC, new Life(0, What.LEAVES), SYNC, new Runs(Run.APPLY, Optional.of(new Interruption(ACTION, Optional.of(down)))));
        assertThat(runs).extracting(Lockstep.Ended::exit).containsExactly("done", "held", "held");
        assertThat(actions(runs)).as("it was to begin").containsExactly(AccountAction.DEACTIVATE);
    }

    @Test
    void an_account_that_was_made_when_the_one_before_of_its_name_was_gone_is_not_theirs() {
        Setup setup = new Setup(List.of(Home.KEYCLOAK, Home.KEYCLOAK, Home.KEYCLOAK), "deactivate", Setup.NO_GRACE, "any", "lock", "carry-out");
        List<Lockstep.Ended> runs = tell(setup, new Life(0, What.IS_RENAMED), SYNC, new Life(0, What.IS_FOLLOWED_BY_A_NAMESAKE), new Life(3, What.SIGNS_IN), SYNC);
        assertThat(runs.get(1).released()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Home.class, names = {"LIVE_ON", "LIVE_OFF"})
    void the_last_one_of_a_directory_closes_when_they_are_deleted_as_those_before_were(Home home) {
        Setup setup = new Setup(List.of(home, home, home, Home.KEYCLOAK, Home.KEYCLOAK), "deactivate", Setup.NO_GRACE, "any", "lock", "carry-out");
        Step day = new Passes(Duration.ofHours(25));
        List<Lockstep.Ended> runs = tell(setup, SYNC, new Life(0, What.IS_DELETED), SYNC, day, new Life(1, What.IS_DELETED), SYNC, day, new Life(2, What.IS_DELETED), SYNC);
        assertThat(runs).extracting(Lockstep.Ended::sentence).containsOnly("");
        assertThat(actions(runs)).containsExactly(AccountAction.DEACTIVATE, AccountAction.DEACTIVATE, AccountAction.DEACTIVATE);
    }

    private List<Lockstep.Ended> tell(Step... steps) {
        return tell(WITH_GRACE, steps);
    }

    private List<Lockstep.Ended> tell(Setup setup, Step... steps) {
        return new Story(setup, List.of(steps)).play(DrivenLockstep::new, folder.toString());
    }

    private static List<AccountAction> actions(List<Lockstep.Ended> runs) {
        return runs.stream().flatMap(run -> run.released().stream()).map(decision -> decision.action().orElseThrow()).toList();
    }
}

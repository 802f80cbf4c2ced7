package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlingTest {

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Mxid CARL = Mxid.parse("@carl:h");
    private static final Mxid DORA = Mxid.parse("@dora:h");
    private static final Mxid EMIL = Mxid.parse("@emil:h");

    private Instant now = START;

    @Test
    void without_anything_to_wait_for_it_is_over_and_says_nothing() {
        Settling wait = new Settling(Map.of(), Duration.ofMinutes(5), now);

        assertThat(wait.goesOn()).isFalse();
        assertThat(wait.allShown()).isTrue();
        assertThat(wait.sentence()).isEmpty();
    }

    @Test
    void each_is_looked_at_once_a_round_and_no_more_when_it_shows() {
        Settling wait = three(Duration.ofMinutes(5));
        assertThat(wait.due(now)).isTrue();

        look(wait, AccountState.DEACTIVATED, AccountState.ACTIVE, AccountState.DEACTIVATED);

        assertThat(wait.headway()).isEqualTo(Headway.of(Headway.Part.SHOWN, 1, 3));
        assertThat(wait.shows(CARL)).isTrue();
        assertThat(wait.shows(DORA)).isFalse();
        assertThat(wait.shows(Mxid.parse("@other:h"))).isFalse();
        assertThat(wait.goesOn()).isTrue();
        assertThat(wait.due(now)).as("a pause").isFalse();
        assertThat(wait.next()).isEqualTo(DORA);

        look(wait, AccountState.LOCKED, AccountState.ACTIVE);

        assertThat(wait.goesOn()).isFalse();
        assertThat(wait.allShown()).isTrue();
        assertThat(wait.sentence()).contains("All 3 actions show in Synapse.");
    }

    @Test
    void the_pauses_grow_from_one_second_to_ten_and_the_last_look_is_when_the_time_is_over() {
        Settling wait = new Settling(Map.of(CARL, AccountAction.DEACTIVATE), Duration.ofSeconds(40), now);
        List<Long> looks = new ArrayList<>();
        while (wait.goesOn()) {
            if (wait.due(now)) {
                looks.add(Duration.between(START, now).toSeconds());
                wait.looked(AccountState.ACTIVE, now);
            }
            now = now.plusSeconds(1);
        }

        assertThat(looks).containsExactly(0L, 1L, 3L, 7L, 15L, 25L, 35L, 40L);
        assertThat(wait.sentence()).contains("The action does not show in Synapse after 40s (lockstep.settle-time): MAS's worker probably stands still, or Synapse doesn't answer it: look at MAS's log."
                + " The next runs wait for it; plans with further actions are held.");
    }

    @Test
    void no_time_at_all_is_one_look_at_each() {
        Settling wait = three(Duration.ZERO);

        look(wait, AccountState.ACTIVE, AccountState.ACTIVE, AccountState.DEACTIVATED);

        assertThat(wait.goesOn()).isFalse();
        assertThat(wait.sentence().orElseThrow()).startsWith("3 of 3 actions do not show in Synapse after 0s (lockstep.settle-time)");
    }

    @Test
    void a_look_that_fails_ends_the_round_and_the_others_come_first_in_the_next() {
        Settling wait = three(Duration.ofMinutes(5));

        assertThat(wait.failed("Synapse answered 500.", now)).as("the first time").isTrue();

        assertThat(wait.due(now)).isFalse();
        assertThat(wait.next()).isEqualTo(DORA);
        look(wait, AccountState.LOCKED, AccountState.ACTIVE);
        assertThat(wait.next()).isEqualTo(CARL);
        assertThat(wait.failed("Synapse answered 500.", now)).isFalse();
        assertThat(wait.headway()).isEqualTo(Headway.of(Headway.Part.SHOWN, 2, 3));
    }

    @Test
    void what_could_not_be_looked_at_until_the_end_is_not_put_down_to_mas() {
        Settling wait = three(Duration.ofMinutes(5));
        look(wait, AccountState.DEACTIVATED, AccountState.ACTIVE, AccountState.DEACTIVATED);
        now = now.plus(Duration.ofMinutes(5));

        wait.failed("Synapse answered 500.", now);

        assertThat(wait.goesOn()).isFalse();
        assertThat(wait.allShown()).isFalse();
        assertThat(wait.sentence()).contains("2 of 3 actions do not show in Synapse after 5m (lockstep.settle-time): the last look failed. Synapse answered 500."
                + " The next runs wait for them; plans with further actions are held.");
    }

    @Test
    void a_stop_ends_it_and_is_told_only_where_something_is_missing() {
        Settling wait = three(Duration.ofMinutes(5));
        look(wait, AccountState.DEACTIVATED, AccountState.LOCKED, AccountState.DEACTIVATED);

        wait.stop();

        assertThat(wait.goesOn()).isFalse();
        assertThat(wait.sentence()).contains("1 of 3 actions does not show in Synapse yet, and Lockstep is stopping. The next run looks again.");
        Settling shown = new Settling(Map.of(CARL, AccountAction.DEACTIVATE), Duration.ofMinutes(5), now);
        look(shown, AccountState.ERASED);
        shown.stop();
        assertThat(shown.sentence()).contains("The action shows in Synapse.");
    }

    private Settling three(Duration limit) {
        Map<Mxid, AccountAction> actions = new LinkedHashMap<>();
        actions.put(CARL, AccountAction.DEACTIVATE);
        actions.put(DORA, AccountAction.LOCK);
        actions.put(EMIL, AccountAction.ACTIVATE);
        return new Settling(actions, limit, now);
    }

    private void look(Settling wait, AccountState... states) {
        for (AccountState state : states) {
            wait.looked(state, now);
        }
    }
}

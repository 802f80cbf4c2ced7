package dev.lockstep.mas;

import static dev.lockstep.account.AccountAction.ACTIVATE;
import static dev.lockstep.account.AccountAction.DEACTIVATE;
import static dev.lockstep.account.AccountAction.LOCK;
import static dev.lockstep.account.AccountState.ACTIVE;
import static dev.lockstep.account.AccountState.DEACTIVATED;
import static dev.lockstep.account.AccountState.LOCKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.settings.GivenSettings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MasCommandTest {

    private static final Mxid ALICE = Mxid.parse("@alice:example.org");
    private static final List<String> LOCK_USER = List.of("manage", "lock-user", "--", "alice");
    private static final List<String> CLOSE_USER = List.of("manage", "lock-user", "--deactivate", "--", "alice");
    private static final List<String> KILL_SESSIONS = List.of("manage", "kill-sessions", "--", "alice");
    private static final List<String> UNLOCK_USER = List.of("manage", "unlock-user", "--", "alice");
    private static final List<String> REACTIVATE_USER = List.of("manage", "unlock-user", "--reactivate", "--", "alice");
    private static final AccountState UNCERTAIN = null;

    static Stream<Arguments> every_action_in_every_state() {
        return Stream.of("end", "keep").flatMap(sessions -> Stream.of(ACTIVE, LOCKED, DEACTIVATED, UNCERTAIN).flatMap(state -> Stream.of(true, false).flatMap(keeps -> Stream.of(
                Arguments.of(DEACTIVATE, state, sessions, keeps, List.of(CLOSE_USER, KILL_SESSIONS)),
                Arguments.of(LOCK, state, sessions, keeps, sessions.equals("end") && !keeps ? List.of(LOCK_USER, KILL_SESSIONS) : List.of(LOCK_USER)),
                Arguments.of(ACTIVATE, state, sessions, keeps, state == LOCKED ? List.of(UNLOCK_USER) : List.of(UNLOCK_USER, REACTIVATE_USER))))));
    }

    @ParameterizedTest(name = "{0} of an account that is {1}, lock-sessions={2}, sessions kept for a doubt: {3}")
    @MethodSource("every_action_in_every_state")
    void an_action_is_these_calls(AccountAction action, AccountState state, String sessions, boolean keeps, List<List<String>> calls) {
        MasCommand command = new MasCommand(GivenSettings.of("lockstep.lock-sessions", sessions));
        assertThat(command.calls(action, Optional.ofNullable(state), ALICE, keeps)).isEqualTo(calls);
    }

    @Test
    void the_config_file_comes_first_wherever_a_database_is_asked() {
        MasCommand command = new MasCommand(GivenSettings.of("lockstep.mas.config", "/etc/lock step/mas.yaml"));
        List<List<String>> calls = Stream.of(AccountAction.values()).flatMap(action -> command.calls(action, Optional.empty(), ALICE, false).stream()).toList();
        assertThat(calls).isNotEmpty().allSatisfy(call -> assertThat(call.subList(0, 3)).containsExactly("--config", "/etc/lock step/mas.yaml", "manage"));
        assertThat(command.listAdministrators()).containsExactly("--config", "/etc/lock step/mas.yaml", "manage", "list-admin-users");
        assertThat(command.preflight(ALICE)).containsExactly("--config", "/etc/lock step/mas.yaml", "manage", "kill-sessions", "--dry-run", "--", "alice");
    }

    @Test
    void the_version_needs_no_config_file() {
        assertThat(new MasCommand(GivenSettings.of("lockstep.mas.config", "/etc/mas.yaml")).version()).containsExactly("--version");
    }

    @Test
    void nothing_is_ever_erased_and_no_session_ended_by_an_activation() {
        MasCommand command = new MasCommand(GivenSettings.of());
        assertThat(Stream.of(AccountAction.values()).flatMap(action -> command.calls(action, Optional.empty(), ALICE, false).stream()).flatMap(List::stream))
                .noneMatch(word -> word.contains("erase"));
        assertThat(command.calls(ACTIVATE, Optional.empty(), ALICE, false)).doesNotContain(KILL_SESSIONS);
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_name_is_the_single_argument_behind_two_dashes(String name) {
        MasCommand command = new MasCommand(GivenSettings.of());
        for (AccountAction action : AccountAction.values()) {
            assertThat(command.calls(action, Optional.empty(), new Mxid(name, "example.org"), false)).allSatisfy(call ->
                    assertThat(call.subList(call.size() - 2, call.size())).containsExactly("--", name));
        }
    }

    static Stream<String> names() {
        return HostileNames.PICKED.stream();
    }
}

package dev.lockstep.story;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Rule;
import dev.lockstep.sandbox.Realm.Home;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A product that does wrong is found out. */
class InvariantsTest {

    private final Wrongdoer wrongdoer = new Wrongdoer();
    private final Town town = new Town(new Setup(List.of(Home.KEYCLOAK, Home.KEYCLOAK, Home.LIVE_ON, Home.LIVE_OFF, Home.KEPT), "deactivate", "4d", "ask", "lock", "carry-out"), (clock, monotonic) -> wrongdoer);

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void who_shuts_a_member_out() {
        found("Keycloak's page of 'n0' shows them in the group", neighbours -> act(neighbours, AccountAction.LOCK, "n0", false));
    }

    @Test
    void who_shuts_a_member_out_whom_the_listing_lacks() {
        town.realm.federation(Home.LIVE_ON).ldap().sizeLimit(0);
        found("Keycloak's page of 'n2' shows them in the group", neighbours -> act(neighbours, AccountAction.DEACTIVATE, "n2", false));
    }

    @Test
    void but_not_who_was_told_to_by_a_person_nor_who_shuts_a_leaver_out() {
        town.realm.leave(town.somebody(1));
        wrongdoer.doing = neighbours -> {
            act(neighbours, AccountAction.LOCK, "n2", true);
            act(neighbours, AccountAction.LOCK, "n1", false);
        };
        assertThatCode(() -> town.run(Town.Run.SYNC, Optional.empty())).doesNotThrowAnyException();
    }

    @Test
    void who_shuts_out_one_of_keycloaks_own_people_by_a_persons_word_though_they_are_a_member() {
        found("Keycloak's page of 'n0' shows them in the group", neighbours -> act(neighbours, AccountAction.LOCK, "n0", true));
    }

    @Test
    void who_touches_a_protected_account() {
        found("'chief' is protected", neighbours -> act(neighbours, AccountAction.LOCK, "chief", true));
    }

    @Test
    void who_leaves_a_leaver_in() {
        town.realm.leave(town.somebody(3));
        town.run(Town.Run.SYNC, Optional.empty());
        found("'n3' is open after 2 good runs", neighbours -> { });
    }

    @Test
    void who_leaves_a_disabled_member_in() {
        town.realm.enable(town.somebody(0), false);
        town.run(Town.Run.SYNC, Optional.empty());
        found("'n0' is open after 2 good runs", neighbours -> { });
    }

    @Test
    void who_opens_what_a_person_closed() {
        town.matrix.byHand(town.account(town.somebody(4)).orElseThrow(), AccountState.DEACTIVATED);
        found("'n4' was closed by a person", neighbours -> act(neighbours, AccountAction.ACTIVATE, "n4", false));
    }

    @Test
    void who_shuts_out_more_than_the_limits_allow() {
        town.people.forEach(town.realm::leave);
        found("5 accounts were closed within 24 hours", neighbours -> List.of("n0", "n1", "n2", "n3", "n4").forEach(name -> act(neighbours, AccountAction.LOCK, name, false)));
    }

    @Test
    void members_who_were_shut_out_count_though_they_are_members() {
        town.people.forEach(somebody -> town.realm.rename(somebody, "other-" + somebody.username()));
        found("5 accounts were closed within 24 hours", neighbours -> List.of("n0", "n1", "n2", "n3", "n4").forEach(name -> act(neighbours, AccountAction.LOCK, name, false)));
    }

    @Test
    void who_does_the_opposite_before_the_first_shows() {
        town.realm.leave(town.somebody(0));
        found("Two opposite actions", neighbours -> {
            act(neighbours, AccountAction.LOCK, "n0", false);
            act(neighbours, AccountAction.ACTIVATE, "n0", false);
        });
    }

    @Test
    void who_deactivates_before_the_grace_is_over() {
        town.realm.leave(town.somebody(0));
        town.invariants.lived();
        found("absent for less than 4d", neighbours -> act(neighbours, AccountAction.DEACTIVATE, "n0", false));
    }

    @Test
    void who_acts_in_a_pause() {
        town.pause(true);
        found("was made in a pause", neighbours -> act(neighbours, AccountAction.ACTIVATE, "n0", false));
    }

    private void found(String out, Consumer<Lockstep.Neighbours> doing) {
        town.pass(Duration.ofMinutes(1));
        wrongdoer.doing = doing;
        assertThatThrownBy(() -> town.run(Town.Run.SYNC, Optional.empty())).isInstanceOf(AssertionError.class).hasMessageContaining(out);
    }

    private static void act(Lockstep.Neighbours neighbours, AccountAction action, String name, boolean isApplied) {
        Decision decision = new Decision(new Mxid(name, Matrix.SERVER), Decision.Person.NOT_IN_GROUP, Optional.empty(), Optional.of(action), Rule.LEFT_GROUP);
        neighbours.noted(decision);
        neighbours.begins(decision);
        List<String> call = switch (action) {
            case LOCK -> List.of("manage", "lock-user", "--", name);
            case DEACTIVATE -> List.of("manage", "lock-user", "--deactivate", "--", name);
            case ACTIVATE -> List.of("manage", "unlock-user", "--", name);
        };
        neighbours.call(decision, call, isApplied);
        neighbours.done(decision);
    }

    /** Does what it is told, and says that all went well. */
    private static final class Wrongdoer implements Lockstep {

        private Consumer<Neighbours> doing = neighbours -> { };

        @Override
        public Ended sync(Neighbours neighbours) {
            doing.accept(neighbours);
            return new Ended("done", Optional.empty(), Set.of(), Optional.empty(), "");
        }

        @Override
        public Ended apply(String plan, Neighbours neighbours) {
            return sync(neighbours);
        }

        @Override
        public Ended replay(Neighbours neighbours) {
            return sync(neighbours);
        }

        @Override
        public void pause() {
        }

        @Override
        public void resume() {
        }

        @Override
        public void close() {
        }
    }
}

package dev.lockstep.story;

import dev.lockstep.account.AccountState;
import dev.lockstep.sandbox.Realm.Home;
import dev.lockstep.story.Town.Interruption;
import java.time.Duration;
import java.util.Optional;

/** One thing that happens in a story. Numbers of people count round, so that each means somebody. */
sealed interface Step {

    void happen(Town town);

    /** What somebody does in Keycloak or in the directory behind it. */
    record Life(int who, What what) implements Step {

        enum What { JOINS, LEAVES, IS_DISABLED, IS_ENABLED, IS_DELETED, IS_RENAMED, SIGNS_IN, IS_FOLLOWED_BY_A_NAMESAKE, OPENS_THE_CONSOLE_PAGE }

        @Override
        public void happen(Town town) {
            var somebody = town.somebody(who);
            if (town.realm.isDeleted(somebody)) {
                return;
            }
            switch (what) {
                case JOINS -> town.realm.join(somebody);
                case LEAVES -> town.realm.leave(somebody);
                case IS_DISABLED -> town.realm.enable(somebody, false);
                case IS_ENABLED -> town.realm.enable(somebody, true);
                case IS_DELETED -> town.realm.delete(somebody);
                case IS_RENAMED -> town.realm.rename(somebody, town.nextName());
                case SIGNS_IN -> town.signIn(somebody);
                case IS_FOLLOWED_BY_A_NAMESAKE -> {
                    String name = somebody.username();
                    town.realm.delete(somebody);
                    town.realm.listing();
                    if (town.realm.isFree(name)) {
                        town.realm.join(town.settle(somebody.home(), name));
                    }
                }
                case OPENS_THE_CONSOLE_PAGE -> town.realm.look(somebody);
            }
        }
    }

    /** What happens to a directory. */
    record Directory(Home home, What what) implements Step {

        enum What { GOES_DOWN, COMES_UP, DIES_MIDWAY, IS_CUT_SHORT, IS_WHOLE, HIDES_THE_GROUP, SHOWS_THE_GROUP, IS_SWITCHED_OFF, IS_SWITCHED_ON, SYNCS, IMPORTS_AGAIN }

        @Override
        public void happen(Town town) {
            var federation = town.realm.federation(home);
            var ldap = federation.ldap();
            switch (what) {
                case GOES_DOWN -> ldap.down();
                case COMES_UP -> ldap.up();
                case DIES_MIDWAY -> ldap.downAfter(1);
                case IS_CUT_SHORT -> ldap.sizeLimit(1);
                case IS_WHOLE -> ldap.sizeLimit(Integer.MAX_VALUE);
                case HIDES_THE_GROUP -> ldap.hideGroup("/chat");
                case SHOWS_THE_GROUP -> ldap.showGroup("/chat");
                case IS_SWITCHED_OFF -> federation.switchedOn(false);
                case IS_SWITCHED_ON -> federation.switchedOn(true);
                case SYNCS -> federation.sync();
                case IMPORTS_AGAIN -> federation.importAgain();
            }
        }
    }

    /** All directories are in order again. */
    record AllIsWell() implements Step {

        @Override
        public void happen(Town town) {
            for (Home home : new Home[] {Home.LIVE_ON, Home.LIVE_OFF, Home.KEPT}) {
                town.realm.federation(home).switchedOn(true).ldap().up().sizeLimit(Integer.MAX_VALUE).showGroup("/chat");
                town.realm.federation(home).sync();
            }
            town.matrix.trouble(Matrix.Trouble.NONE);
            town.matrix.workAgain();
            town.clockError = Duration.ZERO;
            town.pause(false);
        }
    }

    /** Time passes. */
    record Passes(Duration time) implements Step {

        @Override
        public void happen(Town town) {
            town.pass(time);
        }
    }

    /** This machine's clock is wrong by so much from now on. */
    record ClockJumps(Duration error) implements Step {

        @Override
        public void happen(Town town) {
            town.clockError = error;
        }
    }

    /** A person changes an account by hand, in MAS. */
    record ByHand(int who, AccountState wanted) implements Step {

        @Override
        public void happen(Town town) {
            town.account(town.somebody(who)).ifPresent(account -> town.matrix.byHand(account, wanted));
        }
    }

    /** Somebody of the realm who was never in the group signs in. */
    record StrangerSignsIn(Home home) implements Step {

        @Override
        public void happen(Town town) {
            town.signIn(town.settle(home, town.nextName()));
        }
    }

    /** Something happens to MAS. */
    record Mas(What what) implements Step {

        enum What { DATABASE_DOWN, DOES_IT_AND_HANGS, IN_ORDER, WORKER_STOPS, WORKER_STARTS }

        @Override
        public void happen(Town town) {
            switch (what) {
                case DATABASE_DOWN -> town.matrix.trouble(Matrix.Trouble.DOWN);
                case DOES_IT_AND_HANGS -> town.matrix.trouble(Matrix.Trouble.DONE_BUT_SILENT);
                case IN_ORDER -> town.matrix.trouble(Matrix.Trouble.NONE);
                case WORKER_STOPS -> town.matrix.worker(false);
                case WORKER_STARTS -> town.matrix.workAgain();
            }
        }
    }

    /** A person pauses Lockstep, or ends that. */
    record Pause(boolean pauses) implements Step {

        @Override
        public void happen(Town town) {
            town.pause(pauses);
        }
    }

    /** A run, perhaps with an interruption. */
    record Runs(Town.Run kind, Optional<Interruption> interruption) implements Step {

        @Override
        public void happen(Town town) {
            town.run(kind, interruption);
        }
    }
}

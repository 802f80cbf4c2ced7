package dev.lockstep.story;

import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.sandbox.Realm;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a story needs of the product: runs, and a person's words. The neighbours are given; what they are asked, they are asked in the order of a real run. */
public interface Lockstep extends AutoCloseable {

    /** Keycloak, Synapse and MAS, and whatever may happen between two of a run's steps. */
    interface Neighbours {

        /** A moment in a run at which something else may happen, the end of the process among it. */
        void beat(String where);

        /** Keycloak. */
        Realm realm();

        /** What Keycloak's and Synapse's clocks show, as in the header {@code Date}. */
        String date();

        Accounts accounts();

        Administrators administrators();

        /** The ledger has noted that an action begins. */
        void noted(Decision decision);

        /** The ledger has noted that an action ended, and surely changed nothing. */
        void undone(Decision decision);

        /** An action, or another attempt at it, is about to begin. */
        void begins(Decision decision);

        /** One call of mas-cli for a decision; fails as mas-cli does. */
        void call(Decision decision, List<String> arguments, boolean isApplied);

        /** All calls of a decision were accepted, and the ledger knows it. */
        void done(Decision decision);
    }

    /**
     * How a run ended.
     *
     * @param exit    the exit code's name
     * @param plan    what was decided, where it came so far
     * @param released what of it was carried out
     * @param planId  the id of the stored plan that waits for a person's word
     * @param sentence why it ended so, where something stood in the way
     */
    record Ended(String exit, Optional<SyncPlan> plan, Set<Decision> released, Optional<String> planId, String sentence) {
    }

    Ended sync(Neighbours neighbours);

    Ended apply(String plan, Neighbours neighbours);

    Ended replay(Neighbours neighbours);

    void pause();

    void resume();

    @Override
    void close();
}

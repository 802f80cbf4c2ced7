package dev.lockstep.report;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.Renamed;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Unmapped;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Plans to be shown. */
final class Plans {

    /** Moves the cursor, colours, turns the writing direction, and is markup. */
    static final String HOSTILE = "a\u001b[31m\u202eb\u009b2J\u007f|`<b>&*_[x](y)c";

    private Plans() {
    }

    static SyncPlan of(Decision... decisions) {
        return new SyncPlan("deactivate", 3, 9, 2, 4, Stream.of(decisions).filter(decision -> decision.action().isPresent()).toList(),
                Stream.of(decisions).filter(decision -> decision.action().isEmpty()).toList(), List.of(), List.of(), true, List.of());
    }

    /** One of each kind, in an order that isn't theirs. */
    static SyncPlan mixed() {
        return of(leftAlone("admin", Rule.TOKEN_OWNER), lock("fay"), closing("carl"), opening("emil"), closing("bob"));
    }

    static SyncPlan closings(int count) {
        return of(IntStream.range(0, count).mapToObj(i -> closing(String.format("p%03d", i))).toArray(Decision[]::new));
    }

    static SyncPlan hostile() {
        return new SyncPlan("deactivate", 1, 2, 0, 2, List.of(closing(HOSTILE)), List.of(), List.of(new Unmapped("j\u00fcrgen " + HOSTILE, "has no e-mail address")), List.of(), true,
                List.of(new Renamed(HOSTILE, mxid(HOSTILE))));
    }

    static Decision closing(String name) {
        return new Decision(mxid(name), Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.of(AccountAction.DEACTIVATE), Rule.LEFT_GROUP);
    }

    static Decision lock(String name) {
        return new Decision(mxid(name), Person.DISABLED, Optional.of(AccountState.ACTIVE), Optional.of(AccountAction.LOCK), Rule.MEMBER_DISABLED);
    }

    static Decision opening(String name) {
        return new Decision(mxid(name), Person.IN_GROUP, Optional.of(AccountState.DEACTIVATED), Optional.of(AccountAction.ACTIVATE), Rule.MEMBER_RETURNS);
    }

    static Decision leftAlone(String name, Rule rule) {
        return new Decision(mxid(name), Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.empty(), rule);
    }

    static Mxid mxid(String name) {
        return new Mxid(name, "example.org");
    }
}

package dev.lockstep.cli;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.ledger.Entries;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.Origin;
import dev.lockstep.plan.Decision;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Forty people whose accounts must change, of every kind, and some for whom all is as it should be: where each account must end, and who has which session. */
final class KilledPeople {

    static final int ACTIONS = 40;
    /** The run in which accounts were locked by us before. */
    static final String EARLIER = "earlier";

    private static final int BYSTANDERS = 5;

    private final Installation here;
    private final boolean lockMode;
    private final Map<String, String> endsAs = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();
    private final Set<String> failing = new HashSet<>();
    private final List<String> leavers = new ArrayList<>();
    private final List<String> lockedByUs = new ArrayList<>();
    private int calls;

    private KilledPeople(Installation here, boolean lockMode) {
        this.here = here;
        this.lockMode = lockMode;
    }

    static KilledPeople in(Installation here, boolean lockMode, boolean withFailing, Random random) {
        KilledPeople people = new KilledPeople(here, lockMode);
        for (int i = 0; i < BYSTANDERS; i++) {
            people.bystander("bystander" + i);
        }
        for (int i = 0; i < ACTIONS; i++) {
            // Some of each kind in every world, the rest by chance.
            people.add(i < 5 ? i : random.nextInt(5), i);
        }
        here.settle();
        people.remember();
        if (withFailing) {
            people.fail();
        }
        return people;
    }

    /** Name -> active, locked or deactivated, for all whose action is not one that always fails. */
    Map<String, String> endsAs() {
        return endsAs;
    }

    /** Those whose action always fails: they alone have a dead letter. */
    Set<String> failing() {
        return failing;
    }

    /** Name -> a token from before the first run. */
    Map<String, String> tokens() {
        return tokens;
    }

    /** How many calls of mas-cli it takes when nothing fails. */
    int calls() {
        return calls;
    }

    private void bystander(String name) {
        here.member(name);
        signIn(name);
        endsAs.put(name, "active");
    }

    private void add(int kind, int i) {
        calls += 2;
        switch (kind) {
            case 0, 1 -> {
                String name = "leaver" + i;
                here.leaver(name);
                signIn(name);
                leavers.add(name);
                endsAs.put(name, lockMode ? "locked" : "deactivated");
            }
            case 2 -> {
                String name = "returner" + i;
                here.member(name);
                here.sandbox().mas().shutOut(name, true);
                endsAs.put(name, "active");
            }
            case 3 -> {
                String name = "unlocked" + i;
                here.member(name);
                here.sandbox().mas().shutOut(name, false);
                lockedByUs.add(name);
                endsAs.put(name, "active");
                calls--;
            }
            default -> lockedLeaverOrDisabled(i);
        }
    }

    private void lockedLeaverOrDisabled(int i) {
        if (lockMode || i % 2 == 0) {
            String name = "disabled" + i;
            here.member(name);
            here.sandbox().keycloak().setEnabled(name, false);
            signIn(name);
            endsAs.put(name, "locked");
        } else {
            String name = "grace" + i;
            here.leaver(name);
            signIn(name);
            here.sandbox().mas().shutOut(name, false);
            endsAs.put(name, "deactivated");
        }
    }

    private void signIn(String name) {
        tokens.put(name, here.sandbox().mas().signIn(name));
    }

    private void remember() {
        Origin origin = new Origin(EARLIER, "cli", "tester");
        try (Ledger ledger = Ledger.open(here.stateFolder())) {
            Instant when = Instant.now();
            ledger.runBegan(origin, when);
            for (String name : lockedByUs) {
                Mxid mxid = new Mxid(name, Sandbox.SERVER_NAME);
                Decision lock = Entries.decision(mxid, AccountAction.LOCK);
                Entries.ended(ledger, origin, lock, ledger.actionBegan(origin, lock, false, when), Ledger.DONE, false, when);
                ledger.seen(mxid, when);
            }
            ledger.runEnded(origin, Ledger.DONE, "", when);
        }
    }

    /** One whose every call fails, one of whose two calls each first one is accepted, and one whom MAS doesn't know. */
    private void fail() {
        String always = leavers.get(0);
        here.sandbox().mas().fail(always, Collections.nCopies(1000, Failure.ERROR).toArray(Failure[]::new));
        String half = leavers.get(1);
        for (int i = 0; i < 500; i++) {
            here.sandbox().mas().fail(half, Failure.OK, Failure.ERROR);
        }
        String unknown = leavers.get(leavers.size() - 1);
        here.sandbox().mas().removeUser(unknown);
        failing.addAll(List.of(always, half, unknown));
        failing.forEach(endsAs::remove);
        failing.forEach(tokens::remove);
    }
}

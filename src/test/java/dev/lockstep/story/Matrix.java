package dev.lockstep.story;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Mxid;
import dev.lockstep.mas.Failures;
import dev.lockstep.mas.MasOutcome;
import dev.lockstep.sandbox.Realm.Somebody;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A MAS and the Synapse that shows what MAS's worker brings it: {@code lock-user} and {@code unlock-user} act at once in MAS,
 * everything else is a job of the worker.
 */
final class Matrix {

    static final String SERVER = "example.org";

    /** What keeps an account out of every plan. */
    enum Kind { ORDINARY, OWNER, ADMINISTRATOR, PROTECTED }

    /** How mas-cli fares. */
    enum Trouble {
        NONE,
        /** Its database is down. */
        DOWN,
        /** It does what it should and doesn't come back. */
        DONE_BUT_SILENT
    }

    /** One account, as MAS has it and as Synapse shows it. */
    static final class Acct {
        final String name;
        final Kind kind;
        final Optional<Somebody> owner;
        final List<Runnable> jobs = new ArrayList<>();
        /** How many jobs there were, and how many of them the worker has done. */
        int jobsGiven;
        int shows;
        boolean locked;
        boolean deactivated;
        boolean showsLocked;
        boolean showsDeactivated;
        /** What mas-cli was last told to do, or may have been, until a look sees it open: the same by hand, even after an opening that no look saw, can't be told from it. */
        AccountState told = AccountState.ACTIVE;
        /** A person closed it further than it was, and nobody has opened it since. */
        boolean closedByHand;

        Acct(String name, Kind kind, Optional<Somebody> owner) {
            this.name = name;
            this.kind = kind;
            this.owner = owner;
        }

        boolean isOpen() {
            return !locked && !deactivated;
        }

        void give(Runnable job) {
            jobs.add(job);
            jobsGiven++;
        }

        AccountState shown() {
            return showsDeactivated ? AccountState.DEACTIVATED : showsLocked ? AccountState.LOCKED : AccountState.ACTIVE;
        }
    }

    private final Map<String, Acct> accounts = new LinkedHashMap<>();
    private Trouble trouble = Trouble.NONE;
    private boolean worksNow = true;

    Collection<Acct> accounts() {
        return accounts.values();
    }

    Optional<Acct> find(String name) {
        return Optional.ofNullable(accounts.get(name));
    }

    Acct add(String name, Kind kind, Optional<Somebody> owner) {
        Acct account = new Acct(name, kind, owner);
        accounts.put(name, account);
        return account;
    }

    Accounts listing() {
        return new Accounts(accounts.values().stream().map(account -> Account.of(new Mxid(account.name, SERVER), account.shown())).toList(), new Mxid("lockstep", SERVER));
    }

    void trouble(Trouble now) {
        trouble = now;
    }

    void worker(boolean works) {
        worksNow = works;
    }

    boolean isCalm() {
        return trouble == Trouble.NONE && worksNow;
    }

    /** The worker does what lies there; after it stood still, the newest first, for MAS's queue keeps no order. */
    void work() {
        for (Acct account : worksNow ? accounts.values() : List.<Acct>of()) {
            List<Runnable> jobs = new ArrayList<>(account.jobs);
            account.jobs.clear();
            jobs.forEach(Runnable::run);
            account.shows = account.jobsGiven;
        }
    }

    /** The worker begins to work again. */
    void workAgain() {
        accounts.values().forEach(account -> Collections.reverse(account.jobs));
        worksNow = true;
        work();
    }

    /** One call of mas-cli, given by its arguments. */
    void call(List<String> arguments) {
        if (trouble == Trouble.DOWN) {
            throw Failures.of(MasOutcome.FAILED, "Error: could not connect to the database");
        }
        Acct account = find(arguments.get(arguments.size() - 1)).orElseThrow(() -> Failures.of(MasOutcome.USER_NOT_FOUND, "Error: User not found"));
        switch (arguments.get(1)) {
            case "lock-user" -> lock(account, arguments.contains("--deactivate"));
            case "unlock-user" -> unlock(account, arguments.contains("--reactivate"));
            case "kill-sessions" -> { }
            default -> throw new AssertionError("No such call: " + arguments);
        }
        if (trouble == Trouble.DONE_BUT_SILENT) {
            throw Failures.of(MasOutcome.TIMEOUT, "it took too long");
        }
    }

    /** What a person does by hand, with the worker at their elbow. */
    void byHand(Acct account, AccountState wanted) {
        account.jobs.clear();
        account.shows = account.jobsGiven;
        if (wanted == AccountState.ACTIVE) {
            account.closedByHand = false;
        } else if (wanted != account.told && account.told != AccountState.DEACTIVATED && (wanted == AccountState.DEACTIVATED ? !account.deactivated : account.isOpen())) {
            account.closedByHand = true;
        }
        account.locked = wanted != AccountState.ACTIVE;
        account.deactivated = wanted == AccountState.DEACTIVATED || wanted == AccountState.LOCKED && account.deactivated;
        show(account);
    }

    private static void lock(Acct account, boolean deactivate) {
        account.locked = true;
        account.give(() -> account.showsLocked = account.locked);
        account.told = deactivate || account.told == AccountState.DEACTIVATED ? AccountState.DEACTIVATED : AccountState.LOCKED;
        if (deactivate) {
            account.give(() -> {
                account.deactivated = true;
                show(account);
            });
        }
    }

    private static void unlock(Acct account, boolean reactivate) {
        if (reactivate) {
            account.give(() -> {
                account.deactivated = false;
                show(account);
            });
        } else {
            account.locked = false;
            account.told = AccountState.ACTIVE;
            account.give(() -> account.showsLocked = account.locked);
        }
    }

    private static void show(Acct account) {
        account.showsLocked = account.locked;
        account.showsDeactivated = account.deactivated;
    }
}

package dev.lockstep.run;

import dev.lockstep.account.SetupException;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.OpenRun;
import dev.lockstep.mas.Orphans;
import dev.lockstep.mas.ProcessMark;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What earlier runs that have no end in the ledger may have left behind: processes of mas-cli that go on, or a run that goes on without its lock. Used by who has just taken the run lock. */
final class Predecessors {

    private final Ledger ledger;

    Predecessors(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * Makes sure that nothing of them is at work any more.
     *
     * @param lock the run lock that was taken
     * @return the processes that had to be ended, in words
     * @throws RunLockedException when one is at work whose lock was taken away
     * @throws SetupException     when a process can't be ended
     */
    Collection<String> settle(RunLock lock) {
        List<OpenRun> open = ledger.openRuns();
        open.stream().filter(run -> isAtWork(run, lock)).findFirst().ifPresent(run -> {
            throw RunLock.locked("run " + run.origin().run() + " (" + run.origin().trigger() + "), process " + run.process().split(" ")[0]
                    + ", whose lock '" + lock.place() + "' somebody removed or replaced");
        });
        Set<String> runs = open.stream().map(run -> run.origin().run()).collect(Collectors.toSet());
        return new Orphans(runs, open.stream().flatMap(run -> run.calls().stream()).flatMap(call -> ProcessMark.parse(call).stream()).toList()).end();
    }

    /** One whose process lives, and which didn't give back the very lock that we have now. */
    private static boolean isAtWork(OpenRun run, RunLock lock) {
        return !run.lock().isEmpty() && !run.lock().equals(lock.mark())
                && ProcessMark.parse(run.process()).filter(process -> !ProcessMark.own().equals(Optional.of(process))).filter(ProcessMark::isAlive).isPresent();
    }
}

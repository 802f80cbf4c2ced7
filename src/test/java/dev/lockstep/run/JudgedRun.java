package dev.lockstep.run;

import dev.lockstep.plan.Verdict;

/** A run that has got as far as the guard, for tests of what is said of it. */
public final class JudgedRun {

    private JudgedRun() {
    }

    public static SyncRun of(Verdict verdict) {
        SyncRun run = new SyncRun("test", true);
        run.judged(verdict);
        return run;
    }
}

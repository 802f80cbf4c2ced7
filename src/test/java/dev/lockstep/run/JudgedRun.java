package dev.lockstep.run;

import dev.lockstep.plan.Verdict;
import dev.lockstep.run.SyncRun.ActionResult;
import java.util.List;

/** A run that has got as far as the guard, for tests of what is said of it. */
public final class JudgedRun {

    private JudgedRun() {
    }

    /** One whose actions ended so. */
    public static SyncRun of(Verdict verdict, ActionResult... results) {
        SyncRun run = new SyncRun("test", true);
        run.judged(verdict);
        List.of(results).forEach(run::ended);
        return run;
    }
}

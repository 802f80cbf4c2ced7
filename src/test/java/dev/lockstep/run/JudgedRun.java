package dev.lockstep.run;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.SyncRun.ActionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A run that has got as far as the guard, for tests of what is said of it. */
public final class JudgedRun {

    private JudgedRun() {
    }

    /** One whose actions ended so. */
    public static SyncRun of(Verdict verdict, ActionResult... results) {
        return of(new SyncRun("test", true), verdict, results);
    }

    /** A plan that nothing follows. */
    public static SyncRun planned(Verdict verdict) {
        return of(new SyncRun("test", false), verdict);
    }

    /** One that waited, and saw what was done to these accounts. */
    public static SyncRun waited(Verdict verdict, Map<Mxid, AccountAction> shown, ActionResult... results) {
        SyncRun run = of(new SyncRun("test", true).waiting(), verdict, results);
        Settling wait = new Settling(shown, Duration.ZERO, Instant.now());
        shown.values().forEach(action -> wait.looked(action.target(), Instant.now()));
        run.settles(wait);
        return run;
    }

    private static SyncRun of(SyncRun run, Verdict verdict, ActionResult... results) {
        run.judged(verdict);
        List.of(results).forEach(run::ended);
        return run;
    }
}

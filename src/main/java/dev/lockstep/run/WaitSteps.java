package dev.lockstep.run;

import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.run.SyncRun.ActionResult;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/** The steps that the route lockstep-wait names: who is waited for, until when, and what Synapse shows of it. */
public final class WaitSteps {

    private final SyncSteps sync;
    private final Settings settings;

    public WaitSteps(SyncSteps sync, Settings settings) {
        this.sync = sync;
        this.settings = settings;
    }

    /** Begins to wait for every action of this run that is done. */
    public Settling begin(SyncRun run) {
        Set<String> done = run.results().stream().filter(result -> result.outcome().equals(Ledger.DONE)).map(ActionResult::mxid).collect(Collectors.toSet());
        Map<Mxid, AccountAction> actions = new LinkedHashMap<>();
        run.verdict().orElseThrow().plan().actions().stream().filter(decision -> done.contains(decision.mxid().toString()))
                .forEach(decision -> actions.put(decision.mxid(), decision.action().orElseThrow()));
        Settling wait = new Settling(actions, settings.get(Keys.SETTLE_TIME), Instant.now());
        run.settles(wait);
        return wait;
    }

    /** Whether it is waited on; not while Lockstep is stopping. */
    public boolean goesOn(SyncRun run, Settling wait, boolean stopping) {
        if (stopping) {
            wait.stop();
        }
        run.progress(wait.headway());
        return wait.goesOn();
    }

    /** Whether an account is to be looked at now. */
    public boolean due(Settling wait) {
        return wait.due(Instant.now());
    }

    /** Notes what Synapse says of the account, in the ledger where it shows the action. */
    public void looked(Settling wait, Account account) {
        if (wait.shownBy(account.state())) {
            sync.openLedger().seen(account.mxid(), Instant.now());
        }
        wait.looked(account.state(), Instant.now());
    }

    /** Notes that the account couldn't be looked at; said once, for it is tried again. */
    public void failed(SyncRun run, Settling wait, Throwable failure) {
        // The sentences of reading speak of runs that have changed nothing yet.
        String sentence = ExitCode.sentence(failure).replace(" Nothing was changed.", "");
        Mxid mxid = wait.next();
        if (wait.failed(sentence, Instant.now())) {
            RunLog.warn(run, "could not see whether Synapse shows the action on '" + mxid + "', and tries again while " + Keys.SETTLE_TIME.key() + " lasts. " + sentence);
        }
    }

    /** Says what came of the wait. */
    public void end(SyncRun run, Settling wait) {
        wait.sentence().ifPresent(sentence -> RunLog.result(run, wait.allShown() ? Level.INFO : Level.WARN, sentence));
    }
}

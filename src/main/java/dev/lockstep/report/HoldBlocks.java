package dev.lockstep.report;

import dev.lockstep.plan.Reason;
import dev.lockstep.report.Block.Command;
import dev.lockstep.report.Block.Listed;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.run.RunReport;
import dev.lockstep.run.SyncRun;
import java.util.ArrayList;
import java.util.List;

/** What waits for a person: a heading, the reasons, and the command that releases it. */
final class HoldBlocks {

    private HoldBlocks() {
    }

    /** What a sync would hold. */
    static List<Block> planned(SyncRun run, Caller caller) {
        int passes = run.verdict().orElseThrow().released().actions().size();
        return of(passes == 0 ? "A sync would be held:" : "A sync would carry out " + passes + " of these and hold " + run.heldPlan().actions().size() + ":",
                run.verdict().orElseThrow().allReasons().stream().map(Reason::besideThePlan).toList(), run, caller);
    }

    /** What a run has held. */
    static List<Block> after(SyncRun run, Caller caller) {
        return of(RunReport.heading(run), run.heldReasons(), run, caller);
    }

    private static List<Block> of(String heading, List<Reason> reasons, SyncRun run, Caller caller) {
        List<Block> blocks = new ArrayList<>(List.of(new Sentence(heading, Tone.STRONG)));
        List<String> told = List.of();
        for (Reason reason : reasons) {
            // The same people are named once.
            blocks.add(reason.names().size() > 1 && reason.names().equals(told) ? new Listed(reason.brief(), List.of("the same " + told.size() + " as above"), 0) : Views.listed(reason));
            told = reason.names().isEmpty() ? told : reason.names();
        }
        if (run.applies().isEmpty()) {
            blocks.add(new Command(RunReport.RELEASE, caller.command("apply", run.heldPlan().id())));
        }
        return blocks;
    }
}

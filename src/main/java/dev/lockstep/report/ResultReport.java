package dev.lockstep.report;

import dev.lockstep.account.AccountAction;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.report.Block.Column;
import dev.lockstep.report.Block.Command;
import dev.lockstep.report.Block.Row;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Block.Table;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.RunReport;
import dev.lockstep.run.Settling;
import dev.lockstep.run.SyncRun;
import dev.lockstep.run.SyncRun.ActionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a run did: {@code sync}, {@code apply} and {@code replay}. */
public final class ResultReport {

    private ResultReport() {
    }

    /**
     * The report of a run that has ended.
     *
     * @param cutShort whether it was stopped before its end
     * @param all      whether long lists are shown whole
     */
    public static Report of(SyncRun run, boolean cutShort, boolean all, Caller caller) {
        List<Block> blocks = new ArrayList<>(List.of(table(run, all)));
        if (run.replays().filter(Set::isEmpty).isPresent()) {
            blocks.add(new Sentence(LetterReport.NONE, Tone.PLAIN));
        }
        if (run.exitCode() == ExitCode.HELD) {
            blocks.addAll(HoldBlocks.after(run, caller));
        } else {
            boolean left = cutShort || run.failure().isPresent() || run.results().stream().anyMatch(ActionResult::isLeft);
            blocks.add(new Sentence((left ? "Not finished: " : "Done: ") + RunReport.summary(run), Tone.STRONG));
        }
        run.settling().flatMap(Settling::sentence).ifPresent(sentence -> blocks.add(new Sentence(sentence, Tone.PLAIN)));
        boolean heldToo = run.exitCode() == ExitCode.HELD && run.results().stream().anyMatch(ActionResult::isGivenUp);
        if (run.exitCode() == ExitCode.DEAD_LETTERS || heldToo) {
            blocks.add(new Command("The next run tries again what was given up. At once, when its cause is mended:", caller.command("replay", "--all")));
        }
        return new Report(RunObject.of(run), List.copyOf(blocks));
    }

    private static Table table(SyncRun run, boolean all) {
        int columns = run.waits() ? 5 : 4;
        return new Table(List.of(Column.name("MXID"), Column.of("ACTION"), Column.of("OUTCOME"), Column.spare("ATTEMPTS", 1), Column.of("SHOWN")).subList(0, columns),
                Rows.of(run.results().stream().map(result -> row(run, result, columns)).toList(), all));
    }

    private static Row row(SyncRun run, ActionResult result, int columns) {
        boolean done = result.outcome().equals(Ledger.DONE);
        Kind kind = done ? Kind.of(AccountAction.named(result.action())) : Kind.LEFT_ALONE;
        // Why something waits is told below the table.
        String note = done || result.outcome().equals(Ledger.HELD) ? "" : result.detail();
        return new Row(Optional.of(kind), List.of(result.mxid(), result.action(), result.outcome(), String.valueOf(result.attempts()), run.shows(result) ? "yes" : "not yet").subList(0, columns), note);
    }
}

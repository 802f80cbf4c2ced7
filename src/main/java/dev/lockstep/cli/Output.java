package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.Shown;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.RunReport;
import dev.lockstep.run.Settling;
import dev.lockstep.run.SyncRun;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;

/** What the commands print. */
final class Output {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** What became of actions that a later run takes up again. */
    private static final Set<String> NOT_FINISHED = Set.of(Ledger.HALTED, Ledger.NOT_BEGUN);

    private Output() {
    }

    /** A line for people: whatever name stands in it, a terminal obeys none of it. */
    static void line(PrintWriter out, String sentence) {
        out.println(Shown.text(sentence));
    }

    static void run(PrintWriter out, SyncRun run) {
        json(out, RunReport.json(run));
    }

    static void json(PrintWriter out, Map<String, ?> object) {
        try {
            out.println(visible(JSON.writeValueAsString(object)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static void plan(PrintWriter out, SyncRun run) {
        SyncPlan plan = run.verdict().orElseThrow().plan();
        RunReport.table(plan).forEach(each -> line(out, each));
        line(out, RunReport.counts(plan));
        run.look().flatMap(look -> look.administrators().unknown())
                .ifPresent(why -> out.println("MAS's administrators are unknown, so this plan may name one; a sync would not start."));
        run.verdict().orElseThrow().reason().ifPresent(reason -> line(out, (run.verdict().orElseThrow().released().actions().isEmpty() ? "A sync would be held: "
                : "A sync would carry out " + run.verdict().orElseThrow().released().actions().size() + " of these and hold " + run.heldPlan().actions().size() + ": ")
                + reason + RunReport.release(run.heldPlan())));
    }

    static void sync(PrintWriter out, SyncRun run) {
        RunReport.results(run).forEach(each -> line(out, each));
        if (run.exitCode() == ExitCode.HELD) {
            line(out, RunReport.held(run));
            run.settling().flatMap(Settling::sentence).ifPresent(sentence -> line(out, sentence));
        } else {
            line(out, (isCutShort(run) ? "Not finished: " : "Done: ") + RunReport.summary(run));
            run.settling().flatMap(Settling::sentence).ifPresent(sentence -> line(out, sentence));
        }
    }

    private static boolean isCutShort(SyncRun run) {
        return run.failure().isPresent() || run.results().stream().anyMatch(result -> NOT_FINISHED.contains(result.outcome())) || Launcher.stopping() && run.exitCode() != ExitCode.DONE;
    }

    /** The same JSON. Control characters below 0x20 are escaped in it already; these stand in its strings alone. */
    private static String visible(String json) {
        StringBuilder visible = new StringBuilder(json.length());
        json.codePoints().forEach(point -> {
            String character = Character.toString(point);
            if (point < 0x7f || Shown.text(character).equals(character)) {
                visible.append(character);
            } else {
                character.chars().forEach(unit -> visible.append(String.format("\\u%04x", unit)));
            }
        });
        return visible.toString();
    }
}

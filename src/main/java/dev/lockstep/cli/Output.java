package dev.lockstep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.RunReport;
import dev.lockstep.run.Settling;
import dev.lockstep.run.SyncRun;
import java.io.PrintWriter;
import java.util.Map;

/** What the commands print. */
final class Output {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Output() {
    }

    static void run(PrintWriter out, SyncRun run) {
        json(out, RunReport.json(run));
    }

    static void json(PrintWriter out, Map<String, ?> object) {
        try {
            out.println(JSON.writeValueAsString(object));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static void plan(PrintWriter out, SyncRun run) {
        SyncPlan plan = run.verdict().orElseThrow().plan();
        RunReport.table(plan).forEach(out::println);
        out.println(RunReport.counts(plan));
        run.look().flatMap(look -> look.administrators().unknown())
                .ifPresent(why -> out.println("MAS's administrators are unknown, so this plan may name one; a sync would not start."));
        run.verdict().orElseThrow().reason().ifPresent(reason -> out.println((run.verdict().orElseThrow().released().actions().isEmpty() ? "A sync would be held: "
                : "A sync would carry out " + run.verdict().orElseThrow().released().actions().size() + " of these and hold " + run.heldPlan().actions().size() + ": ")
                + reason + RunReport.release(run.heldPlan())));
    }

    static void sync(PrintWriter out, SyncRun run) {
        RunReport.results(run).forEach(out::println);
        if (run.exitCode() == ExitCode.HELD) {
            out.println(RunReport.held(run));
            run.settling().flatMap(Settling::sentence).ifPresent(out::println);
        } else {
            out.println((run.failure().isPresent() || Launcher.stopping() && run.exitCode() != ExitCode.DONE ? "Not finished: " : "Done: ") + RunReport.summary(run));
            run.settling().flatMap(Settling::sentence).ifPresent(out::println);
        }
    }
}

package dev.lockstep.report;

import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Renamed;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Unmapped;
import dev.lockstep.plan.Verdict;
import dev.lockstep.report.Block.Column;
import dev.lockstep.report.Block.Listed;
import dev.lockstep.report.Block.Row;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Block.Table;
import dev.lockstep.run.RunReport;
import dev.lockstep.run.SyncRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a sync would do: {@code lockstep plan}. */
public final class PlanReport {

    private PlanReport() {
    }

    /** @param all whether long lists are shown whole */
    public static Report of(SyncRun run, boolean all, Caller caller) {
        Verdict verdict = run.verdict().orElseThrow();
        SyncPlan plan = verdict.plan();
        List<Block> blocks = new ArrayList<>(List.of(table(run, plan, all)));
        unmapped(plan, all).forEach(blocks::add);
        renamed(plan, all).forEach(blocks::add);
        RunReport.openings(plan).ifPresent(sentence -> blocks.add(new Sentence(sentence, Tone.PLAIN)));
        blocks.add(new Sentence(counts(plan), Tone.STRONG));
        run.look().flatMap(look -> look.administrators().unknown())
                .ifPresent(why -> blocks.add(new Sentence("MAS's administrators are unknown, so this plan may name one; a sync would not start. " + why, Tone.LEFT_ALONE)));
        if (verdict.held()) {
            blocks.addAll(HoldBlocks.planned(run, caller));
        }
        return new Report(RunObject.of(run), List.copyOf(blocks));
    }

    private static Table table(SyncRun run, SyncPlan plan, boolean all) {
        Set<Mxid> waiting = run.heldPlan().actions().stream().map(Decision::mxid).collect(Collectors.toSet());
        boolean inPart = !waiting.isEmpty() && waiting.size() < plan.actions().size();
        List<Column> columns = new ArrayList<>(List.of(Column.name("MXID"), Column.spare("PERSON", 3), Column.spare("ACCOUNT", 2), Column.spare("ACTION", 1), Column.of("RULE")));
        if (inPart) {
            columns.add(Column.of("HELD"));
        }
        List<Row> rows = Stream.concat(plan.actions().stream(), plan.skipped().stream()).map(decision -> {
            List<String> cells = new ArrayList<>(List.of(decision.mxid().toString(), decision.person().words(), decision.state().map(state -> state.words()).orElse("none"),
                    Kind.of(decision).words(), decision.rule().id()));
            if (inPart) {
                cells.add(waiting.contains(decision.mxid()) ? "held" : "-");
            }
            return Row.of(Kind.of(decision), cells);
        }).toList();
        return new Table(columns, Rows.of(rows, all));
    }

    private static List<Block> unmapped(SyncPlan plan, boolean all) {
        List<String> people = plan.unmapped().stream().map(Unmapped::words).toList();
        return listed(people, people.size() == 1 ? "No Matrix user id: " + people.get(0) + "." : "No Matrix user id, " + people.size() + " members:", all);
    }

    private static List<Block> renamed(SyncPlan plan, boolean all) {
        List<String> people = plan.renamed().stream().map(person -> "'" + person.username() + "' keeps the account '" + person.mxid() + "' (" + Renamed.RULE + ")").toList();
        return listed(people, people.size() == 1 ? "Renamed: " + people.get(0) + "." : "Renamed, " + people.size() + " members:", all);
    }

    private static List<Block> listed(List<String> people, String sentence, boolean all) {
        if (people.size() < 2) {
            return people.isEmpty() ? List.of() : List.of(new Sentence(sentence, Tone.PLAIN));
        }
        List<String> shown = all || people.size() <= Rows.SHOWN + 1 ? people : people.subList(0, Rows.SHOWN);
        return List.of(new Listed(sentence, shown, people.size() - shown.size()));
    }

    /** One line of counts. */
    private static String counts(SyncPlan plan) {
        String kinds = Rows.counts(Stream.concat(plan.actions().stream(), plan.skipped().stream()).map(Kind::of).toList());
        return "Plan " + plan.id() + ": " + (plan.actions().isEmpty() ? "nothing to do, " : "") + kinds + plan.unchanged() + " unchanged; " + plan.members() + (plan.members() == 1 ? " member, " : " members, ")
                + plan.accounts() + (plan.accounts() == 1 ? " account" : " accounts") + (plan.unmapped().isEmpty() ? "" : ", " + plan.unmapped().size() + " without a Matrix user id") + ".";
    }
}

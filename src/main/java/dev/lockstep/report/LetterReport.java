package dev.lockstep.report;

import dev.lockstep.ledger.DeadLetter;
import dev.lockstep.report.Block.Column;
import dev.lockstep.report.Block.Command;
import dev.lockstep.report.Block.Row;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Block.Table;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The actions that were given up: {@code lockstep dead-letters}. */
public final class LetterReport {

    static final String NONE = "No dead letters are open.";
    private static final int WIDEST = 100;
    private static final List<Column> COLUMNS = List.of(Column.of("ID"), Column.name("MXID"), Column.of("ACTION"), Column.of("RULE"), Column.of("OUTCOME"), Column.of("TRIES"),
            Column.of("FIRST TRY"), Column.of("LAST TRY"), Column.prose("WHY"));

    private LetterReport() {
    }

    public static Report of(List<DeadLetter> letters, Caller caller) {
        List<Block> blocks = letters.isEmpty() ? List.of(new Sentence(NONE, Tone.PLAIN)) : List.of(new Table(COLUMNS, letters.stream().map(LetterReport::row).toList()),
                new Sentence("The whole of what was said: --json.", Tone.PLAIN),
                new Command("Try " + (letters.size() == 1 ? "it" : "them") + " again:", caller.command("replay", letters.size() == 1 ? String.valueOf(letters.get(0).id()) : "--all")));
        return new Report(Map.of("letters", letters.stream().map(DeadLetter::facts).toList()), blocks);
    }

    private static Row row(DeadLetter letter) {
        return Row.of(List.of(String.valueOf(letter.id()), letter.mxid().toString(), letter.action().words(), letter.rule(), letter.why().outcome(), String.valueOf(letter.attempts()),
                letter.firstTried().truncatedTo(ChronoUnit.SECONDS).toString(), letter.lastTried().truncatedTo(ChronoUnit.SECONDS).toString(),
                shortened(letter.why().said().isEmpty() ? letter.why().detail() : letter.why().said())));
    }

    private static String shortened(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
    }
}

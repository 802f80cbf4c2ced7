package dev.lockstep.report;

import java.util.List;
import java.util.Optional;

/** A part of a report for people. Texts are as they are: each renderer makes them harmless in its own way. */
public sealed interface Block permits Block.Sentence, Block.Table, Block.Listed, Block.Command, Block.Facts {

    /** One or more sentences. */
    record Sentence(String text, Tone tone) implements Block {
    }

    /** A table; one without rows is not shown. */
    record Table(List<Column> columns, List<Row> rows) implements Block {
    }

    /** A reason, and those whom it names, one by one; {@code others} counts those who are not named. */
    record Listed(String text, List<String> names, int others) implements Block {
    }

    /** What to do next: a sentence, and a command to copy. */
    record Command(String lead, List<String> words) implements Block {
    }

    /** What is known of one person or thing. */
    record Facts(String about, List<Fact> facts) implements Block {
    }

    /** One of these facts; {@code items} are told below it. */
    record Fact(String label, String text, List<String> items) {
    }

    /**
     * A column.
     *
     * @param title   what stands above it
     * @param sort    what stands in it
     * @param spare   0 where it has to be shown; else the one with the highest number is left out first where a line is too short
     */
    record Column(String title, Sort sort, int spare) {

        public static Column of(String title) {
            return new Column(title, Sort.WORD, 0);
        }

        public static Column name(String title) {
            return new Column(title, Sort.NAME, 0);
        }

        public static Column prose(String title) {
            return new Column(title, Sort.PROSE, 0);
        }

        public static Column spare(String title, int rank) {
            return new Column(title, Sort.WORD, rank);
        }
    }

    /** What stands in a column: names are never changed or broken, prose may go over several lines. */
    enum Sort {
        WORD, NAME, PROSE
    }

    /**
     * A row.
     *
     * @param kind  what happens to the account, where the table is about that
     * @param cells as many as there are columns; none for a row that says how many more there are
     * @param note  what is told below the row, or instead of it; empty for nothing
     */
    record Row(Optional<Kind> kind, List<String> cells, String note) {

        public static Row of(List<String> cells) {
            return new Row(Optional.empty(), cells, "");
        }

        public static Row of(Kind kind, List<String> cells) {
            return new Row(Optional.of(kind), cells, "");
        }

        public static Row rest(Kind kind, String note) {
            return new Row(Optional.of(kind), List.of(), note);
        }
    }
}

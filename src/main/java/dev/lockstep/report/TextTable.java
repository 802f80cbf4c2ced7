package dev.lockstep.report;

import dev.lockstep.account.Shown;
import dev.lockstep.report.Block.Column;
import dev.lockstep.report.Block.Row;
import dev.lockstep.report.Block.Sort;
import dev.lockstep.report.Block.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A table in columns as wide as their widest cell. Where the lines are too short for it, prose is wrapped, then the columns that can be spared go, and at last each row becomes a paragraph:
 * nothing that is shown is ever cut.
 */
final class TextTable {

    private static final String GAP = "  ";
    /** With less room than this, prose in a column can't be read. */
    private static final int LEAST_PROSE = 24;

    private final Ink ink;
    private final int width;

    TextTable(Ink ink, int width) {
        this.ink = ink;
        this.width = width;
    }

    /** Its lines; none when there are no rows. */
    List<String> lines(Table table) {
        if (table.rows().isEmpty()) {
            return List.of();
        }
        Table shown = visible(table);
        while (true) {
            int[] widths = widths(shown);
            int room = width - sign(shown) - GAP.length() * (widths.length - 1) - IntStream.of(widths).sum();
            int last = widths.length - 1;
            if (room < 0 && shown.columns().get(last).sort() == Sort.PROSE && widths[last] + room >= LEAST_PROSE) {
                widths[last] += room;
                room = 0;
            }
            if (room >= 0) {
                return aligned(shown, widths);
            }
            int spare = spare(shown.columns());
            if (spare < 0) {
                return paragraphs(visible(table));
            }
            shown = without(shown, spare);
        }
    }

    private List<String> aligned(Table table, int[] widths) {
        List<String> lines = new ArrayList<>();
        lines.add(ink.paint(" ".repeat(sign(table)) + line(table.columns().stream().map(Column::title).toList(), widths), Tone.STRONG));
        for (Row row : table.rows()) {
            if (row.cells().isEmpty()) {
                lines.add(painted(row, row.note()));
                continue;
            }
            int last = widths.length - 1;
            List<String> prose = Widths.wrapped(row.cells().get(last), widths[last]);
            List<String> cells = new ArrayList<>(row.cells());
            cells.set(last, prose.get(0));
            lines.add(painted(row, line(cells, widths)));
            int indent = sign(table) + IntStream.of(widths).limit(last).sum() + GAP.length() * last;
            prose.stream().skip(1).forEach(more -> lines.add(" ".repeat(indent) + more));
            lines.addAll(note(row));
        }
        return lines;
    }

    /** The first cell, then each other with its title: as many on a line as fit. */
    private List<String> paragraphs(Table table) {
        List<String> lines = new ArrayList<>();
        for (Row row : table.rows()) {
            if (row.cells().isEmpty()) {
                lines.add(painted(row, row.note()));
                continue;
            }
            StringBuilder line = new StringBuilder(row.cells().get(0));
            int start = lines.size();
            for (int i = 1; i < row.cells().size(); i++) {
                String cell = row.cells().get(i);
                if (cell.isEmpty() || cell.equals("-")) {
                    continue;
                }
                for (String part : Widths.wrapped(table.columns().get(i).title().toLowerCase(Locale.ROOT) + " " + cell, Math.max(LEAST_PROSE, width - 4))) {
                    int sign = lines.size() == start ? sign(table) : 0;
                    if (sign + Widths.of(line.toString()) + GAP.length() + Widths.of(part) > width) {
                        lines.add(lines.size() == start ? painted(row, line.toString()) : line.toString());
                        line.setLength(0);
                        line.append("    ").append(part);
                    } else {
                        line.append(GAP).append(part);
                    }
                }
            }
            lines.add(lines.size() == start ? painted(row, line.toString()) : line.toString());
            lines.addAll(note(row));
        }
        return lines;
    }

    private List<String> note(Row row) {
        return row.note().isEmpty() ? List.of() : Widths.wrapped(row.note(), Math.max(LEAST_PROSE, width - 4)).stream().map(line -> "    " + line).toList();
    }

    private String painted(Row row, String text) {
        return row.kind().map(kind -> ink.paint(kind.symbol(), kind.tone()) + " " + (row.cells().isEmpty() ? ink.paint(text, kind.tone()) : text)).orElse(text);
    }

    private static int sign(Table table) {
        return table.rows().stream().anyMatch(row -> row.kind().isPresent()) ? 2 : 0;
    }

    private static int[] widths(Table table) {
        return IntStream.range(0, table.columns().size()).map(i -> IntStream.concat(IntStream.of(Widths.of(table.columns().get(i).title())),
                table.rows().stream().filter(row -> !row.cells().isEmpty()).mapToInt(row -> Widths.of(row.cells().get(i)))).max().orElse(0)).toArray();
    }

    private static int spare(List<Column> columns) {
        return IntStream.range(0, columns.size()).filter(i -> columns.get(i).spare() > 0).reduce((a, b) -> columns.get(a).spare() >= columns.get(b).spare() ? a : b).orElse(-1);
    }

    private static Table without(Table table, int column) {
        List<Column> columns = new ArrayList<>(table.columns());
        columns.remove(column);
        return new Table(columns, table.rows().stream().map(row -> {
            List<String> cells = new ArrayList<>(row.cells());
            if (!cells.isEmpty()) {
                cells.remove(column);
            }
            return new Row(row.kind(), cells, row.note());
        }).toList());
    }

    private static Table visible(Table table) {
        return new Table(table.columns(), table.rows().stream().map(row -> new Row(row.kind(), row.cells().stream().map(Shown::text).toList(), Shown.text(row.note()))).toList());
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(Widths.padded(cells.get(i), widths[i])).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}

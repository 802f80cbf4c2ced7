package dev.lockstep.run;

import dev.lockstep.account.Shown;
import java.util.ArrayList;
import java.util.List;

/** A table for people: a heading and rows in columns as wide as their widest cell; what is invisible in a cell is escaped. */
public final class TextTable {

    private static final String GAP = "  ";

    private TextTable() {
    }

    /** The lines of the table; none when there are no rows. */
    public static List<String> of(List<String> heading, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        int[] widths = new int[heading.size()];
        List<List<String>> all = new ArrayList<>(List.of(heading));
        rows.forEach(row -> all.add(row.stream().map(Shown::text).toList()));
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
        }
        return line.toString().stripTrailing();
    }
}

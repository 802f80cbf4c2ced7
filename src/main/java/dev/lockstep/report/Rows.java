package dev.lockstep.report;

import dev.lockstep.report.Block.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows sorted by their kind, of which long lists show the first ones and count the others. */
final class Rows {

    /** So many of a kind are shown unless all are asked for. */
    static final int SHOWN = 20;

    private Rows() {
    }

    /** @param all whether every row is shown */
    static List<Row> of(List<Row> rows, boolean all) {
        List<Row> sorted = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Row> these = rows.stream().filter(row -> row.kind().orElseThrow() == kind).toList();
            // Instead of the last row it takes none less to say that there is one more.
            int shown = all || these.size() <= SHOWN + 1 ? these.size() : SHOWN;
            sorted.addAll(these.subList(0, shown));
            if (shown < these.size()) {
                sorted.add(Row.rest(kind, "and " + (these.size() - shown) + " more (--all shows them)"));
            }
        }
        return List.copyOf(sorted);
    }

    /** How many there are of each kind, those that there are. */
    static String counts(List<Kind> kinds) {
        return List.of(Kind.values()).stream().filter(kinds::contains).map(kind -> kinds.stream().filter(kind::equals).count() + " " + kind.counted() + ", ").collect(Collectors.joining());
    }
}

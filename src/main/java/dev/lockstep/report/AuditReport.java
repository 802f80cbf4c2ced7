package dev.lockstep.report;

import dev.lockstep.ledger.AuditRow;
import dev.lockstep.report.Block.Column;
import dev.lockstep.report.Block.Row;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Block.Table;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who did what to whose account: {@code lockstep audit}. */
public final class AuditReport {

    private static final List<Column> COLUMNS = List.of(Column.of("TIME"), Column.of("RUN"), Column.of("TRIGGER"), Column.of("ACTOR"), Column.of("EVENT"), Column.name("MXID"), Column.of("ACTION"),
            Column.of("RULE"), Column.of("BEFORE"), Column.of("AFTER"), Column.prose("DETAIL"));

    private AuditReport() {
    }

    public static Report of(List<AuditRow> rows) {
        List<Map<String, String>> objects = rows.stream().map(AuditReport::object).toList();
        Table table = new Table(COLUMNS, objects.stream().map(object -> Row.of(object.values().stream().map(value -> value.isEmpty() ? "-" : value).toList())).toList());
        return new Report(Map.of("audit", objects), List.of(table, new Sentence(rows.size() == 1 ? "1 entry." : rows.size() + " entries.", Tone.PLAIN)));
    }

    private static Map<String, String> object(AuditRow row) {
        Map<String, String> object = new LinkedHashMap<>();
        object.put("time", row.at().truncatedTo(ChronoUnit.MILLIS).toString());
        object.putAll(row.facts());
        return object;
    }
}

package dev.lockstep.cli;

import dev.lockstep.account.Shown;
import dev.lockstep.ledger.AuditRow;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.run.TextTable;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lockstep audit}: who did what to whose account, when and why. */
@Command(name = "audit", description = "Show who did what to whose account, when and why, oldest first.")
final class AuditCommand implements Callable<Integer> {

    @Mixin
    private Options options;
    @Option(names = "--since", paramLabel = "WHEN", description = "From when on: a time span (90m, 24h, 7d), a day (2026-11-22, UTC) or a moment (2026-11-22T09:00:00Z).", converter = Since.class)
    private Instant since = Instant.EPOCH;
    @Option(names = "--user", paramLabel = "NAME", description = "About this account alone: a Matrix user id, or its localpart.")
    private String user;
    @Option(names = "--json", description = "Print one JSON object on standard output instead of a table.")
    private boolean json;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Ledger ledger = Ledger.open(StateFolder.of(options.settings()))) {
            List<AuditRow> rows = ledger.audit().since(since).stream().filter(this::isMeant).toList();
            if (json) {
                Output.json(out, Map.of("audit", rows.stream().map(AuditCommand::object).toList()));
            } else {
                TextTable.of(List.of("TIME", "RUN", "TRIGGER", "ACTOR", "EVENT", "MXID", "ACTION", "RULE", "BEFORE", "AFTER", "DETAIL"), rows.stream().map(AuditCommand::cells).toList())
                        .forEach(out::println);
                out.println(rows.size() == 1 ? "1 entry." : rows.size() + " entries.");
            }
        }
        return 0;
    }

    private boolean isMeant(AuditRow row) {
        return user == null || row.mxid().equals(user) || row.mxid().startsWith("@" + user + ":");
    }

    private static List<String> cells(AuditRow row) {
        return object(row).values().stream().map(value -> Shown.text(value)).map(value -> value.isEmpty() ? "-" : value).toList();
    }

    private static Map<String, String> object(AuditRow row) {
        Map<String, String> object = new LinkedHashMap<>();
        object.put("time", row.at().truncatedTo(ChronoUnit.MILLIS).toString());
        object.putAll(row.facts());
        return object;
    }
}

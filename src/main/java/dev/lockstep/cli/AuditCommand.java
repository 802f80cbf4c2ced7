package dev.lockstep.cli;

import dev.lockstep.ledger.AuditRow;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.report.AuditReport;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep audit}: who did what to whose account, when and why. */
@Command(name = "audit", description = "Show who did what to whose account, when and why, oldest first.")
final class AuditCommand implements Callable<Integer> {

    @Mixin
    private Options options;
    @Option(names = "--since", paramLabel = "WHEN", description = "From when on: a time span (90m, 24h, 7d), a day (2026-11-22, UTC) or a moment (2026-11-22T09:00:00Z).", converter = Since.class)
    private Instant since = Instant.EPOCH;
    @Option(names = "--user", paramLabel = "NAME", description = "About this account alone: a Matrix user id, or its localpart.")
    private String user;
    @Mixin
    private OutputOption output;
    @Mixin
    private ColourOption colour;

    @Override
    public Integer call() {
        output.asked();
        try (Ledger ledger = Ledger.open(StateFolder.of(options.settings()))) {
            output.print(AuditReport.of(ledger.audit().since(since).stream().filter(this::isMeant).toList()), colour);
        }
        return 0;
    }

    private boolean isMeant(AuditRow row) {
        return user == null || row.mxid().equals(user) || row.mxid().startsWith("@" + user + ":");
    }
}

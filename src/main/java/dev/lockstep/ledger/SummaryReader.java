package dev.lockstep.ledger;

import dev.lockstep.account.SetupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Reads the summary again and again through one connection, opened anew when the ledger's file was replaced: monitoring asks often, and opening costs more than reading. Safe for several threads. */
public final class SummaryReader implements AutoCloseable {

    private final Path folder;
    private LedgerDatabase database;
    private Optional<Object> key = Optional.empty();

    public SummaryReader(Path folder) {
        this.folder = folder;
    }

    /**
     * The summary of now.
     *
     * @throws SetupException  when the folder can't be used, or the ledger is damaged or of a newer version
     * @throws LedgerException when it can't be read
     */
    public synchronized LedgerSummary read() {
        if (database != null && !(key.isPresent() && key.equals(keyOf(database.place())))) {
            close();
        }
        if (database == null) {
            database = LedgerDatabase.open(folder);
            key = keyOf(database.place());
        }
        boolean good = false;
        try {
            LedgerSummary read = LedgerSummary.of(database);
            good = true;
            return read;
        } finally {
            if (!good) {
                close();
            }
        }
    }

    @Override
    public synchronized void close() {
        if (database != null) {
            LedgerDatabase open = database;
            database = null;
            open.close();
        }
    }

    private static Optional<Object> keyOf(Path file) {
        try {
            return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

package dev.lockstep.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What people were told and is not over yet, so that they are told once. */
public final class Told {

    private final LedgerDatabase database;

    Told(LedgerDatabase database) {
        this.database = database;
    }

    /** Each kind that is not over yet, with its text. */
    public Map<String, String> open() {
        return database.read(sql -> {
            Map<String, String> notices = new HashMap<>();
            sql.each("select kind, text from notices", row -> notices.put(row.getString(1), row.getString(2)));
            return notices;
        });
    }

    /** Notes what people were told, each kind with its text, and which kinds are over. */
    public void note(Map<String, String> told, Collection<String> over, Instant when) {
        database.write(sql -> {
            for (String kind : over) {
                sql.update("delete from notices where kind = ?", kind);
            }
            for (Map.Entry<String, String> notice : told.entrySet()) {
                sql.update("insert into notices (kind, since, text) values (?, ?, ?) on conflict (kind) do nothing", notice.getKey(), when.toEpochMilli(), notice.getValue());
            }
            return null;
        });
    }
}

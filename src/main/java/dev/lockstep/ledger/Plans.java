package dev.lockstep.ledger;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.StoredPlan;
import dev.lockstep.plan.SyncPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Plans that a person can read and apply. */
public final class Plans {

    private final LedgerDatabase database;

    Plans(LedgerDatabase database) {
        this.database = database;
    }

    /** Keeps a plan. */
    public void seen(SyncPlan plan, String held, Instant when) {
        String actions = plan.actions().stream().map(decision -> decision.action().orElseThrow().words() + " " + decision.mxid()).collect(Collectors.joining("\n"));
        database.write(sql -> sql.update("insert into plans (id, actions, first_seen, last_seen, held) values (?, ?, ?, ?, ?)"
                + " on conflict (id) do update set last_seen = excluded.last_seen, held = excluded.held", plan.id(), actions, when.toEpochMilli(), when.toEpochMilli(), held));
    }

    /** A plan that was kept. */
    public Optional<StoredPlan> find(String id) {
        return database.write(sql -> {
            List<StoredPlan> found = new ArrayList<>();
            sql.each("select actions, last_seen from plans where id = ?", row -> {
                Map<Mxid, AccountAction> actions = new HashMap<>();
                row.getString(1).lines().forEach(line -> actions.put(Mxid.parse(line.substring(line.indexOf(' ') + 1)),
                        AccountAction.valueOf(line.substring(0, line.indexOf(' ')).toUpperCase(Locale.ROOT))));
                found.add(new StoredPlan(id, actions, Instant.ofEpochMilli(row.getLong(2))));
            }, id);
            return found.stream().findFirst();
        });
    }
}

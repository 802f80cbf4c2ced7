package dev.lockstep.ledger;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.StoredPlan;
import dev.lockstep.plan.SyncPlan;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Plans that a person can read and apply. */
public final class Plans {

    private final LedgerDatabase database;

    Plans(LedgerDatabase database) {
        this.database = database;
    }

    /** Keeps a plan. */
    public void seen(SyncPlan plan, String held, Instant when) {
        database.write(sql -> {
            sql.update("insert into plans (id, first_seen, last_seen, held) values (?, ?, ?, ?) on conflict (id) do update set last_seen = excluded.last_seen, held = excluded.held",
                    plan.id(), when.toEpochMilli(), when.toEpochMilli(), held);
            for (Decision decision : plan.actions()) {
                sql.update("insert into plan_actions (plan, mxid, action) values (?, ?, ?) on conflict (plan, mxid) do nothing", plan.id(), decision.mxid().toString(),
                        decision.action().orElseThrow().words());
            }
            return null;
        });
    }

    /** A plan that was kept. */
    public Optional<StoredPlan> find(String id) {
        return database.read(sql -> {
            String lastSeen = sql.text("select last_seen from plans where id = ?", id);
            Map<Mxid, AccountAction> actions = new HashMap<>();
            sql.each("select mxid, action from plan_actions where plan = ?",
                    row -> actions.put(Mxid.parse(row.getString(1)), AccountAction.valueOf(row.getString(2).toUpperCase(Locale.ROOT))), id);
            return lastSeen.isEmpty() ? Optional.empty() : Optional.of(new StoredPlan(id, actions, Instant.ofEpochMilli(Long.parseLong(lastSeen))));
        });
    }
}

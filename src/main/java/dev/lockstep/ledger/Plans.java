package dev.lockstep.ledger;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Census;
import dev.lockstep.account.Headcount;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.StoredPlan;
import dev.lockstep.plan.SyncPlan;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans that a person can read and apply. */
public final class Plans {

    private final LedgerDatabase database;

    Plans(LedgerDatabase database) {
        this.database = database;
    }

    /**
     * Keeps a plan.
     *
     * @param held    why it is held; null when it isn't
     * @param accepts what its look counted, where it is held for just that: whoever applies it takes these counts for right
     * @param doubted whose closing is doubtful, as the reason for holding it says
     */
    public void seen(SyncPlan plan, String held, Optional<Census> accepts, Set<Mxid> doubted, Instant when) {
        database.write(sql -> {
            sql.update("insert into plans (id, first_seen, last_seen, held, accepts) values (?, ?, ?, ?, ?) on conflict (id) do update set last_seen = excluded.last_seen,"
                    + " held = excluded.held, accepts = excluded.accepts", plan.id(), when.toEpochMilli(), when.toEpochMilli(), held, accepts.map(Plans::text).orElse(null));
            for (Decision decision : plan.actions()) {
                sql.update("insert into plan_actions (plan, mxid, action, doubted) values (?, ?, ?, ?) on conflict (plan, mxid) do update set doubted = excluded.doubted", plan.id(),
                        decision.mxid().toString(), decision.action().orElseThrow().words(), doubted.contains(decision.mxid()) ? 1 : 0);
            }
            return null;
        });
    }

    /** A plan that was kept. */
    public Optional<StoredPlan> find(String id) {
        return database.read(sql -> {
            String lastSeen = sql.text("select last_seen from plans where id = ?", id);
            Map<Mxid, AccountAction> actions = new HashMap<>();
            Set<Mxid> doubted = new HashSet<>();
            sql.each("select mxid, action, doubted from plan_actions where plan = ?", row -> {
                Mxid mxid = Mxid.parse(row.getString(1));
                actions.put(mxid, AccountAction.valueOf(row.getString(2).toUpperCase(Locale.ROOT)));
                if (row.getInt(3) == 1) {
                    doubted.add(mxid);
                }
            }, id);
            String accepts = sql.text("select accepts from plans where id = ?", id);
            return lastSeen.isEmpty() ? Optional.empty() : Optional.of(new StoredPlan(id, actions, Instant.ofEpochMilli(Long.parseLong(lastSeen)),
                    accepts.isEmpty() ? Optional.empty() : Optional.of(census(accepts)), doubted));
        });
    }

    /** The groups on the first line, then a line each: members, enabled ones, federation. */
    private static String text(Census census) {
        return String.join(",", census.groups()) + census.counts().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(count -> "\n" + count.getValue().members() + " " + count.getValue().enabled() + " " + count.getKey()).collect(Collectors.joining());
    }

    private static Census census(String text) {
        List<String> lines = text.lines().toList();
        Map<String, Headcount> counts = new HashMap<>();
        lines.stream().skip(1).map(line -> line.split(" ", 3)).forEach(words -> counts.put(words[2], new Headcount(Integer.parseInt(words[0]), Integer.parseInt(words[1]))));
        return new Census(lines.get(0).isEmpty() ? List.of() : List.of(lines.get(0).split(",")), counts);
    }
}

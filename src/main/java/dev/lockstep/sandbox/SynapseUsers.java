package dev.lockstep.sandbox;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** The accounts of a {@link SandboxSynapse}, and {@code GET /_synapse/admin/v2/users} over all and one of them. */
final class SynapseUsers {

    private static final long FIRST_CREATION_TS = 1_795_329_723_000L;

    private final String serverName;
    private final Map<String, SynapseRow> rows = new ConcurrentHashMap<>();
    // Synapse keeps whole seconds; a second apart each, so that the order is the order of making.
    private final AtomicLong nextCreationTs = new AtomicLong(FIRST_CREATION_TS);

    SynapseUsers(String serverName) {
        this.serverName = serverName;
    }

    String mxid(String name) {
        return name.startsWith("@") ? name : "@" + name + ":" + serverName;
    }

    SynapseRow add(String name) {
        SynapseRow row = new SynapseRow(mxid(name), nextCreationTs.getAndAdd(1000));
        if (rows.putIfAbsent(row.mxid(), row) != null) {
            throw new IllegalArgumentException("There is an account '" + row.mxid() + "' already");
        }
        return row;
    }

    Optional<SynapseRow> find(String name) {
        return Optional.ofNullable(rows.get(mxid(name)));
    }

    void remove(String name) {
        rows.remove(mxid(name));
    }

    Map<String, Object> one(String mxid) {
        if (!mxid.startsWith("@")) {
            throw MatrixError.invalidParameter("Expected UserID string to start with '@'");
        }
        if (!mxid.endsWith(":" + serverName)) {
            throw new MatrixError(400, "M_UNKNOWN", "Can only look up local users");
        }
        return find(mxid).map(SynapseRow::details).orElseThrow(() -> new MatrixError(404, "M_NOT_FOUND", "User not found"));
    }

    Map<String, Object> page(Map<String, String> query) {
        int from = number(query, "from", 0);
        int limit = number(query, "limit", 100);
        if (flag(query, "guests", true)) {
            throw MatrixError.invalidParameter("The guests parameter is not supported when delegating to MAS.");
        }
        Predicate<SynapseRow> shown = row -> !row.isGuest();
        if (!flag(query, "deactivated", false)) {
            shown = shown.and(row -> !row.isDeactivated());
        }
        if (!flag(query, "locked", false)) {
            shown = shown.and(row -> !row.isLocked());
        }
        List<SynapseRow> all = rows.values().stream().filter(shown).sorted(order(query)).toList();
        List<Map<String, Object>> page = all.stream().skip(from).limit(limit).map(SynapseRow::json).toList();
        Map<String, Object> body = Answer.object("users", page, "total", all.size());
        if ((long) from + limit < all.size()) {
            body.put("next_token", Integer.toString(from + page.size()));
        }
        return body;
    }

    private static Comparator<SynapseRow> order(Map<String, String> query) {
        Comparator<SynapseRow> byName = Comparator.comparing(SynapseRow::mxid);
        Comparator<SynapseRow> order = switch (query.getOrDefault("order_by", "name")) {
            case "name" -> byName;
            case "creation_ts" -> Comparator.comparingLong(SynapseRow::creationTs);
            case "deactivated" -> Comparator.comparing(SynapseRow::isDeactivated);
            case "locked" -> Comparator.comparing(SynapseRow::isLocked);
            default -> throw MatrixError.invalidParameter("Query parameter 'order_by' must be one of ['name', "
                    + "'displayname', 'is_guest', 'admin', 'deactivated', 'user_type', 'avatar_url', 'shadow_banned', "
                    + "'creation_ts', 'last_seen_ts', 'locked']");
        };
        Comparator<SynapseRow> directed = switch (query.getOrDefault("dir", "f")) {
            case "f" -> order;
            case "b" -> order.reversed();
            default -> throw MatrixError.invalidParameter("Query parameter 'dir' must be one of ['b', 'f']");
        };
        return directed.thenComparing(byName);
    }

    private static int number(Map<String, String> query, String name, int missing) {
        String text = query.get(name);
        if (text == null) {
            return missing;
        }
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw MatrixError.invalidParameter("Query parameter " + name + " must be an integer");
        }
        if (number < 0) {
            throw MatrixError.invalidParameter("Query parameter " + name + " must be a positive integer.");
        }
        return number;
    }

    private static boolean flag(Map<String, String> query, String name, boolean missing) {
        return switch (query.getOrDefault(name, Boolean.toString(missing))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw MatrixError.invalidParameter(
                    "Boolean query parameter '" + name + "' must be one of ['true', 'false']");
        };
    }
}

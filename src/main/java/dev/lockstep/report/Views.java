package dev.lockstep.report;

import dev.lockstep.plan.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several reports have in common. */
final class Views {

    private Views() {
    }

    /** A map that keeps its order: key, value, key, value... */
    static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** A reason in one line, and the first ten of those whom it names one by one. */
    static Block.Listed listed(Reason reason) {
        List<String> first = reason.names().stream().limit(Reason.NAMED).toList();
        return new Block.Listed(reason.brief(), first, reason.names().size() - first.size());
    }
}

package dev.lockstep.real;

import com.fasterxml.jackson.databind.JsonNode;

/** An account as Synapse's list shows it. */
public record RealAccount(String mxid, boolean locked, boolean deactivated, boolean erased, boolean admin, boolean guest, String userType) {
    static RealAccount of(JsonNode row) {
        return new RealAccount(row.path("name").asText(), row.path("locked").asBoolean(), row.path("deactivated").asBoolean(), row.path("erased").asBoolean(), row.path("admin").asBoolean(),
            row.path("is_guest").asBoolean(), row.path("user_type").asText(""));
    }

    public boolean active() {
        return !locked && !deactivated;
    }
}

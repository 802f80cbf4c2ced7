package dev.lockstep.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What MAS's worker tells Synapse: {@code POST /_synapse/mas/...}, as in Synapse's rest/synapse/mas. */
final class SynapseMasDoor {

    private static final String PREFIX = "/_synapse/mas/";
    private static final Set<String> CALLS = Set.of("provision_user", "delete_user", "reactivate_user",
            "upsert_device", "delete_device", "sync_devices");

    private final SynapseUsers users;
    private final String secret;

    SynapseMasDoor(SynapseUsers users, String secret) {
        this.users = users;
        this.secret = secret;
    }

    /** Empty for a path that is not behind this door. */
    Optional<Answer> answer(Request request) {
        String path = request.path();
        if (!path.startsWith(PREFIX) || !CALLS.contains(path.substring(PREFIX.length()))) {
            return Optional.empty();
        }
        if (!request.bearer().orElseThrow(MatrixError::missingToken).equals(secret)) {
            throw new MatrixError(403, "M_UNKNOWN", "This endpoint must only be called by MAS");
        }
        int status = carryOut(path.substring(PREFIX.length()), request.json());
        return Optional.of(status == 204 ? Answer.of(204, "application/json", "") : Answer.json(status, Answer.object()));
    }

    private int carryOut(String call, JsonNode body) {
        String localpart = demand(body, "localpart").asText();
        if (call.equals("provision_user")) {
            return provision(localpart, body);
        }
        SynapseRow account = users.find(localpart).orElseThrow(() ->
                new MatrixError(404, "M_NOT_FOUND", "User not found"));
        return switch (call) {
            case "delete_user" -> delete(account, demand(body, "erase").asBoolean());
            case "reactivate_user" -> reactivate(account);
            case "upsert_device" -> account.addDevice(demand(body, "device_id").asText()) ? 201 : 200;
            case "delete_device" -> deleteDevice(account, demand(body, "device_id").asText());
            default -> syncDevices(account, demand(body, "devices"));
        };
    }

    private int provision(String localpart, JsonNode body) {
        Optional<SynapseRow> known = users.find(localpart);
        SynapseRow account = known.orElseGet(() -> users.add(localpart));
        if (body.hasNonNull("locked")) {
            account.locked(body.get("locked").asBoolean());
        }
        if (body.hasNonNull("set_displayname")) {
            account.displayName(body.get("set_displayname").asText());
        }
        return known.isPresent() ? 200 : 201;
    }

    private static int delete(SynapseRow account, boolean erase) {
        account.deactivated(true).erased(account.isErased() || erase).keepOnlyDevices(Set.of());
        return 200;
    }

    private static int reactivate(SynapseRow account) {
        account.deactivated(false).erased(false);
        return 200;
    }

    private static int deleteDevice(SynapseRow account, String device) {
        account.removeDevice(device);
        return 204;
    }

    private static int syncDevices(SynapseRow account, JsonNode devices) {
        Set<String> ids = new HashSet<>();
        devices.forEach(device -> ids.add(device.asText()));
        account.keepOnlyDevices(ids);
        return 200;
    }

    private static JsonNode demand(JsonNode body, String field) {
        if (!body.hasNonNull(field)) {
            throw new MatrixError(400, "M_MISSING_PARAM", "[{'type': 'missing', 'loc': ('" + field + "',)}]");
        }
        return body.get(field);
    }
}

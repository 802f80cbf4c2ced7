package dev.lockstep.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One account of a {@link SandboxSynapse}, and the means to put it into any state. */
public final class SynapseRow {

    private final String mxid;
    private final Set<String> devices = ConcurrentHashMap.newKeySet();
    private volatile String userType;
    private volatile boolean guest;
    private volatile boolean admin;
    private volatile boolean deactivated;
    private volatile boolean locked;
    private volatile boolean erased;
    private volatile String displayName;
    private volatile long creationTs;

    SynapseRow(String mxid, long creationTs) {
        this.mxid = mxid;
        this.creationTs = creationTs;
        this.displayName = mxid.substring(1, mxid.indexOf(':'));
    }

    /** The full MXID. */
    public String mxid() {
        return mxid;
    }

    /** Whether Synapse shows it as deactivated. */
    public boolean isDeactivated() {
        return deactivated;
    }

    /** Whether Synapse shows it as locked. */
    public boolean isLocked() {
        return locked;
    }

    /** Whether Synapse shows it as erased. */
    public boolean isErased() {
        return erased;
    }

    /** The ids of its devices now. */
    public Set<String> devices() {
        return Set.copyOf(devices);
    }

    /** When it was made, in milliseconds. */
    public long creationTs() {
        return creationTs;
    }

    /** "bot", "support" or a custom type. */
    public SynapseRow userType(String value) {
        userType = value;
        return this;
    }

    /** Makes it a guest or not. */
    public SynapseRow guest(boolean value) {
        guest = value;
        return this;
    }

    /** Synapse's own old flag; MAS's administrators don't have it. */
    public SynapseRow admin(boolean value) {
        admin = value;
        return this;
    }

    /** Makes it deactivated or not, in Synapse alone. */
    public SynapseRow deactivated(boolean value) {
        deactivated = value;
        return this;
    }

    /** Makes it locked or not, in Synapse alone. */
    public SynapseRow locked(boolean value) {
        locked = value;
        return this;
    }

    /** Makes it erased or not. */
    public SynapseRow erased(boolean value) {
        erased = value;
        return this;
    }

    /** The name that people see. */
    public SynapseRow displayName(String value) {
        displayName = value;
        return this;
    }

    /** When it was made, in milliseconds; Synapse knows whole seconds only. */
    public SynapseRow createdAt(long milliseconds) {
        creationTs = milliseconds;
        return this;
    }

    boolean isGuest() {
        return guest;
    }

    boolean addDevice(String id) {
        return devices.add(id);
    }

    void keepOnlyDevices(Set<String> ids) {
        devices.retainAll(ids);
        devices.addAll(ids);
    }

    void removeDevice(String id) {
        devices.remove(id);
    }

    /** What is shown of a single account; there it was made at a time in seconds. */
    Map<String, Object> details() {
        return Answer.object("name", mxid, "admin", admin, "deactivated", deactivated, "locked", locked, "shadow_banned", false, "creation_ts", creationTs / 1000,
                "appservice_id", null, "consent_server_notice_sent", null, "consent_version", null, "consent_ts", null, "user_type", userType, "is_guest", guest,
                "suspended", false, "displayname", displayName, "avatar_url", null, "threepids", List.of(), "external_ids", List.of(), "erased", erased, "last_seen_ts", null);
    }

    /** What is shown of an account among others. */
    Map<String, Object> json() {
        return Answer.object("name", mxid, "user_type", userType, "is_guest", guest, "admin", admin,
                "deactivated", deactivated, "shadow_banned", false, "displayname", displayName, "avatar_url", null,
                "creation_ts", creationTs, "erased", erased, "last_seen_ts", null, "locked", locked);
    }
}

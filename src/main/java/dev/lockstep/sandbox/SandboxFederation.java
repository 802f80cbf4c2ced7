package dev.lockstep.sandbox;

import java.util.Set;
import java.util.TreeSet;

/**
 * A user federation of a {@link SandboxKeycloak}: the provider in Keycloak, with a directory behind it. Keycloak 26.7.3 with
 * an OpenLDAP answered in each of these situations as this one does.
 */
public final class SandboxFederation {

    /** How the provider's group mapper works. */
    public enum Mapper {
        /** READ_ONLY or LDAP_ONLY: the directory is asked at every listing. */
        LIVE,
        /** IMPORT: groups are copied when a person is imported, and never again. Without imports it works as LIVE. */
        KEPT
    }

    final SandboxLdap ldap;
    final boolean isLive;
    final boolean imports;
    final FederatedPeople people;

    private final String id;
    private final KeycloakDirectory realm;
    private final Set<String> hardcodedGroups = new TreeSet<>();
    private boolean isOn = true;
    private boolean removesInvalid = true;

    SandboxFederation(String id, boolean imports, Mapper mapper, KeycloakDirectory realm) {
        this.id = id;
        this.imports = imports;
        this.isLive = !imports || mapper == Mapper.LIVE;
        this.realm = realm;
        this.ldap = new SandboxLdap(id, realm);
        this.people = new FederatedPeople(this, realm);
    }

    /** The provider's id, as in {@code federationLink}. */
    public String id() {
        return id;
    }

    /** The directory. */
    public SandboxLdap ldap() {
        return ldap;
    }

    /** Switches the provider on or off in Keycloak. */
    public SandboxFederation switchedOn(boolean on) {
        return change(() -> isOn = on);
    }

    /** {@code removeInvalidUsersEnabled}: whether looking deletes imported people whom the directory doesn't show; true at first. */
    public SandboxFederation removesInvalid(boolean removes) {
        return change(() -> removesInvalid = removes);
    }

    /** A hard-coded group mapper: each person's page shows this group, and its listing has none of them. */
    public SandboxFederation hardcodedGroup(String path) {
        return change(() -> {
            realm.addGroup(path);
            hardcodedGroups.add(path);
        });
    }

    /** A sync of people: imports those who are new and empties the cache. While the directory is down it does nothing, and says so nowhere. */
    public SandboxFederation sync() {
        return change(people::sync);
    }

    /** Removes all imported people from Keycloak and imports them again: new ids, the same LDAP_ID. */
    public SandboxFederation importAgain() {
        return change(() -> {
            people.removeAll();
            people.sync();
        });
    }

    boolean isOn() {
        return isOn;
    }

    boolean removesInvalid() {
        return removesInvalid;
    }

    Set<String> hardcodedGroups() {
        return hardcodedGroups;
    }

    private SandboxFederation change(Runnable change) {
        synchronized (realm) {
            change.run();
            return this;
        }
    }
}

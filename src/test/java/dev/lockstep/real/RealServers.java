package dev.lockstep.real;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/**
 * The real neighbours of this JVM: started when the first test asks, shared by all, ended with the JVM. Where one can't be had (no Python, no network, no zip) the test is skipped with one line
 * that says why; with the environment variable {@code CI=true} it fails instead, so that nothing is silently left out where it counts. A server that can be had and doesn't start is always a failure.
 */
public final class RealServers {
    private interface Start<T> {
        T start() throws Unavailable;
    }

    private static final Map<String, Object> STARTED = new HashMap<>();

    private RealServers() {
    }

    /** The shared Keycloak; a test makes a realm of its own in it. */
    public static synchronized RealKeycloak keycloak() {
        return shared(RealKeycloak.class, "Keycloak", RealKeycloak::start);
    }

    /** A Synapse of the caller's own, behind the MAS at that address; the caller closes it. A test that compares all accounts wants this one. About 3 s. */
    public static synchronized RealSynapse newSynapse(String serverName, URI masEndpoint, String masSecret) {
        return orSkip("Synapse", () -> RealSynapse.start(serverName, masEndpoint, masSecret));
    }

    /** The shared Synapse behind the MAS at that address (one for each address); accounts of other tests are in it. */
    public static synchronized RealSynapse synapse(String serverName, URI masEndpoint, String masSecret) {
        return shared(RealSynapse.class, "Synapse " + serverName + " " + masEndpoint, () -> RealSynapse.start(serverName, masEndpoint, masSecret));
    }

    /** A Karaf of the caller's own, with nothing of Lockstep in it; the caller closes it. */
    public static synchronized RealKaraf newKaraf() {
        return orSkip("Karaf", RealKaraf::start);
    }

    private static <T> T shared(Class<T> type, String name, Start<T> start) {
        if (!STARTED.containsKey(name)) {
            STARTED.put(name, orSkip(name, start));
        }
        return type.cast(STARTED.get(name));
    }

    private static <T> T orSkip(String name, Start<T> start) {
        // A reason doesn't go away within a run, and looking for it again takes minutes.
        String key = "no " + name.split(" ")[0];
        if (STARTED.get(key) instanceof String known) {
            throw new TestAbortedException(known);
        }
        try {
            return start.start();
        } catch (Unavailable e) {
            String reason = "Skipped, " + key + ": " + e.getMessage();
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new AssertionError("With CI=true nothing may be skipped. " + reason, e);
            }
            System.out.println(reason);
            STARTED.put(key, reason);
            throw new TestAbortedException(reason);
        }
    }
}

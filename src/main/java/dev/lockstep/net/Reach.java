package dev.lockstep.net;

import dev.lockstep.account.SetupException;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** How one of the two servers is reached: through which proxy, trusting whom, and what it means when it can't be. */
public final class Reach {

    private final String name;
    private final Setting<URI> key;
    private final Settings settings;
    private final Proxies proxies;

    private Reach(String name, Setting<URI> key, Settings settings) {
        this.name = name;
        this.key = key;
        this.settings = settings;
        this.proxies = new Proxies(settings);
    }

    /** The way to Keycloak. */
    public static Reach keycloak(Settings settings) {
        return new Reach("Keycloak", Keys.KEYCLOAK_URL, settings);
    }

    /** The way to Synapse. */
    public static Reach synapse(Settings settings) {
        return new Reach("Synapse", Keys.MATRIX_URL, settings);
    }

    /** Whose way it is. */
    public String name() {
        return name;
    }

    /** Where the server is. */
    public URI url() {
        return settings.get(key);
    }

    /** The same, letter by letter. */
    WebAddress address() {
        return WebAddress.of(url().toString()).orElseThrow();
    }

    /** The name that stands for the server in Camel's routes, for Camel would write its address anew, and knows no host with an underscore. */
    String standIn() {
        return "lockstep-" + name.toLowerCase(Locale.ROOT);
    }

    /**
     * The proxy to ask; empty where the server is asked itself.
     *
     * @throws SetupException when the environment names one that can't be one
     */
    public Optional<ProxyServer> proxy() {
        return proxies.to(url());
    }

    /**
     * The files of the settings, and Java's own store.
     *
     * @throws SetupException when a file can't be read or is of no use
     */
    public SSLContext tls() {
        return TlsFiles.context(settings, key == Keys.KEYCLOAK_URL);
    }

    /** The server's address for a message, and the proxy where there is one. */
    public String shown() {
        return failures().shown();
    }

    /** What an answer of the server may be. */
    public AnswerLimits limits() {
        String source = name + " at " + shown();
        return key == Keys.KEYCLOAK_URL ? AnswerLimits.keycloak(settings, source) : AnswerLimits.synapse(settings, source);
    }

    /**
     * Whether an answer is the server's own, by its form.
     *
     * @param path   what was asked for
     * @param status of the answer
     * @param body   its beginning, {@link ForeignAnswer#BEGINNING} bytes at most
     */
    public boolean isOwn(String path, int status, String body) {
        return form().isOwn(path, status, body);
    }

    /** Whether the first sign of an answer that went well does not tell enough. */
    public boolean isLookedAt(String path) {
        return form().isLookedAt(path);
    }

    /** The exception, with its sentence, for what kept an answer away: something known of TLS or of a proxy, or somebody else's answer; empty for anything else. */
    public Optional<RuntimeException> explain(Throwable failure) {
        return failures().explain(failure);
    }

    private OwnForm form() {
        return key == Keys.KEYCLOAK_URL ? OwnForm.KEYCLOAK : OwnForm.SYNAPSE;
    }

    private ReachFailures failures() {
        return new ReachFailures(name, key, settings, proxy());
    }
}

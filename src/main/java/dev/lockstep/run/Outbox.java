package dev.lockstep.run;

import dev.lockstep.account.Shown;
import dev.lockstep.net.WebAddress;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A Camel endpoint of somebody else's that a setting names: it may be silent for ever, and its address may hold a secret. */
final class Outbox {

    /** Anything that may be an address: it may hold a secret. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

    /** The beans that make the clients. */
    private static final Map<String, String> CLIENTS = Map.of(Keys.NOTIFY_URI.key(), "lockstepNoticeClient", Keys.DEAD_LETTER_URI.key(), "lockstepLetterClient");

    /** In the path of an endpoint, before its options. */
    private static final Pattern ENCODED = Pattern.compile("\\G([^%?]*+)%");

    private final Settings settings;
    private final Setting<String> key;
    private final Secrets secrets;

    Outbox(Settings settings, Setting<String> key) {
        this.settings = settings;
        this.key = key;
        this.secrets = new Secrets(settings);
    }

    boolean isOpen() {
        return settings.find(key).isPresent();
    }

    /** The address of the web that it is; empty where it is an endpoint of another kind. */
    Optional<WebAddress> address() {
        return settings.find(key).flatMap(WebAddress::of);
    }

    /**
     * The endpoint; for HTTP with time limits, or a silent server would hold up every later run. Of a web address Camel learns the server alone: it would decode a path, put parameters into another order,
     * and take those that are called as its own options are. The client knows the rest.
     */
    String endpoint() {
        return address().map(address -> address.scheme() + "://" + (address.isKnownToJava() ? address.authority().bare() : key.key().replaceAll("[^a-z]", "-"))
                        + "?connectTimeout=10000&responseTimeout=30000&httpClientConfigurer=#" + CLIENTS.get(key.key()))
                // Camel looks for placeholders of its own in an endpoint; what a person wrote is none. It takes these characters for what they stand for.
                .orElseGet(() -> folder(settings.find(key).orElseThrow()).replace("{{", "%7B%7B").replace("}}", "%7D%7D"));
    }

    /** Camel decodes the path of a folder too, and does so twice; what stands behind its ? are Camel's options. */
    private static String folder(String endpoint) {
        return endpoint.startsWith("file:") ? ENCODED.matcher(endpoint).replaceAll("$1%2525") : endpoint;
    }

    /** Why something could not be sent, without the address and without a full stop. */
    String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = Shown.text(secrets.hide(root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage()));
        // The sentences of reading speak of runs that have changed nothing yet.
        return ADDRESS.matcher(reason.replace(" Nothing was changed.", "")).replaceAll("(the address)").replaceAll("[\\s.]+$", "");
    }
}

package dev.lockstep.run;

import dev.lockstep.account.Shown;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import java.util.regex.Pattern;

/** A Camel endpoint of somebody else's that a setting names: it may be silent for ever, and its address may hold a secret. */
final class Outbox {

    /** Anything that may be an address: it may hold a secret. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

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

    /** The endpoint; for HTTP with time limits, or a silent server would hold up every later run. */
    String endpoint() {
        // Camel looks for placeholders of its own in an endpoint; what a person wrote is none. It takes these characters for what they stand for.
        String given = settings.find(key).orElseThrow().replace("{{", "%7B%7B").replace("}}", "%7D%7D");
        if (!given.startsWith("http:") && !given.startsWith("https:")) {
            return given;
        }
        String limited = given.contains("responseTimeout=") ? given : with(given, "connectTimeout=10000&responseTimeout=30000");
        // Each byte that comes begins a time limit anew, and an answer without an end would fill the memory.
        return limited.contains("httpClientConfigurer=") ? limited : with(limited, "httpClientConfigurer=#lockstepOutbox");
    }

    private static String with(String uri, String options) {
        return uri + (uri.contains("?") ? "&" : "?") + options;
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

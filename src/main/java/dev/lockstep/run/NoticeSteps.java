package dev.lockstep.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.Shown;
import dev.lockstep.run.Notices.News;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The steps that the route lockstep-notify names: what is new, how it is said, where it goes, and that it was told. */
public final class NoticeSteps {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Anything that may be an address: it may hold a secret. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

    private final SyncSteps sync;
    private final Settings settings;

    public NoticeSteps(SyncSteps sync, Settings settings) {
        this.sync = sync;
        this.settings = settings;
    }

    /** What is to be told of a run; nothing where nobody is to be told ({@code lockstep.notify.uri} is empty). */
    public News news(SyncRun run) {
        if (settings.find(Keys.NOTIFY_URI).isEmpty()) {
            return new News(List.of(), Map.of(), Set.of());
        }
        return Notices.of(run, sync.openLedger().notices());
    }

    /** Whether there is something to tell. */
    public boolean anything(News news) {
        return !news.isEmpty();
    }

    /** One JSON object for webhooks, which read {@code text}, and for Matrix, which reads {@code msgtype} and {@code body}. */
    public String body(News news) throws JsonProcessingException {
        String text = String.join("\n", news.text());
        Map<String, String> message = new LinkedHashMap<>();
        message.put("text", text);
        message.put("msgtype", "m.notice");
        message.put("body", text);
        return JSON.writeValueAsString(message);
    }

    /** Where it goes; for HTTP with time limits, or a silent server would hold up every later run. */
    public String endpoint() {
        String uri = settings.get(Keys.NOTIFY_URI);
        if (!uri.startsWith("http:") && !uri.startsWith("https:") || uri.contains("responseTimeout=")) {
            return uri;
        }
        return uri + (uri.contains("?") ? "&" : "?") + "connectTimeout=10000&responseTimeout=30000";
    }

    /** Remembers what was told, so that no later run tells it again. */
    public void told(News news) {
        sync.openLedger().noticed(news.told(), news.over(), Instant.now());
    }

    /** A notice that could not be sent never fails a run; the next run tries again. */
    public void notTold(SyncRun run, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        RunLog.warn(run, "could not tell lockstep.notify.uri what happened: " + withoutSecrets(root) + ". The next run tries again.");
    }

    private String withoutSecrets(Throwable failure) {
        String reason = Shown.text(new Secrets(settings).hide(failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage()));
        return ADDRESS.matcher(reason).replaceAll("(the address)").replaceAll("[\\s.]+$", "");
    }
}

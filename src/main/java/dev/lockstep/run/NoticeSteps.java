package dev.lockstep.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.run.Notices.News;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps that the route lockstep-notify names: what is new, how it is said, where it goes, and that it was told. */
public final class NoticeSteps {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** So long an opening that could not be told is still told, and one that was told is remembered. */
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final SyncSteps sync;
    private final Outbox outbox;

    public NoticeSteps(SyncSteps sync, Settings settings) {
        this.sync = sync;
        this.outbox = new Outbox(settings, Keys.NOTIFY_URI);
    }

    /** What is to be told of a run; nothing where nobody is to be told ({@code lockstep.notify.uri} is empty). */
    public News news(SyncRun run) {
        if (!outbox.isOpen()) {
            return new News(List.of(), Map.of(), Set.of());
        }
        Ledger ledger = sync.openLedger();
        Set<String> letters = ledger.letters().open().stream().map(letter -> letter.action().words() + " " + letter.mxid()).collect(Collectors.toSet());
        return Notices.of(run, ledger.told().open(), letters, ledger.openedWhatAnotherClosed(Instant.now().minus(REMEMBERED)));
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

    /** Where it goes. */
    public String endpoint() {
        return outbox.endpoint();
    }

    /** How long telling may take. */
    public SendBudget time() {
        return new SendBudget();
    }

    /** Remembers what was told, so that no later run tells it again. */
    public void told(News news) {
        sync.openLedger().told().note(news.told(), news.over(), Instant.now());
    }

    /** A notice that could not be sent never fails a run; the next run tries again. */
    public void notTold(SyncRun run, Throwable failure) {
        RunLog.warn(run, "could not tell lockstep.notify.uri what happened: " + outbox.reason(failure) + ". The next run tries again.");
    }
}

package dev.lockstep.run;

import dev.lockstep.net.AnswerLimits;
import dev.lockstep.net.HttpClientSetup;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Sends to exactly the web address that a setting names, and keeps it from sending us more than a little, or for longer than a while. */
public final class OutboxClient implements HttpClientConfigurer {

    private final Outbox outbox;

    /**
     * One for the address of this setting.
     *
     * @param key {@code lockstep.notify.uri} or {@code lockstep.dead-letter.uri}
     */
    public OutboxClient(Settings settings, String key) {
        this.outbox = new Outbox(settings, key.equals(Keys.NOTIFY_URI.key()) ? Keys.NOTIFY_URI : Keys.DEAD_LETTER_URI);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        HttpClientSetup.watch(client, () -> AnswerLimits.ofNobody("The server", SendBudget.ALL));
        if (outbox.address().isPresent()) {
            HttpClientSetup.aim(client, () -> outbox.address().orElseThrow());
        }
    }
}

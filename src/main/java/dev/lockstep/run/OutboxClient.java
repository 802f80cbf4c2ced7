package dev.lockstep.run;

import dev.lockstep.net.AnswerLimits;
import dev.lockstep.net.HttpClientSetup;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Keeps a web address that is only told something from sending us more than a little, or for longer than a while. */
public final class OutboxClient implements HttpClientConfigurer {

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        HttpClientSetup.watch(client, () -> AnswerLimits.ofNobody("The server", SendBudget.ALL));
    }
}

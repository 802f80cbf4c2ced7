package dev.lockstep.synapse;

import dev.lockstep.net.HttpClientSetup;
import dev.lockstep.net.Reach;
import dev.lockstep.net.ServerClock;
import dev.lockstep.settings.Settings;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;

/** Leads camel-http the way to Synapse, and takes from it its own retries: how often and how fast Synapse is asked again stands in the routes alone. */
public final class SynapseClient implements HttpClientConfigurer {

    private static final String ASKED = "lockstep.asked";

    private final Reach reach;

    public SynapseClient(Settings settings) {
        this.reach = Reach.synapse(settings);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries();
        HttpClientSetup.apply(client, reach);
        client.addRequestInterceptorLast((request, entity, context) -> context.setAttribute(ASKED, Instant.now()));
        client.addResponseInterceptorFirst((response, entity, context) -> {
            if (response.getCode() < 300 && context.getAttribute(ASKED) instanceof Instant asked) {
                ServerClock.require(reach.name(), Optional.ofNullable(response.getFirstHeader(HttpHeaders.DATE)).map(Header::getValue).orElse(null), asked);
            }
        });
    }
}

package dev.lockstep.synapse;

import dev.lockstep.net.HttpClientSetup;
import dev.lockstep.net.Reach;
import dev.lockstep.settings.Settings;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Leads camel-http the way to Synapse, and takes from it its own retries: how often and how fast Synapse is asked again stands in the routes alone. */
public final class SynapseClient implements HttpClientConfigurer {

    private final Reach reach;

    public SynapseClient(Settings settings) {
        this.reach = Reach.synapse(settings);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries();
        HttpClientSetup.apply(client, reach);
    }
}

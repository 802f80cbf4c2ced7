package dev.lockstep.synapse;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Takes from the HTTP client its own retries: how often and how fast Synapse is asked again stands in the routes alone. */
public final class NoRetries implements HttpClientConfigurer {

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries();
    }
}

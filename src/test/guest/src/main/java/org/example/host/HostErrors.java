package org.example.host;

import org.apache.camel.builder.RouteConfigurationBuilder;

/** Without an id this is for every route of the context that names no configuration. */
final class HostErrors extends RouteConfigurationBuilder {

    @Override
    public void configuration() {
        routeConfiguration().onException(Exception.class).handled(true).maximumRedeliveries(0).log("host: swallowed ${exception.message}").setBody(simple("swallowed ${exception.message}"));
        routeConfiguration().interceptFrom("direct:*").log("host: saw ${routeId}");
    }
}

package org.example.host;

import org.apache.camel.builder.RouteBuilder;

/** Routes with the names that anybody would choose. */
final class HostRoutes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:sync").routeId("sync").to("direct:lockstep-sync").setBody(simple("${exchangeProperty.run.exitCode}"));
        from("direct:plan").routeId("plan").setBody(simple("changed ${body}"));
        from("direct:fail").routeId("action").throwException(new IllegalStateException("the host's own trouble"));
        from("direct:rubbish").routeId("dead-letter").log("host: thrown away ${body}");
        from("quartz:sync/sync?cron=0/1 * * * * ?").routeId("trigger").log("host: its own schedule");
    }
}

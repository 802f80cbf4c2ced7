package org.example.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/** Starts the host; {@code schedule} leaves the syncs to Lockstep's own schedule, {@code itself} triggers one, stops Camel and stays, as an application server would. */
public final class Host {

    private Host() {
    }

    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        for (String name : List.of("settings", "ledger", "keycloak", "synapse", "mas", "steps", "actions", "notices", "users", "commandExecutor")) {
            main.bind(name, new Object());
        }
        HttpClientConfigurer http = client -> System.out.println("host: its http was used");
        main.bind("http", http);
        main.bind("mapper", new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
        main.configure().addRoutesBuilder(new HostErrors());
        main.configure().addRoutesBuilder(new HostRoutes());
        main.addInitialProperty("lockstep.guard.first-run", "carry-out");
        for (String property : List.of(arguments).subList(1, arguments.length)) {
            main.addInitialProperty(property.split("=")[0], property.split("=")[1]);
        }
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                configured.getCamelContext().getCamelContextExtension().setErrorHandlerFactory(new DeadLetterChannelBuilder("direct:rubbish"));
            }
        });
        if (arguments[0].equals("schedule")) {
            main.run();
            return;
        }
        main.addInitialProperty("lockstepScheduled", "false");
        main.start();
        ProducerTemplate host = main.getCamelContext().createProducerTemplate();
        Exchange sync = host.request("direct:sync", exchange -> {
            exchange.getMessage().setHeaders(Map.of("CamelHttpPath", "/elsewhere", "CamelExecCommandExecutable", "/bin/false", "CamelRedeliveryCounter", 1));
            List.of("run", "given", "trigger", "plan", "listing", "path", "query", "whoami", "action", "news").forEach(name -> exchange.setProperty(name, "the host's"));
        });
        System.out.println("host: the sync ended with " + sync.getMessage().getBody());
        System.out.println("host: " + host.requestBody("direct:plan", "the plan"));
        System.out.println("host: " + host.requestBody("direct:fail", "a failure"));
        main.stop();
        System.out.println("host: stopped");
        Thread.sleep(Long.MAX_VALUE);
    }
}

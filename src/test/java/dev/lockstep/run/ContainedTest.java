package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.SourceException;
import dev.lockstep.net.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors where a run has several threads; each test would wait for ever if one were lost. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainedTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private volatile Processor step = exchange -> { };

    @BeforeEach
    void start() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:step").process(exchange -> step.process(exchange));
                from("direct:look").multicast(new LookJoin()).parallelProcessing().policy(new Contained("Synapse's accounts")).to("direct:step").end()
                        .policy(new Contained("Keycloak's members")).to("direct:step").end();
                from("direct:split").split(body()).parallelProcessing().policy(new Contained()).to("direct:step").end().end();
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    static List<Error> errors() {
        return List.of(new OutOfMemoryError("Java heap space"), new StackOverflowError(), new NoClassDefFoundError("a/b/C"), new AssertionError("never"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void an_error_in_a_source_ends_the_look(Error error) {
        step = exchange -> {
            throw error;
        };

        Exchange exchange = send("direct:look", List.of(), Deadline.in(Duration.ofMinutes(1)));

        assertThat(exchange.getException()).isNotNull().hasRootCause(error);
        boolean ofTheSource = error instanceof VirtualMachineError;
        assertThat(ExitCode.of(exchange.getException())).isEqualTo(ofTheSource ? ExitCode.INCOMPLETE : ExitCode.UNEXPECTED);
        if (ofTheSource) {
            assertThat(exchange.getException()).isInstanceOf(SourceException.class).hasMessageContainingAll("Synapse's accounts", "Keycloak's members", "Nothing was changed.");
        }
    }

    @Test
    void a_look_that_brings_something_else_ends_too() {
        Exchange exchange = send("direct:look", List.of(), Deadline.in(Duration.ofMinutes(1)));

        assertThat(exchange.getException()).hasMessage("the look has no Members");
    }

    @Test
    void an_error_in_one_action_keeps_no_other_from_its_end() {
        ConcurrentLinkedQueue<Object> done = new ConcurrentLinkedQueue<>();
        step = exchange -> {
            if (exchange.getMessage().getBody().equals(3)) {
                throw new NoClassDefFoundError("a/b/C");
            }
            done.add(exchange.getMessage().getBody());
        };

        Exchange exchange = send("direct:split", IntStream.rangeClosed(1, 8).boxed().toList(), null);

        assertThat(exchange.getException()).isNotNull().hasRootCauseInstanceOf(NoClassDefFoundError.class);
        assertThat(done).containsExactlyInAnyOrder(1, 2, 4, 5, 6, 7, 8);
    }

    @Test
    void a_deadline_holds_in_the_threads_of_the_look_and_nowhere_else() {
        ConcurrentLinkedQueue<Boolean> held = new ConcurrentLinkedQueue<>();
        step = exchange -> held.add(Deadline.here().filter(here -> here.left().toMinutes() == 6).isPresent());

        send("direct:look", List.of(), Deadline.in(Duration.ofMinutes(7)));

        assertThat(held).containsExactly(true, true);
        assertThat(Deadline.here()).isEmpty();
    }

    private Exchange send(String route, Object body, Deadline deadline) {
        Exchange exchange = ExchangeBuilder.anExchange(camel).withBody(body).withProperty("lookTime", deadline).build();
        camel.createProducerTemplate().send(route, exchange);
        return exchange;
    }
}

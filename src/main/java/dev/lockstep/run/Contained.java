package dev.lockstep.run;

import dev.lockstep.account.SourceException;
import dev.lockstep.net.Deadline;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * Steps that end whatever happens in them. Camel passes on exceptions alone: an error (no memory, no stack, no class) would be lost with its thread, and whoever waits for the steps would wait for
 * ever. A deadline in the exchange property {@code lookTime} holds for the thread that runs them.
 */
public final class Contained implements Policy {

    private static final String LOOK_TIME = "lookTime";

    private final String source;

    /** Steps that read no source, or several. */
    public Contained() {
        this("Keycloak, Synapse and MAS");
    }

    /** Steps that read this source. */
    public Contained(String source) {
        this.source = source;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // The steps stay as they are.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        return exchange -> {
            Deadline deadline = exchange.getProperty(LOOK_TIME, Deadline.class);
            try (Deadline.Held held = deadline == null ? () -> { } : deadline.hold()) {
                steps.process(exchange);
            } catch (Throwable e) {
                exchange.setException(told(exchange, e));
            }
        };
    }

    private Throwable told(Exchange exchange, Throwable failure) {
        boolean looking = exchange.getProperty(LOOK_TIME) != null;
        if (looking && failure instanceof OutOfMemoryError) {
            return new SourceException("Lockstep had not enough memory to read " + source + ". Nothing was changed. Give Java more (JAVA_OPTS=-Xmx1g).", failure);
        }
        if (looking && failure instanceof StackOverflowError) {
            return new SourceException("What " + source + " answered goes too deep to be read. Nothing was changed. Does something else answer in its place?", failure);
        }
        return failure instanceof Error error ? new JavaFailedException(error) : failure;
    }
}

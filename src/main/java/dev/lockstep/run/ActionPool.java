package dev.lockstep.run;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.builder.ThreadPoolProfileBuilder;

/** Registers the thread pool in which actions run side by side: as many threads as {@code lockstep.parallel} says, Camel's own, so that they end with it. */
public final class ActionPool implements CamelContextAware {

    private static final String NAME = "lockstep-actions";

    private final int threads;
    private CamelContext context;

    public ActionPool(Settings settings) {
        this.threads = settings.get(Keys.PARALLEL);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        ThreadPoolProfile profile = new ThreadPoolProfileBuilder(NAME).poolSize(threads).maxPoolSize(threads).maxQueueSize(-1).build();
        camelContext.getExecutorServiceManager().registerThreadPoolProfile(profile);
    }
}

package dev.lockstep.run;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** Tells all that want to know of ended runs. */
public final class RunListeners implements CamelContextAware {

    private CamelContext context;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    /** Tells them of a run that had begun. */
    public void ended(SyncRun run) {
        for (RunListener listener : context.getRegistry().findByType(RunListener.class)) {
            try {
                listener.ended(run);
            } catch (RuntimeException e) {
                RunLog.error(run, "A listener could not be told how the run ended (" + e + "). The run itself is as it is logged.", e);
            }
        }
    }

    /** Tells them of a run that could not begin; of one that had begun they know already. */
    public void unbegun(SyncRun run) {
        if (!run.hasBegun()) {
            ended(run);
        }
    }
}

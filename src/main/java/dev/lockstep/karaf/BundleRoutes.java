package dev.lockstep.karaf;

import dev.lockstep.run.CamelSettings;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes in this bundle, running in a Camel context of their own. */
final class BundleRoutes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("lockstep");
    private static final String FOLDER = "lockstep/routes";

    private final CamelContext context = new DefaultCamelContext(false);

    private BundleRoutes() {
    }

    /** Starts them with the schedule's; what had begun is stopped again when one of them can't be started. */
    static BundleRoutes start(BundleContext bundle, Settings settings) throws Exception {
        BundleRoutes routes = new BundleRoutes();
        try (OurClassLoader ignored = new OurClassLoader()) {
            routes.load(bundle, settings);
            routes.context.start();
        } catch (Exception e) {
            routes.close();
            throw e;
        }
        LOG.info("Lockstep follows the schedule '{}' ({}).", settings.get(Keys.SCHEDULE_CRON), settings.get(Keys.SCHEDULE_TIME_ZONE));
        return routes;
    }

    private void load(BundleContext bundle, Settings settings) throws Exception {
        context.getCamelContextExtension().setName("lockstep");
        context.setApplicationContextClassLoader(BundleRoutes.class.getClassLoader());
        context.getRegistry().bind(CamelSettings.GIVEN, settings);
        context.setStartupSummaryLevel(StartupSummaryLevel.Brief);
        context.getShutdownStrategy().setTimeout(Math.max(1, settings.get(Keys.STOP_TIME).toSeconds()));
        context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        context.build();
        List<Resource> files = Collections.list(bundle.getBundle().findEntries(FOLDER, "*.camel.yaml", false)).stream().map(URL::getPath)
                .map(path -> PluginHelper.getResourceLoader(context).resolveResource("classpath:" + path.substring(1))).toList();
        PluginHelper.getRoutesLoader(context).loadRoutes(files);
    }

    @Override
    public void close() {
        try (OurClassLoader ignored = new OurClassLoader()) {
            context.stop();
        }
        LOG.info("Lockstep has stopped.");
    }

    /** The thread's class loader is ours for a while: Karaf calls with its own, which knows none of our libraries, and threads inherit it. */
    private static final class OurClassLoader implements AutoCloseable {
        private final ClassLoader before = Thread.currentThread().getContextClassLoader();

        private OurClassLoader() {
            Thread.currentThread().setContextClassLoader(BundleRoutes.class.getClassLoader());
        }

        @Override
        public void close() {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}

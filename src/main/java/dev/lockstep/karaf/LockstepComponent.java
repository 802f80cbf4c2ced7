package dev.lockstep.karaf;

import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import java.util.Map;
import java.util.Properties;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lockstep in Apache Karaf: follows the schedule as long as the bundle runs and {@code etc/dev.lockstep.cfg} is there. A change of that file starts it anew. */
@Component(name = LockstepComponent.PID, configurationPid = LockstepComponent.PID, configurationPolicy = ConfigurationPolicy.REQUIRE, immediate = true)
public final class LockstepComponent {

    static final String PID = "dev.lockstep";

    private static final Logger LOG = LoggerFactory.getLogger("lockstep");
    private static final String PREFIX = "lockstep.";

    private BundleRoutes routes;

    /**
     * Checks the settings and starts the routes.
     *
     * @throws NotStartedException when a setting is missing or bad, or a route can't be loaded; the component then counts as failed, and nothing of it is left running
     */
    @Activate
    void activate(BundleContext bundle, Map<String, ?> configuration) {
        try {
            Settings settings = SettingsFile.of(ours(configuration), System.getenv());
            SettingsFile.unknownVariables(System.getenv()).forEach(name -> LOG.warn("The environment variable {} is no setting of Lockstep.", name));
            routes = BundleRoutes.start(bundle, settings);
        } catch (Exception e) {
            throw NotStartedException.of(e);
        }
    }

    /** Ends the run in progress and the routes. */
    @Deactivate
    void deactivate() {
        routes.close();
    }

    /** Karaf adds properties of its own. */
    private static Properties ours(Map<String, ?> configuration) {
        Properties properties = new Properties();
        configuration.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                properties.setProperty(key, String.valueOf(value));
            }
        });
        return properties;
    }
}

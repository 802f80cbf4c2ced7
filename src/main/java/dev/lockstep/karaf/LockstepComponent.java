package dev.lockstep.karaf;

import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import dev.lockstep.settings.SettingsText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    /** Where Karaf keeps the address of the file that a configuration was read from. */
    private static final String FILE = "felix.fileinstall.filename";

    private BundleRoutes routes;

    /**
     * Checks the settings and starts the routes.
     *
     * @throws NotStartedException when a setting is missing or bad, or a route can't be loaded; the component then counts as failed, and nothing of it is left running
     */
    @Activate
    void activate(BundleContext bundle, Map<String, ?> configuration) {
        try {
            Settings settings = SettingsFile.of(ours(configuration), file(configuration), true, System.getenv());
            settings.remarks().forEach(remark -> LOG.warn("{}", remark));
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

    /** The file itself: of two lines with the same key Karaf hands one over. */
    private static List<SettingsText> file(Map<String, ?> configuration) {
        try {
            Path file = configuration.get(FILE) == null ? null : Path.of(URI.create(String.valueOf(configuration.get(FILE))));
            return file == null ? List.of() : List.of(SettingsText.ofOthers(file.toString(), Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
            LOG.debug("The configuration's file is not looked at line by line.", e);
            return List.of();
        }
    }

    /** Karaf adds properties of its own. */
    private static Properties ours(Map<String, ?> configuration) {
        Properties properties = new Properties();
        configuration.forEach((key, value) -> {
            if (SettingsFile.isMeant(key)) {
                properties.setProperty(key, String.valueOf(value));
            }
        });
        return properties;
    }
}

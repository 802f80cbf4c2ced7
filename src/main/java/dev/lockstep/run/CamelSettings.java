package dev.lockstep.run;

import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** The settings as Camel knows them, checked: the same under our launcher, under {@code camel run} and in somebody's application. */
public final class CamelSettings implements Settings, CamelContextAware {

    private CamelContext context;
    private Settings checked;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** @throws dev.lockstep.settings.SettingsException naming every setting that is missing or bad */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        Properties raw = camelContext.getPropertiesComponent().loadProperties(key -> key.startsWith("lockstep."));
        raw.replaceAll((key, value) -> camelContext.resolvePropertyPlaceholders(String.valueOf(value)));
        checked = SettingsFile.of(raw, System.getenv());
    }

    @Override
    public <T> Optional<T> find(Setting<T> setting) {
        return checked.find(setting);
    }

    @Override
    public Properties asProperties() {
        return checked.asProperties();
    }
}

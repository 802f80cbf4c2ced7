package dev.lockstep.run;

import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.LoadablePropertiesSource;
import org.apache.camel.spi.PropertiesComponent;

/**
 * The settings as Camel knows them, checked: the same under our launcher, under {@code camel run} and in somebody's application. A host may give them in any way that its Camel knows; for each setting
 * {@link SettingsFile} says what counts first.
 */
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
        PropertiesComponent component = camelContext.getPropertiesComponent();
        Properties raw = new Properties();
        raw.putAll(component.loadProperties(key -> key.startsWith("lockstep.")));
        Keys.all().forEach(setting -> unlisted(component, setting.key()).ifPresent(value -> raw.putIfAbsent(setting.key(), value)));
        raw.replaceAll((key, value) -> camelContext.resolvePropertyPlaceholders(String.valueOf(value)));
        checked = SettingsFile.of(raw, System.getenv());
    }

    /** What a source holds that can't list it. Camel's own look-up would show secrets in its summary at the start. */
    private static Optional<String> unlisted(PropertiesComponent component, String key) {
        return component.getPropertiesSources().stream().filter(source -> !(source instanceof LoadablePropertiesSource)).map(source -> source.getProperty(key)).filter(Objects::nonNull).findFirst();
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

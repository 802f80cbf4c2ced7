package dev.lockstep.run;

import dev.lockstep.account.Shown;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsFile;
import dev.lockstep.settings.SettingsText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.LoadablePropertiesSource;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of this Camel context. Whoever starts the context may have bound them to its registry ({@link #GIVEN}), finished: then these count, and neither Camel's properties nor the environment are looked at.
 * Where nobody has, as in somebody's application or under {@code camel run}, they are made once, of Camel's properties and the environment; for each setting {@link SettingsFile} says what counts first.
 */
public final class CamelSettings implements Settings, CamelContextAware {

    /** The name in the registry under which the finished settings are. */
    public static final String GIVEN = "lockstepGivenSettings";

    private static final Logger LOG = LoggerFactory.getLogger("lockstep");

    /** A whole value that names another of the host's properties, or one of its vaults. What such a name leads to is taken as it is. */
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{([^{}]+)}}");

    private CamelContext context;
    private Settings finished;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** @throws dev.lockstep.settings.SettingsException naming every setting that is missing or bad */
    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
        finished = of(camelContext);
    }

    /**
     * The finished settings of a context.
     *
     * @throws dev.lockstep.settings.SettingsException naming every setting that is missing or bad
     */
    static Settings of(CamelContext context) {
        synchronized (context) {
            Settings given = context.getRegistry().lookupByNameAndType(GIVEN, Settings.class);
            if (given == null) {
                SettingsFile.requireNoneOf(System.getProperties().stringPropertyNames());
                given = SettingsFile.of(properties(context.getPropertiesComponent()), files(context), false, System.getenv());
                context.getRegistry().bind(GIVEN, given);
                given.remarks().forEach(remark -> LOG.warn("{}", Shown.text(remark)));
            }
            return given;
        }
    }

    /** Whether what the routes work with is this very object. */
    public boolean are(Settings settings) {
        return finished == settings;
    }

    private static Properties properties(PropertiesComponent component) {
        Properties raw = new Properties();
        raw.putAll(component.loadProperties(SettingsFile::isMeant));
        Keys.all().forEach(setting -> unlisted(component, setting.key()).ifPresent(value -> raw.putIfAbsent(setting.key(), value)));
        raw.replaceAll((key, value) -> referred(component, String.valueOf(value)));
        return raw;
    }

    /** The files that the host's properties come from: of two lines with the same key Camel shows one. */
    private static List<SettingsText> files(CamelContext context) {
        List<SettingsText> files = new ArrayList<>();
        for (String location : context.getPropertiesComponent().getLocations()) {
            String file = location.replaceFirst(";optional=.*", "");
            Resource resource = PluginHelper.getResourceLoader(context).resolveResource(file);
            if (resource.exists()) {
                try (InputStream in = resource.getInputStream()) {
                    files.add(SettingsText.ofOthers(file.replaceFirst("^(file|classpath):", ""), in.readAllBytes()));
                } catch (IOException e) {
                    LOG.debug("The host's properties '{}' are not looked at line by line.", file, e);
                }
            }
        }
        return files;
    }

    /** What a source holds that can't list it. Camel's own look-up would show secrets in its summary at the start. */
    private static Optional<String> unlisted(PropertiesComponent component, String key) {
        return component.getPropertiesSources().stream().filter(source -> !(source instanceof LoadablePropertiesSource)).map(source -> source.getProperty(key)).filter(Objects::nonNull).findFirst();
    }

    private static String referred(PropertiesComponent component, String value) {
        Matcher reference = REFERENCE.matcher(value);
        if (!reference.matches() || reference.group(1).startsWith("env:")) {
            return value;
        }
        String name = reference.group(1);
        String[] functionAndRest = name.split(":", 2);
        if (functionAndRest.length == 2 && !functionAndRest[0].equals(SettingPlaceholders.NAME) && component.hasPropertiesFunction(functionAndRest[0])) {
            return Optional.ofNullable(component.getPropertiesFunction(functionAndRest[0]).apply(functionAndRest[1])).orElse(value);
        }
        return Optional.ofNullable(component.loadProperties(name::equals).getProperty(name)).or(() -> unlisted(component, name)).orElse(value);
    }

    @Override
    public <T> Optional<T> find(Setting<T> setting) {
        return finished.find(setting);
    }

    @Override
    public Map<String, String> environment() {
        return finished.environment();
    }

    @Override
    public Properties asProperties() {
        return finished.asProperties();
    }

    @Override
    public List<String> remarks() {
        return finished.remarks();
    }

    /** @throws dev.lockstep.settings.SettingsException naming every secret that can't be used */
    @Override
    public void readAgain() {
        finished.readAgain();
    }

    @Override
    public int reading() {
        return finished.reading();
    }

    @Override
    public Settings with(Setting<?> changed, String text) {
        return finished.with(changed, text);
    }
}

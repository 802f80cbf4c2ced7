package dev.lockstep.run;

import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.PropertiesFunction;

/**
 * What <code>{{lockstep:matrix.page-size}}</code> stands for in a route: the checked value of {@code lockstep.matrix.page-size}, its default where nobody set it.
 * Camel finds this class by the prefix, through {@code META-INF/services/org/apache/camel/properties-function/lockstep}, so a host application has nothing to load or register.
 */
public final class SettingPlaceholders implements PropertiesFunction, CamelContextAware {

    static final String NAME = "lockstep";

    private CamelContext context;
    private Properties values;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public String getName() {
        return NAME;
    }

    /**
     * The value of a setting.
     *
     * @param remainder its key without {@code lockstep.}
     * @throws dev.lockstep.settings.SettingsException naming every setting that is missing or bad
     */
    @Override
    public synchronized String apply(String remainder) {
        if (values == null) {
            values = CamelSettings.of(context).asProperties();
        }
        return values.getProperty("lockstep." + remainder);
    }
}

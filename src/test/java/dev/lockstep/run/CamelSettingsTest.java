package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import dev.lockstep.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose settings count in a Camel context: those that were bound to it, finished, or else its properties. */
class CamelSettingsTest {

    @TempDir
    private Path folder;
    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void finished_settings_are_used_as_they_are_and_nothing_else_is_looked_at() {
        Settings given = GivenSettings.in(Map.of("MAS_CONFIG", "/theirs.yaml"), "lockstep.keycloak.password", "a{{x}}b");
        context.getRegistry().bind(CamelSettings.GIVEN, given);
        host("lockstep.mode", "lock", "lockstep.nosuch", "x", "lockstep.state-dir", "/elsewhere", "x", "no");

        CamelSettings settings = settings();

        assertThat(settings.are(given)).isTrue();
        assertThat(settings.get(Keys.MODE)).isEqualTo("deactivate");
        assertThat(settings.get(Keys.KEYCLOAK_PASSWORD)).isEqualTo("a{{x}}b");
        assertThat(settings.find(Keys.STATE_DIR)).isEmpty();
        assertThat(settings.environment()).isEqualTo(Map.of("MAS_CONFIG", "/theirs.yaml"));
        assertThat(context.resolvePropertyPlaceholders("{{lockstep:mode}}")).isEqualTo("deactivate");
    }

    @Test
    void a_host_that_binds_none_has_them_made_once() {
        host("lockstep.mode", "lock");

        CamelSettings first = settings();
        host("lockstep.mode", "deactivate");

        assertThat(first.get(Keys.MODE)).isEqualTo("lock");
        assertThat(settings().are(context.getRegistry().lookupByNameAndType(CamelSettings.GIVEN, Settings.class))).isTrue();
        assertThat(settings().get(Keys.MODE)).isEqualTo("lock");
        assertThat(context.resolvePropertyPlaceholders("{{lockstep:mode}}")).isEqualTo("lock");
    }

    @Test
    void a_hosts_value_that_is_one_reference_is_looked_up_once_and_other_braces_are_letters() {
        context.getPropertiesComponent().addPropertiesFunction(new PropertiesFunction() {
            @Override
            public String getName() {
                return "vault";
            }

            @Override
            public String apply(String remainder) {
                return "{{x}} of " + remainder;
            }
        });
        host("x", "no", "pause", "7s", "realm", "{{x}}", "lockstep.retry.reads.delay", "{{pause}}", "lockstep.keycloak.realm", "{{realm}}", "lockstep.keycloak.password", "a{{x}}b",
                "lockstep.keycloak.group", "{{nosuch}}", "lockstep.matrix.token", "{{vault:token}}", "lockstep.keycloak.client-id", "{{lockstep:keycloak.client-id}}",
                "lockstep.matrix.server-name", "{{env:NO_SUCH_VARIABLE:corp.example}}");

        CamelSettings settings = settings();

        assertThat(settings.get(Keys.RETRY_READS_DELAY)).hasSeconds(7);
        assertThat(settings.get(Keys.KEYCLOAK_REALM)).isEqualTo("{{x}}");
        assertThat(settings.get(Keys.KEYCLOAK_PASSWORD)).isEqualTo("a{{x}}b");
        assertThat(settings.get(Keys.KEYCLOAK_GROUP)).containsExactly("{{nosuch}}");
        assertThat(settings.get(Keys.MATRIX_TOKEN)).isEqualTo("{{x}} of token");
        assertThat(settings.get(Keys.KEYCLOAK_CLIENT_ID)).isEqualTo("{{lockstep:keycloak.client-id}}");
        assertThat(settings.find(Keys.MATRIX_SERVER_NAME)).contains("corp.example");
    }

    @Test
    void bad_ones_are_named_each_time() {
        host("lockstep.mode", "sesame");
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(this::settings).isInstanceOf(SettingsException.class).hasMessageContaining("lockstep.mode");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCKSTEP_MODE", "Lockstep.Mode", "lockstep.Mode", "lockstep_mode", "lockstepMode"})
    void another_spelling_of_a_key_in_a_hosts_properties_is_refused(String key) {
        host(key, "lock", "mode", "theirs", "acme.lockstep.mode", "theirs", "lockstepScheduled", "false");

        assertThatThrownBy(this::settings).isInstanceOf(SettingsException.class).hasMessage("A setting has to be mended; nothing was changed.\n  - '" + key
                + "' is not how a settings file names it: write lockstep.mode.");
    }

    @Test
    void of_a_hosts_files_the_lines_of_ours_are_looked_at() throws IOException {
        Path file = Files.writeString(folder.resolve("application.properties"), "mode=theirs\n\\x=1\nlockstep.mode=lock\nlockstep.mode=lock\nlockstep.protect.patterns=bot-\\d\n");
        host();
        context.getPropertiesComponent().addLocation("file:" + file);
        context.getPropertiesComponent().addLocation("file:" + folder.resolve("nosuch.properties") + ";optional=true");

        assertThatThrownBy(this::settings).isInstanceOf(SettingsException.class).hasMessageStartingWith("2 settings have to be mended").hasMessageContaining("'" + file + "', line 5: lockstep.protect.patterns")
                .hasMessageContaining("'" + file + "', lines 3 and 4: lockstep.mode is set there more than once");
        Files.writeString(file, "mode=theirs\nlockstep.mode=lock\nfoo\n");
        assertThat(settings().get(Keys.MODE)).isEqualTo("lock");
        assertThat(settings().remarks()).isEmpty();
    }

    private CamelSettings settings() {
        CamelSettings settings = new CamelSettings();
        settings.setCamelContext(context);
        return settings;
    }

    private void host(String... keysAndValues) {
        Properties properties = new Properties();
        Settings enough = GivenSettings.of();
        for (String key : new String[] {"lockstep.keycloak.url", "lockstep.keycloak.realm", "lockstep.keycloak.group", "lockstep.keycloak.username", "lockstep.keycloak.password", "lockstep.matrix.url",
            "lockstep.matrix.token"}) {
            properties.setProperty(key, enough.asProperties().getProperty(key));
        }
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        context.getPropertiesComponent().setInitialProperties(properties);
    }
}

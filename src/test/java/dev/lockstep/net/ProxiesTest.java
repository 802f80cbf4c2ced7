package dev.lockstep.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.SetupException;
import dev.lockstep.settings.GivenSettings;
import dev.lockstep.settings.SettingsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy leads to a server: the settings, the environment, and the exceptions. */
class ProxiesTest {

    private static final String SERVER = "https://id.corp.example:8443/auth";

    @ParameterizedTest(name = "{0} is reached without a proxy: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "https://id.corp.example | * ", "https://id.corp.example | corp.example", "https://id.corp.example | .corp.example", "https://id.corp.example | *.corp.example",
        "https://corp.example | .corp.example", "https://ID.Corp.Example | id.corp.EXAMPLE", "https://id.corp.example | id.corp.example.", "https://id.corp.example | other, id.corp.example",
        "https://id.corp.example:8443 | id.corp.example:8443", "https://id.corp.example | id.corp.example:443", "http://id.corp.example | corp.example:80",
        "http://127.0.0.1:8080 | 127.0.0.1", "http://127.0.0.1:8080 | localhost,127.0.0.1:8080", "http://[::1]:8080 | ::1", "http://[::1]:8080 | [::1]", "http://[::1]:8080 | [::1]:8080"})
    void an_exception(String server, String exceptions) {
        assertThat(proxy(server, Map.of("no_proxy", exceptions, "http_proxy", "p:1", "https_proxy", "p:1"))).isEmpty();
        assertThat(proxy(server, Map.of(), "lockstep.proxy.no-proxy", exceptions, "lockstep.proxy.url", "http://p:1")).isEmpty();
    }

    @ParameterizedTest(name = "{0} is reached through the proxy: {1}")
    @CsvSource(delimiter = '|', value = {
        "https://id.corp.example | notcorp.example", "https://idcorp.example | corp.example", "https://id.corp.example | id", "https://corp.example | id.corp.example",
        "https://id.corp.example:8443 | id.corp.example:443", "https://id.corp.example | corp.example:80", "https://id.corp.example | corp.*", "http://127.0.0.1 | 0.0.1",
        "http://127.0.0.1:8080 | localhost", "http://localhost:8080 | 127.0.0.1", "https://id.corp.example | .", "https://id.corp.example | , ,"})
    void no_exception(String server, String exceptions) {
        assertThat(proxy(server, Map.of("NO_PROXY", exceptions, "http_proxy", "p:1", "https_proxy", "p:1"))).isPresent();
    }

    @Test
    void the_scheme_of_the_server_chooses_the_variable_and_the_lower_case_comes_first() {
        Map<String, String> both = Map.of("HTTP_PROXY", "http://plain:1", "HTTPS_PROXY", "http://UPPER:2", "https_proxy", "http://lower:3/");
        assertThat(proxy("http://id.corp.example", both)).hasToString("Optional[plain:1]");
        assertThat(proxy(SERVER, both)).hasToString("Optional[lower:3]");
        assertThat(proxy(SERVER, both).orElseThrow().namedBy()).isEqualTo("https_proxy");
        assertThat(proxy(SERVER, Map.of("HTTPS_PROXY", "bare:8", "https_proxy", " "))).hasToString("Optional[bare:8]");
        assertThat(proxy(SERVER, Map.of("HTTP_PROXY", "http://plain:1"))).isEmpty();
        assertThat(proxy(SERVER, Map.of())).isEmpty();
    }

    @Test
    void the_settings_win_over_the_environment_each_for_itself() {
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://theirs:1", "NO_PROXY", "id.corp.example");
        assertThat(proxy(SERVER, environment)).isEmpty();
        assertThat(proxy(SERVER, environment, "lockstep.proxy.no-proxy", "elsewhere")).hasToString("Optional[theirs:1]");
        assertThat(proxy(SERVER, environment, "lockstep.proxy.no-proxy", "elsewhere", "lockstep.proxy.url", "http://ours:2")).hasToString("Optional[ours:2]");
        assertThat(proxy(SERVER, environment, "lockstep.proxy.url", "http://ours:2")).isEmpty();
    }

    @Test
    void user_and_password_become_a_header_and_are_shown_nowhere() {
        ProxyServer proxy = proxy(SERVER, Map.of("HTTPS_PROXY", "http://anna:s%40+%3Aame@[::1]:3128")).orElseThrow();

        assertThat(proxy.authorization()).contains("Basic " + Base64.getEncoder().encodeToString("anna:s@+:ame".getBytes(StandardCharsets.UTF_8)));
        assertThat(proxy).hasToString("::1:3128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://anna:sesame@proxy:3128", "socks5://anna:sesame@proxy:1080", "http://anna:sesame@proxy", "anna:sesame@", "http://anna:ses ame@proxy:1", "http://anna:sesame@proxy:1/path"})
    void a_proxy_that_cannot_be_one_is_named_without_its_password(String value) {
        assertThatThrownBy(() -> proxy(SERVER, Map.of("HTTPS_PROXY", value))).isInstanceOf(SetupException.class).hasMessageContaining("HTTPS_PROXY").hasMessageContaining("http://host:port")
                .hasMessageContaining("Nothing was changed").hasMessageContaining("lockstep.proxy.url").message().doesNotContain("ses");
        assertThatThrownBy(() -> GivenSettings.of("lockstep.proxy.url", value)).isInstanceOf(SettingsException.class).hasMessageContaining("lockstep.proxy.url (LOCKSTEP_PROXY_URL) is (secret)")
                .message().doesNotContain("ses");
    }

    private static Optional<ProxyServer> proxy(String server, Map<String, String> environment, String... keysAndValues) {
        String[] all = new String[keysAndValues.length + 2];
        all[0] = "lockstep.proxy.no-proxy";
        all[1] = "";
        System.arraycopy(keysAndValues, 0, all, 2, keysAndValues.length);
        return new Proxies(GivenSettings.in(environment, all)).to(URI.create(server));
    }
}

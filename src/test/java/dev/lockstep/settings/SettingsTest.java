package dev.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> OLDER_SETUP = Map.of("KC_URL", "https://id.example.org", "KC_REALM", "corp", "KC_GROUP_NAME", "chat", "KC_ADMIN_USER", "admin",
            "KC_ADMIN_PASS", "sesame", "MATRIX_URL", "https://matrix.example.org", "MATRIX_ADMIN_TOKEN", "mct_sesame");

    @TempDir
    private Path folder;

    @Test
    void one_message_names_every_missing_and_bad_setting_and_what_is_allowed() {
        String message = refusal(properties("lockstep.mode", "erase", "lockstep.parallel", "0", "lockstep.mas.timeout", "soon", "lockstep.nosuch", "1"), Map.of());
        assertThat(message).startsWith("10 settings have to be mended; nothing was changed.");
        assertThat(message).contains("lockstep.keycloak.url (LOCKSTEP_KEYCLOAK_URL or KC_URL) is missing", "https://id.example.org",
                "lockstep.keycloak.realm (LOCKSTEP_KEYCLOAK_REALM or KC_REALM) is missing", "lockstep.keycloak.group (LOCKSTEP_KEYCLOAK_GROUP or KC_GROUP_NAME) is missing",
                "lockstep.matrix.url (LOCKSTEP_MATRIX_URL or MATRIX_URL) is missing", "lockstep.matrix.token (LOCKSTEP_MATRIX_TOKEN or MATRIX_ADMIN_TOKEN) is missing",
                "lockstep.mode (LOCKSTEP_MODE) is 'erase'; allowed: deactivate | lock.",
                "lockstep.parallel (LOCKSTEP_PARALLEL) is '0'; allowed: a whole number from 1 to 64.",
                "lockstep.mas.timeout (LOCKSTEP_MAS_TIMEOUT) is 'soon'; allowed: a number with ms, s, m, h or d, more than 0.", "lockstep.nosuch is no setting of Lockstep");
    }

    @Test
    void missing_credentials_are_named_in_the_same_message() {
        assertThat(refusal(new Properties(), Map.of())).contains("lockstep.keycloak.url", "lockstep.matrix.token", "lockstep.keycloak.password", "lockstep.keycloak.client-secret");
    }

    @Test
    void a_single_problem_is_told_as_one() {
        assertThat(refusal(GivenSettings.properties("lockstep.mode", "x"), Map.of())).startsWith("A setting has to be mended; nothing was changed.");
    }

    @Test
    void the_shipped_file_gives_every_default() {
        Settings settings = SettingsFile.read(Path.of("application.properties"), OLDER_SETUP);
        for (Setting<?> setting : Keys.all()) {
            if (!OLDER_SETUP.containsKey(setting.legacy())) {
                assertThat(settings.asProperties().getProperty(setting.key())).as(setting.key()).isEqualTo(setting.standard());
                assertThat(settings.find(setting)).as(setting.key()).isEqualTo(setting.value(setting.standard()));
            }
        }
        assertThat(settings.get(Keys.KEYCLOAK_URL)).isEqualTo(URI.create("https://id.example.org"));
        assertThat(settings.get(Keys.KEYCLOAK_GROUP)).containsExactly("chat");
        assertThat(settings.get(Keys.MATRIX_TOKEN)).isEqualTo("mct_sesame");
        assertThat(settings.get(Keys.KEYCLOAK_CLIENT_ID)).isEqualTo("admin-cli");
        assertThat(settings.find(Keys.MATRIX_SERVER_NAME)).isEmpty();
    }

    @Test
    void without_a_file_the_variables_of_older_set_ups_are_enough() {
        assertThat(SettingsFile.of(new Properties(), OLDER_SETUP).get(Keys.KEYCLOAK_PASSWORD)).isEqualTo("sesame");
    }

    @Test
    void the_first_place_that_has_a_value_counts() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "from-file\n");
        Path olderFile = Files.writeString(folder.resolve("older"), "from-older-file\n");
        Properties properties = GivenSettings.properties("lockstep.matrix.token", "from-properties");
        Map<String, String> environment = new HashMap<>(Map.of("LOCKSTEP_MATRIX_TOKEN", "from-variable", "LOCKSTEP_MATRIX_TOKEN_FILE", file.toString(),
                "MATRIX_ADMIN_TOKEN", "from-older", "MATRIX_ADMIN_TOKEN_FILE", olderFile.toString()));
        assertThat(token(properties, environment)).isEqualTo("from-variable");
        environment.put("LOCKSTEP_MATRIX_TOKEN", " ");
        assertThat(token(properties, environment)).isEqualTo("from-file");
        environment.remove("LOCKSTEP_MATRIX_TOKEN_FILE");
        assertThat(token(properties, environment)).isEqualTo("from-properties");
        properties.setProperty("lockstep.matrix.token", "");
        assertThat(token(properties, environment)).isEqualTo("from-older");
        environment.remove("MATRIX_ADMIN_TOKEN");
        assertThat(token(properties, environment)).isEqualTo("from-older-file");
        assertThat(SettingsFile.of(GivenSettings.properties("lockstep.mode", " "), Map.of()).get(Keys.MODE)).isEqualTo("deactivate");
    }

    @Test
    void what_is_no_secret_is_never_read_from_a_file() throws IOException {
        Path file = Files.writeString(folder.resolve("mode"), "lock");
        assertThat(SettingsFile.of(GivenSettings.properties(), Map.of("LOCKSTEP_MODE_FILE", file.toString())).get(Keys.MODE)).isEqualTo("deactivate");
    }

    @Test
    void a_secret_file_that_can_not_be_read_is_named_among_the_others() {
        String message = refusal(GivenSettings.properties("lockstep.mode", "x"), Map.of("LOCKSTEP_KEYCLOAK_PASSWORD_FILE", folder.resolve("nosuch").toString()));
        assertThat(message).contains("LOCKSTEP_KEYCLOAK_PASSWORD_FILE", "'" + folder.resolve("nosuch") + "'", "lockstep.mode");
    }

    @Test
    void what_counts_without_a_variable_is_a_secret_in_the_file_too() throws IOException {
        assertThat(SettingsFile.secretsIn(Files.writeString(folder.resolve("named"), "lockstep.matrix.token={{env:MATRIX_ADMIN_TOKEN:}}"))).isFalse();
        assertThat(SettingsFile.secretsIn(Files.writeString(folder.resolve("held"), "lockstep.matrix.token={{env:MATRIX_ADMIN_TOKEN:token-sesame}}"))).isTrue();
    }

    @Test
    void an_empty_secret_file_is_a_missing_secret() throws IOException {
        Path file = Files.writeString(folder.resolve("empty"), "\n");
        assertThat(refusal(GivenSettings.properties(), Map.of("LOCKSTEP_MATRIX_TOKEN_FILE", file.toString()))).contains("lockstep.matrix.token").contains("is missing");
    }

    @ParameterizedTest
    @CsvSource({"{{env:X:corp}}, corp", "{{env:X:a:b:c}}, a:b:c", "x{{env:X:-}}y, x-y", "{{env:GIVEN:corp}}, it", "{{env:GIVEN}}{{env:GIVEN}}, itit", "{{env:X:}}z, z",
        "{{env:DOLLAR:}}, $1\\2"})
    void a_placeholder_stands_for_a_variable_or_its_default(String text, String value) {
        Properties properties = GivenSettings.properties("lockstep.keycloak.realm", text);
        assertThat(SettingsFile.of(properties, Map.of("GIVEN", "it", "DOLLAR", "$1\\2")).get(Keys.KEYCLOAK_REALM)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{x}}", "a{{x}}b", "{{env:}}", "{{file:/etc/passwd}}", "${env:HOME}", "{{lockstep:matrix.token}}", "{{env:GIVEN", "}}{{"})
    void other_braces_are_letters_like_any(String text) {
        for (Setting<String> setting : List.of(Keys.KEYCLOAK_PASSWORD, Keys.KEYCLOAK_REALM)) {
            assertThat(SettingsFile.of(GivenSettings.properties(setting.key(), text), Map.of("GIVEN", "it")).get(setting)).isEqualTo(text);
            assertThat(SettingsFile.of(GivenSettings.properties(), Map.of(setting.environment(), text)).get(setting)).isEqualTo(text);
        }
    }

    @Test
    void what_a_placeholder_stood_for_is_not_looked_through_again() {
        Map<String, String> environment = Map.of("FIRST", "{{env:SECOND}}", "SECOND", "no", "LOCKSTEP_MATRIX_TOKEN", "{{env:SECOND:x}}");
        Settings settings = SettingsFile.of(GivenSettings.properties("lockstep.keycloak.realm", "{{env:FIRST}}"), environment);

        assertThat(settings.get(Keys.KEYCLOAK_REALM)).isEqualTo("{{env:SECOND}}");
        assertThat(settings.get(Keys.MATRIX_TOKEN)).isEqualTo("{{env:SECOND:x}}");
        assertThat(settings.with(Keys.MODE, "lock").get(Keys.KEYCLOAK_REALM)).isEqualTo("{{env:SECOND}}");
        assertThat(settings.with(Keys.MODE, "lock").get(Keys.MODE)).isEqualTo("lock");
        assertThat(settings.with(Keys.MODE, "lock").environment()).isEqualTo(environment);
    }

    @Test
    void patterns_are_separated_by_commas_outside_braces_and_a_bad_one_is_shown() {
        assertThat(SettingsFile.of(GivenSettings.properties("lockstep.protect.patterns", "bot-.*, t[0-9]{1,3},x{2}"), Map.of()).get(Keys.PROTECT_PATTERNS))
                .extracting(Pattern::pattern).containsExactly("bot-.*", "t[0-9]{1,3}", "x{2}");
        assertThat(refusal(GivenSettings.properties("lockstep.protect.patterns", "bot-.*,t("), Map.of()))
                .contains("lockstep.protect.patterns (LOCKSTEP_PROTECT_PATTERNS) is 'bot-.*,t('; allowed: regular expressions");
        assertThat(refusal(GivenSettings.properties("lockstep.protect.appservices", "irc.yaml"), Map.of())).contains("is 'irc.yaml'; allowed: absolute paths");
    }

    @Test
    void the_grace_is_a_duration_or_none() {
        assertThat(SettingsFile.of(GivenSettings.properties(), Map.of()).get(Keys.DEACTIVATE_AFTER)).isEqualTo(Duration.ZERO);
        assertThat(SettingsFile.of(GivenSettings.properties("lockstep.deactivate-after", "30d"), Map.of()).get(Keys.DEACTIVATE_AFTER)).isEqualTo(Duration.ofDays(30));
        assertThat(refusal(GivenSettings.properties("lockstep.deactivate-after", "30"), Map.of())).contains("is '30'; allowed: a number with ms, s, m, h or d, or 0.");
    }

    @Test
    void secrets_never_stand_in_a_message() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "sesame-file");
        String message = refusal(GivenSettings.properties("lockstep.mode", "x", "lockstep.keycloak.username", "", "lockstep.mas.api.client-secret", "sesame-later"),
                Map.of("LOCKSTEP_MATRIX_TOKEN_FILE", file.toString(), "LOCKSTEP_KEYCLOAK_PASSWORD", "sesame-variable"));
        assertThat(message).contains("lockstep.mas.api.client-secret", "(secret)").doesNotContain("sesame");
    }

    @Test
    void a_password_inside_an_address_never_stands_in_a_message() {
        assertThat(refusal(GivenSettings.properties("lockstep.keycloak.url", "https://admin:sesame@id.example.org"), Map.of()))
                .contains("lockstep.keycloak.url").doesNotContain("sesame");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "https://admin:sesame@id.example.org/x | 'https://(secret)@id.example.org/...'", "https://admin:ses/ame@id.example.org | 'https://...'", "https://admin:sesame@@id.example.org | 'https://(secret)@id.example.org'",
        "https://admin:ses#ame@id.example.org | 'https://...'", "https://id.example.org?key=sesame | 'https://id.example.org/...'", "https://id.example.org/sesame#x | 'https://id.example.org/...'",
        "https://id.example.org/?a=sesame@b | 'https://...'", "admin:sesame@id.example.org | (not shown: it may hold a secret)", "//admin:sesame@id.example.org | (not shown: it may hold a secret)",
        "id.example.org:8080 | 'id.example.org:8080'", "ftp://id.example.org | 'ftp://id.example.org'", "https:///sesame | 'https:///sesame'", "https://id example.org/sesame | 'https://...'",
        "https://[::1]x:sesame | 'https://...'", "https:/sesame@x/y | 'https:/(secret)@x/...'"})
    void a_malformed_address_shows_its_scheme_and_host_alone(String address, String shown) {
        for (String key : List.of("lockstep.keycloak.url", "lockstep.matrix.url")) {
            assertThat(refusal(GivenSettings.properties(key, address), Map.of())).contains(" is " + shown + "; allowed: http:// or https:// address.");
        }
    }

    /** To Quartz these are GMT. */
    @ParameterizedTest
    @ValueSource(strings = {"+02:00", "UTC+02:00", "UT-5", "Nowhere/Else"})
    void a_time_zone_that_quartz_would_read_as_another_is_refused(String zone) {
        assertThat(refusal(GivenSettings.properties("lockstep.schedule.time-zone", zone), Map.of())).contains("is '" + zone + "'; allowed: a time zone such as Europe/Berlin.");
        for (String fine : List.of("UTC", "Z", "Europe/Berlin", "Etc/GMT+5", "GMT+05:30")) {
            assertThat(GivenSettings.of("lockstep.schedule.time-zone", fine).get(Keys.SCHEDULE_TIME_ZONE)).isEqualTo(ZoneId.of(fine));
        }
    }

    /** Docker and Swarm give such names, and Java's URI does not call them hosts. */
    @ParameterizedTest
    @CsvSource({"http://stack_keycloak:8080, stack_keycloak, 8080", "https://keycloak.1/auth, keycloak.1, -1", "http://a_b.c_d, a_b.c_d, -1", "http://-x-:80, -x-, 80", "http://1.2.3.4.5, 1.2.3.4.5, -1",
        "https://b\u00fccher.example:8443/x, xn--bcher-kva.example, 8443", "http://[::1]:8080, ::1, 8080", "https://id.example.org, id.example.org, -1"})
    void any_name_that_can_be_found_is_a_host(String address, String host, int port) {
        for (Setting<URI> key : List.of(Keys.KEYCLOAK_URL, Keys.MATRIX_URL)) {
            assertThat(Authority.of(GivenSettings.of(key.key(), address).get(key))).isEqualTo(new Authority(host, port, Optional.empty()));
        }
        String proxy = "http://us+er:p%40ss@" + (host.contains(":") ? "[" + host + "]" : host) + ":3128";
        assertThat(Authority.of(GivenSettings.of("lockstep.proxy.url", proxy).get(Keys.PROXY_URL))).isEqualTo(new Authority(host, 3128, Optional.of("us+er:p%40ss")));
    }

    /** Camel would look for a property of that name, and tell nobody what it was meant to be. */
    @ParameterizedTest
    @ValueSource(strings = {"seda:hook?key={{sesame}}", "direct:x?key=%7b%7Bsesame", "file:/x?a={%7Bsesame", "https:h/hook?sesame", "http://a b/sesame", "<https://h/sesame>", "//h/sesame"})
    void an_endpoint_whose_parameters_camel_would_change_is_refused(String uri) {
        for (String key : List.of("lockstep.notify.uri", "lockstep.dead-letter.uri")) {
            assertThat(refusal(GivenSettings.properties(key, uri), Map.of())).contains("is (secret); allowed: an http:// or https:// address, or a Camel endpoint without {{ or }} behind its ?.").doesNotContain("sesame");
            for (String fine : List.of("https://h/{{hook}}?a={b}", "https://h/hook?key={{b}}&c=%7b%7B", "http://stack_chat:80?a=+ %", "direct:{{hook}}?a={b}")) {
                assertThat(SettingsFile.of(GivenSettings.properties(key, fine), Map.of()).asProperties()).as(fine).containsEntry(key, fine);
            }
        }
    }

    @Test
    void what_looks_like_an_address_shows_no_more_elsewhere() {
        assertThat(refusal(GivenSettings.properties("lockstep.ledger.url", "jdbc:postgresql://db.example.org/lockstep?password=sesame", "lockstep.mode", "https://u:sesame@h/sesame",
                "lockstep.mas.command", "docker exec -e 'PGPASSWORD=sesame mas mas-cli"), Map.of()))
                .contains("is 'jdbc:postgresql://db.example.org/...', but", "lockstep.mode (LOCKSTEP_MODE) is 'https://(secret)@h/...'", "is 'docker ...'; allowed").doesNotContain("sesame");
    }

    @Test
    void an_unknown_key_in_a_file_stops_and_other_prefixes_do_not() {
        assertThat(refusal(GivenSettings.properties("lockstep.keycloak.urls", "x"), Map.of())).contains("lockstep.keycloak.urls is no setting of Lockstep");
        assertThat(SettingsFile.of(GivenSettings.properties("camel.main.name", "x", "lockstepOther", "x"), Map.of())).isNotNull();
    }

    @Test
    void unknown_variables_are_listed_only() {
        Map<String, String> environment = new HashMap<>(OLDER_SETUP);
        environment.putAll(Map.of("LOCKSTEP_SERVICE_HOST", "10.0.0.1", "LOCKSTEP_MODE", "lock", "LOCKSTEP_MODE_FILE", "x", "LOCKSTEP_PORT", "tcp://10.0.0.1"));
        Settings settings = SettingsFile.of(new Properties(), environment);
        assertThat(settings.get(Keys.MODE)).isEqualTo("lock");
        assertThat(settings.remarks()).containsExactly("The environment variable LOCKSTEP_MODE_FILE is no setting of Lockstep: only secrets are read from files; set LOCKSTEP_MODE.",
                "The environment variable LOCKSTEP_PORT is no setting of Lockstep.", "The environment variable LOCKSTEP_SERVICE_HOST is no setting of Lockstep.");
        assertThat(SettingsFile.of(new Properties(), OLDER_SETUP).remarks()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("later")
    void a_setting_for_later_takes_its_default_alone(Setting<?> setting) {
        assertThat(SettingsFile.of(GivenSettings.properties(setting.key(), setting.standard()), Map.of())).isNotNull();
        String other = setting.standard().equals("24h") ? "48h" : "true";
        assertThat(refusal(GivenSettings.properties(setting.key(), other), Map.of())).contains(setting.key()).contains("this version does not know that yet");
    }

    static Stream<Setting<?>> later() {
        return Keys.all().stream().filter(setting -> setting.traits().later());
    }

    @ParameterizedTest(name = "username {0}, password {1}, client secret {2}: {3}")
    @CsvSource({"a, b, '', true", "a, b, c, true", "'', '', c, true", "'', '', '', false", "a, '', '', false", "'', b, '', false", "a, '', c, false", "'', b, c, false"})
    void credentials_are_a_username_with_a_password_or_a_client_secret(String username, String password, String secret, boolean whole) {
        Properties properties = GivenSettings.properties("lockstep.keycloak.username", username, "lockstep.keycloak.password", password, "lockstep.keycloak.client-secret", secret);
        if (whole) {
            assertThat(SettingsFile.of(properties, Map.of())).isNotNull();
        } else {
            assertThat(refusal(properties, Map.of())).contains("credentials are not whole", "LOCKSTEP_KEYCLOAK_PASSWORD", "LOCKSTEP_KEYCLOAK_CLIENT_SECRET");
        }
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "7d, PT168H", "0s, PT0S"})
    void a_duration_is_a_number_with_a_unit(String text, Duration duration) {
        assertThat(with("lockstep.settle-time", text).get(Keys.SETTLE_TIME)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "m", "-5m", "5 weeks", "1.5h", "5m30s", "5M", "PT5M", "9999999999s"})
    void anything_else_is_no_duration(String text) {
        assertThat(refusal(GivenSettings.properties("lockstep.settle-time", text), Map.of())).contains("lockstep.settle-time", "'" + text + "'", "a number with ms, s, m, h or d");
    }

    /** The routes read these through placeholders. */
    @ParameterizedTest
    @ValueSource(strings = {"2s", "500ms", "1d", "0s"})
    void a_delay_that_is_allowed_here_is_understood_by_the_routes(String text) {
        Settings settings = with("lockstep.retry.reads.delay", text);
        assertThat(TimeUtils.toMilliSeconds(settings.asProperties().getProperty("lockstep.retry.reads.delay"))).isEqualTo(settings.get(Keys.RETRY_READS_DELAY).toMillis());
    }

    @Test
    void no_time_at_all_is_no_time_limit() {
        assertThat(refusal(GivenSettings.properties("lockstep.mas.timeout", "0s"), Map.of())).contains("lockstep.mas.timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "25", "0%", "10%", "10 %", "100%"})
    void a_limit_is_a_count_or_a_percentage(String text) {
        assertThat(with("lockstep.guard.max-closings", text).get(Keys.GUARD_MAX_CLOSINGS)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101%", "-1", "10.5%", "%", "all", "10 percent"})
    void anything_else_is_no_limit(String text) {
        assertThat(refusal(GivenSettings.properties("lockstep.guard.max-closings", text), Map.of())).contains("a count such as 25, or a percentage such as 10%");
    }

    @ParameterizedTest
    @CsvSource({"https://id.example.org, https://id.example.org", "http://127.0.0.1:8080/, http://127.0.0.1:8080", "https://example.org/auth, https://example.org/auth",
        "https://example.org/a/b//, https://example.org/a/b", "http://[::1]:8080/auth/, http://[::1]:8080/auth",
        "HTTPS://id.example.org/Auth, https://id.example.org/Auth"})
    void an_address_may_have_a_path_and_loses_its_last_slash(String text, URI url) {
        assertThat(with("lockstep.keycloak.url", text).get(Keys.KEYCLOAK_URL)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id.example.org", "ftp://id.example.org", "https://", "https:///auth", "https://id.example.org?x=1", "https://id example.org", "file:/etc", "https://user@id.example.org",
        "https://user:x@id.example.org", "https://id.example.org/#x", "https://id.example.org:65536"})
    void anything_else_is_no_address(String text) {
        assertThat(refusal(GivenSettings.properties("lockstep.keycloak.url", text), Map.of())).contains("lockstep.keycloak.url", "http:// or https:// address");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_is_split_at_blanks_and_quotes_keep_them(String command, List<String> words) {
        assertThat(CommandWords.split(command)).isEqualTo(words);
    }

    static Stream<Arguments> commands() {
        return Stream.of(Arguments.of("mas-cli", List.of("mas-cli")),
                Arguments.of("  docker\texec \t -i mas  mas-cli ", List.of("docker", "exec", "-i", "mas", "mas-cli")),
                Arguments.of("'/opt/my mas/mas-cli' \"a 'b' c\"", List.of("/opt/my mas/mas-cli", "a 'b' c")),
                Arguments.of("a\"b c\"'d e'f", List.of("ab cd ef")),
                Arguments.of("a \"\" b ''", List.of("a", "", "b", "")),
                Arguments.of("$(x) a\\ b * ~ $HOME", List.of("$(x)", "a\\", "b", "*", "~", "$HOME")),
                Arguments.of("", List.of()), Arguments.of(" \t ", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mas-cli 'open", "mas-cli \"open", "mas-cli \"a'"})
    void a_quote_that_is_not_closed_is_refused(String command) {
        assertThatThrownBy(() -> CommandWords.split(command)).isInstanceOf(IllegalArgumentException.class);
        assertThat(refusal(GivenSettings.properties("lockstep.mas.command", command), Map.of())).contains("lockstep.mas.command", "a program, with leading words where needed");
    }

    @Test
    void an_empty_word_is_no_program() {
        assertThat(refusal(GivenSettings.properties("lockstep.mas.command", "\"\""), Map.of())).contains("lockstep.mas.command");
    }

    @Test
    void a_list_of_nothing_but_commas_is_no_group() {
        assertThat(refusal(GivenSettings.properties("lockstep.keycloak.group", " , "), Map.of())).contains("lockstep.keycloak.group");
    }

    @Test
    void lists_lose_their_blanks_and_empty_places() {
        assertThat(with("lockstep.keycloak.group", " chat , /staff/chat,, ").get(Keys.KEYCLOAK_GROUP)).containsExactly("chat", "/staff/chat");
        assertThat(with("lockstep.protect.users", "b, a ,b").get(Keys.PROTECT_USERS)).containsExactlyInAnyOrder("a", "b");
    }

    /** Such a name would protect nobody, without a word. */
    @ParameterizedTest
    @ValueSource(strings = {"@admin:example.org", "Admin"})
    void a_protected_name_that_is_no_localpart_is_refused(String name) {
        assertThat(refusal(GivenSettings.properties("lockstep.protect.users", "breakglass," + name), Map.of())).contains("lockstep.protect.users");
    }

    @ParameterizedTest
    @CsvSource({"lockstep.mas.config, mas.yaml", "lockstep.state-dir, ./state", "lockstep.schedule.time-zone, Mars/Base", "lockstep.keycloak.sub-groups, yes",
        "lockstep.keycloak.page-size, -1", "lockstep.keycloak.page-size, many", "lockstep.mxid.localpart, attribute:", "lockstep.mxid.localpart, email", "lockstep.reopen, ANY"})
    void a_bad_value_is_named_with_what_is_allowed(String key, String value) {
        Setting<?> setting = Keys.all().stream().filter(known -> known.key().equals(key)).findFirst().orElseThrow();
        assertThat(refusal(GivenSettings.properties(key, value), Map.of())).contains(key + " (" + setting.environment() + ") is '" + value + "'; allowed: " + setting.allowed());
    }

    @Test
    void good_values_of_the_other_kinds_are_taken() {
        assertThat(with("lockstep.mas.config", "/etc/mas.yaml").find(Keys.MAS_CONFIG)).contains(Path.of("/etc/mas.yaml"));
        assertThat(with("lockstep.schedule.time-zone", "Europe/Berlin").get(Keys.SCHEDULE_TIME_ZONE)).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(with("lockstep.mxid.localpart", "attribute:matrix id").get(Keys.MXID_LOCALPART)).isEqualTo("attribute:matrix id");
        assertThat(with("lockstep.keycloak.sub-groups", "true").get(Keys.KEYCLOAK_SUB_GROUPS)).isTrue();
    }

    @Test
    void what_is_missing_comes_with_the_file_that_was_read() throws IOException {
        Path file = Files.writeString(folder.resolve("lockstep.properties"), "lockstep.mode=lock\n");

        assertThatThrownBy(() -> SettingsFile.read(file, Map.of())).hasMessageStartingWith("6 settings have to be mended; nothing was changed.\n  - ")
                .hasMessageEndingWith("\nThe settings file was '" + file + "'; --config FILE names another.");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> SettingsFile.read(missing, Map.of())).hasMessage("The settings file '" + missing + "' could not be read (there is no such file). Give another with --config FILE.");
    }

    @Test
    void a_file_that_can_not_be_read_is_named_with_the_remedy() throws IOException {
        Path latin = Files.write(folder.resolve("latin.properties"), "lockstep.mode=\u00fc".getBytes(StandardCharsets.ISO_8859_1));
        for (Path file : List.of(folder.resolve("nosuch.properties"), folder, latin)) {
            assertThatThrownBy(() -> SettingsFile.read(file, Map.of())).isInstanceOf(SettingsException.class).hasMessageContaining("'" + file + "'").hasMessageContaining("--config FILE");
        }
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("nosuch.properties"), Map.of())).hasMessageContaining("could not be read (there is no such file).");
    }

    @Test
    void every_key_is_kebab_case_and_has_a_sentence_and_a_default_that_is_allowed() {
        assertThat(Keys.all()).extracting(Setting::key).doesNotHaveDuplicates().allMatch(key -> key.matches("lockstep(\\.[a-z]+(-[a-z]+)*)+"));
        assertThat(Keys.all()).extracting(Setting::environment).doesNotHaveDuplicates();
        assertThat(Keys.all()).extracting(Setting::sentence).allMatch(sentence -> sentence.endsWith("."));
        assertThat(Keys.all()).allSatisfy(setting -> assertThat(setting.value(setting.standard())).isIn(Optional.empty(), setting.value(setting.standard())));
    }

    private static Settings with(String key, String value) {
        return SettingsFile.of(GivenSettings.properties(key, value), Map.of());
    }

    private static String token(Properties properties, Map<String, String> environment) {
        return SettingsFile.of(properties, environment).get(Keys.MATRIX_TOKEN);
    }

    private static String refusal(Properties properties, Map<String, String> environment) {
        SettingsException refusal = catchThrowableOfType(SettingsException.class, () -> SettingsFile.of(properties, environment));
        assertThat(refusal).as("the refusal of %s", properties).isNotNull();
        return refusal.getMessage();
    }

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}

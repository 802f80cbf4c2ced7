package dev.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every line that a person wrote counts or is told of, with its file and its number. */
class WrittenLinesTest {

    private static final String ENOUGH = """
            lockstep.keycloak.url=http://127.0.0.1:1
            lockstep.keycloak.realm=corp
            lockstep.keycloak.group=chat
            lockstep.keycloak.username=admin
            lockstep.keycloak.password=pass-sesame
            lockstep.matrix.url=http://127.0.0.1:2
            lockstep.matrix.token=mct_sesame
            """;
    private static final int NEXT = 8;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"LOCKSTEP_MODE=lock", "mode=lock", "Lockstep.Mode=lock", "lockstep.Mode=lock", "lockstep_mode=lock", "lockstep-mode: lock", "LOCKSTEP.MODE = lock", "export LOCKSTEP_MODE=lock",
        "set LOCKSTEP_MODE=lock", "Environment=LOCKSTEP_MODE=lock", "-Dlockstep.mode=lock", "--lockstep.mode=lock", "lockstepMode=lock", "Mode=lock", "\"lockstep.mode\"=lock", "lockstep.mo\u200bde=lock", "  MODE lock"})
    void another_spelling_of_a_key_is_refused_with_the_right_one(String line) {
        assertThat(refusal(ENOUGH + line)).contains("'" + file() + "', line " + NEXT + ": ", "write lockstep.mode.").startsWith("A setting has");
    }

    @ParameterizedTest
    @CsvSource({"lockstep.protect.keepClosed, lockstep.protect.keep-closed", "lockstep.protect.keep_closed, lockstep.protect.keep-closed", "protect.users, lockstep.protect.users",
        "LOCKSTEP_TLS_CA_FILE, lockstep.tls.ca-file", "KC_URL, lockstep.keycloak.url", "MATRIX_SERVER_NAME, lockstep.matrix.server-name", "kc.group.name, lockstep.keycloak.group",
        "MAS_CONFIG, lockstep.mas.config", "stateDir, lockstep.state-dir", "export LOCKSTEP_PROTECT_USERS, lockstep.protect.users"})
    void so_is_each_of_them(String name, String right) {
        assertThat(refusal(ENOUGH + name + "=x")).contains("'" + file() + "', line " + NEXT + ": '" + name + "' is not how a settings file names it: write " + right + ".");
    }

    @Test
    void every_other_spelling_of_every_key_leads_to_that_key() {
        Map<String, String> rightOnes = new HashMap<>();
        for (Setting<?> setting : Keys.all()) {
            for (String name : new String[] {setting.environment(), setting.key().toUpperCase(Locale.ROOT), setting.key().replace('-', '_').replace('.', '_'), setting.key().substring(9)}) {
                rightOnes.put(name, setting.key());
            }
        }
        String message = refusal(ENOUGH + String.join("=x\n", rightOnes.keySet()) + "=x\n");
        rightOnes.forEach((name, right) -> assertThat(message).contains(": '" + name + "' is not how a settings file names it: write " + right + "."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCKSTEP_MATRIX_TOKEN_FILE", "lockstep.matrix.token-file", "lockstep.matrix.token.file", "matrix.token.file", "MATRIX_ADMIN_TOKEN_FILE"})
    void the_file_of_a_secret_is_named_in_the_environment(String name) {
        assertThat(refusal(ENOUGH + name + "=/run/secrets/token")).contains(name).contains(" has no effect in a settings file: name the file in the environment variable LOCKSTEP_MATRIX_TOKEN_FILE.");
    }

    @ParameterizedTest
    @CsvSource({"lockstep.modus, lockstep.mode", "lokstep.mode, lockstep.mode", "lockstep.protect.user, lockstep.protect.users", "lockstep.protected.users, lockstep.protect.users", "lockstep.nosuch, ''",
        "lockstep, ''", "[lockstep], ''", "LOCKSTEP_NOSUCH, ''"})
    void an_unknown_key_of_ours_is_refused_with_the_one_that_may_be_meant(String name, String meant) {
        String message = refusal(ENOUGH + name + "=x");
        assertThat(message).containsPattern("line " + NEXT + ": '?" + Pattern.quote(name) + "'? is no setting of Lockstep: see docs/settings.md for their names.");
        assertThat(message.contains(" meant?")).isEqualTo(!meant.isEmpty());
        assertThat(message).contains(meant.isEmpty() ? "" : "Is " + meant + " meant?");
    }

    @Test
    void a_key_of_somebody_else_is_warned_of_and_stops_nothing() {
        Settings settings = read(ENOUGH + "\ncamel.main.name = x\nlockstepScheduled=false\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC=\n");

        assertThat(settings.remarks()).containsExactly("'" + file() + "', line 9: 'camel.main.name' is no setting of Lockstep, and has no effect here.",
                "'" + file() + "', line 10: 'lockstepScheduled' is no setting of Lockstep, and has no effect here.",
                "'" + file() + "', line 11: what stands there (not shown: it may be a piece of a secret) is no setting of Lockstep, and has no effect here.");
        assertThat(read(ENOUGH).remarks()).isEmpty();
    }

    @Test
    void a_key_that_stands_twice_is_refused() {
        assertThat(refusal(ENOUGH + "lockstep.protect.users=anna\n# more\n lockstep.protect.users : ben\nlockstep.protect.users ben\n"))
                .contains("'" + file() + "', lines 8 and 10 and 11: lockstep.protect.users is set there more than once");
        assertThat(refusal(ENOUGH + "lockstep.matrix.token=mct_sesame")).contains("lines 7 and 8: lockstep.matrix.token is set there more than once").doesNotContain("sesame");
    }

    @Test
    void a_list_over_several_lines_counts_whole() {
        Settings settings = read(ENOUGH + "lockstep.protect.users=anna,\\\r\n   ben,\\\n\tcarl\nlockstep.mode=lock");
        assertThat(settings.get(Keys.PROTECT_USERS)).containsExactly("anna", "ben", "carl");
        assertThat(settings.get(Keys.MODE)).isEqualTo("lock");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"lockstep.mas.config=/etc/mas\\;lockstep.mode=lock|makes line 9, which sets 'lockstep.mode', a part of the value",
        "lockstep.mas.config=/etc/mas\\;  mode = lock|makes line 9, which sets 'mode', a part of the value", "lockstep.protect.users=anna,\\;# the boss;ben|makes the comment of line 9 a part of the value",
        "lockstep.keycloak.client-secret=sesame\\|joins nothing to it", "lockstep.keycloak.client-secret=sesame\\;;lockstep.mode=lock|joins nothing to it",
        "lockstep.protect.users=anna,;ben|line 9: it sets nothing", "lockstep.protect.users=anna,\\ ;ben, carl|line 9: it sets nothing", "[settings]|line 8: it sets nothing"})
    void a_line_that_another_one_swallows_or_loses_is_told(String lines, String told) {
        assertThat(refusal(ENOUGH + lines.replace(';', '\n'))).contains("'" + file() + "', line ", told).doesNotContain("sesame");
    }

    /** Java's reader drops such a backslash without a word, and a pattern protects somebody else. */
    @ParameterizedTest
    @ValueSource(strings = {"lockstep.protect.patterns=bot-\\d+", "lockstep.keycloak.group=Ops\\, Night shift", "lockstep.keycloak.client-secret=ses\\ame", "lockstep.protect.patterns=a\\.b", "lockstep.mas.config=C:\\mas"})
    void a_backslash_that_would_vanish_is_told(String line) {
        assertThat(refusal(ENOUGH.replace("lockstep.keycloak.group=chat\n", "\n") + line)).contains("line " + NEXT + ": lockstep.", "a single backslash").doesNotContain("ses");
    }

    @Test
    void backslashes_that_mean_something_are_read_as_ever() {
        Settings settings = read(ENOUGH.replace("pass-sesame", "a\\\\b\\u00fc\\=\\:\\#\\!") + "lockstep.protect.patterns=bot-\\\\d+");
        assertThat(settings.get(Keys.KEYCLOAK_PASSWORD)).isEqualTo("a\\bü=:#!");
        assertThat(settings.get(Keys.PROTECT_PATTERNS)).hasToString("[bot-\\d+]");
        assertThat(refusal(ENOUGH + "lockstep.mode=\\u00zz")).contains("line 8: a \\u that four hexadecimal digits don't follow");
    }

    @Test
    void marks_are_stripped_wherever_they_stand() {
        Settings settings = read("\ufeff" + ENOUGH + "\ufefflockstep.mode=lock\u00a0\n\u00a0lockstep.scope=\u200bknown\u00a0\u3000 \t\r\n\ufeff# a comment\nlockstep.reopen=ask");
        assertThat(settings.get(Keys.KEYCLOAK_URL)).hasToString("http://127.0.0.1:1");
        assertThat(settings.get(Keys.MODE)).isEqualTo("lock");
        assertThat(settings.get(Keys.SCOPE)).isEqualTo("known");
        assertThat(settings.get(Keys.REOPEN)).isEqualTo("ask");
        assertThat(settings.remarks()).isEmpty();
    }

    @Test
    void a_file_that_is_not_utf_8_is_named_with_the_line() {
        assertThat(refusal((ENOUGH + "lockstep.protect.users=j\u00fcrgen\n").getBytes(StandardCharsets.ISO_8859_1))).contains("'" + file() + "' is not UTF-8: line 8 holds a letter in another encoding")
                .contains("Save it as UTF-8, or give another with --config FILE.");
        for (String charset : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"}) {
            assertThat(refusal(ENOUGH.getBytes(Charset.forName(charset)))).as(charset).contains("it looks like UTF-16");
        }
    }

    @Test
    void a_bad_value_is_told_with_its_line_and_one_of_the_environment_without() {
        assertThat(refusal(ENOUGH + "lockstep.mode=erase # for now")).contains("'" + file() + "', line 8: lockstep.mode (LOCKSTEP_MODE) is 'erase # for now'; allowed: deactivate | lock.");
        assertThat(refusal((ENOUGH + "lockstep.mode=lock").getBytes(StandardCharsets.UTF_8), Map.of("LOCKSTEP_MODE", "x"))).contains("- lockstep.mode (LOCKSTEP_MODE) is 'x'");
    }

    @Test
    void a_placeholder_for_nothing_is_told() {
        assertThat(refusal(ENOUGH + "lockstep.protect.users={{env:NO_SUCH_LIST}}")).contains("line 8: lockstep.protect.users: there is no environment variable 'NO_SUCH_LIST'", "{{env:NO_SUCH_LIST:}}");
        assertThat(read(ENOUGH + "lockstep.protect.users={{env:NO_SUCH_LIST:}}").find(Keys.PROTECT_USERS)).isEmpty();
    }

    @Test
    void a_list_that_protects_nobody_is_told() {
        assertThat(refusal(ENOUGH + "lockstep.protect.users=,")).contains("line 8: lockstep.protect.users");
    }

    @ParameterizedTest
    @CsvSource({"lockstep_mode, LOCKSTEP_MODE", "Lockstep.Mode, LOCKSTEP_MODE", "LOCKSTEP.MODE, LOCKSTEP_MODE", "lockstep.mode, LOCKSTEP_MODE", "LOCKSTEP_PROTECT_KEEPCLOSED, LOCKSTEP_PROTECT_KEEP_CLOSED",
        "LOCKSTEP_STATEDIR, LOCKSTEP_STATE_DIR", "lockstep_matrix_token_file, LOCKSTEP_MATRIX_TOKEN_FILE"})
    void another_spelling_in_the_environment_is_refused_too(String name, String right) {
        assertThat(refusal(ENOUGH.getBytes(StandardCharsets.UTF_8), Map.of(name, "/x"))).contains("The environment variable '" + name + "' is not how it is named: write " + right + ".");
        assertThat(read(ENOUGH, Map.of(name, " ")).remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"LOCKSTEP_MODUS, LOCKSTEP_MODE", "lockstep_protect_user, LOCKSTEP_PROTECT_USERS", "LOCKSTEP_DEACTIVATE_AFTR, LOCKSTEP_DEACTIVATE_AFTER"})
    void a_variable_with_a_slip_is_refused(String name, String right) {
        assertThat(refusal(ENOUGH.getBytes(StandardCharsets.UTF_8), Map.of(name, "x"))).contains("The environment variable '" + name + "' has no effect, and is probably a slip: write " + right + ", or take it away.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCKSTEP_SERVICE_PORT", "LOCKSTEP_PORT", "LOCKSTEP_PORT_9464_TCP", "LOCKSTEP_HOME", "LOCKSTEP_MAS_PORT"})
    void a_variable_that_may_be_meant_for_us_is_warned_of(String name) {
        assertThat(read(ENOUGH, Map.of(name, "x")).remarks()).singleElement().asString().startsWith("The environment variable " + name + " is no setting of Lockstep.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOCKSTEP_MATRIX_TOKEN", "LOCKSTEP_PROXY_URL", "LOCKSTEP_NOTIFY_URI", "MATRIX_ADMIN_TOKEN"})
    void an_empty_file_of_a_secret_is_told(String name) throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\ufeff \n");
        assertThat(refusal(ENOUGH.replace("lockstep.matrix.token=mct_sesame\n", name.contains("MATRIX") ? "" : "lockstep.matrix.token=mct_sesame\n").getBytes(StandardCharsets.UTF_8), Map.of(name + "_FILE", empty.toString())))
                .contains("the file '" + empty + "' that " + name + "_FILE names is empty. Write the value into it");
    }

    @Test
    void settings_that_are_given_to_java_are_refused() {
        assertThat(catchThrowableOfType(SettingsException.class, () -> SettingsFile.requireNoneOf(Set.of("lockstep.mode", "lockstep.home", "user.home"))))
                .hasMessageContaining("'lockstep.mode' is given to Java (-D)").hasMessageContaining("LOCKSTEP_MODE").hasMessageNotContaining("home");
    }

    @Test
    void so_are_those_with_a_slip_and_none_that_the_launcher_gives() {
        assertThat(catchThrowableOfType(SettingsException.class, () -> SettingsFile.requireNoneOf(Set.of("lockstep.protect.user")))).hasMessageContaining("write lockstep.protect.users into the settings file");
        SettingsFile.requireNoneOf(Set.of("lockstep.home", "lockstep.command", "lockstep.terminal", "lockstep.dropped"));
    }

    @Test
    void a_key_alone_sets_nothing() {
        assertThat(refusal(ENOUGH + "lockstep.protect.users\n\nlockstep.mode=lock\n")).contains("'" + file() + "', line " + NEXT + ": lockstep.protect.users: it sets nothing, for it has no '='.");
        assertThat(read(ENOUGH + "lockstep.protect.users=\nlockstep.mode lock\n").get(Keys.MODE)).isEqualTo("lock");
    }

    @Test
    void properties_without_a_file_are_judged_by_their_keys() {
        for (String key : new String[] {"LOCKSTEP_MODE", "Lockstep.Mode", "\ufefflockstep.mode"}) {
            SettingsException refusal = catchThrowableOfType(SettingsException.class, () -> SettingsFile.of(GivenSettings.properties(key, "lock"), Map.of()));
            assertThat(refusal).as(key).hasMessageContaining("'" + key + "' is not how a settings file names it: write lockstep.mode.");
        }
        assertThat(SettingsFile.of(GivenSettings.properties("mode", "theirs", "KC_URL", "theirs", "acme.lockstep.mode", "theirs"), Map.of()).get(Keys.MODE)).isEqualTo("deactivate");
    }

    @Test
    void in_a_file_of_others_only_what_is_meant_for_us_is_judged() {
        SettingsText theirs = SettingsText.ofOthers("app.properties", "mode=theirs\npath=C:\\x\nlockstepScheduled=false\nlockstep.mode=lock\nfoo\nlockstep.mode=deactivate\n".getBytes(StandardCharsets.UTF_8));
        Properties properties = GivenSettings.properties("lockstep.mode", "deactivate");

        SettingsException refusal = catchThrowableOfType(SettingsException.class, () -> SettingsFile.of(properties, List.of(theirs), false, Map.of()));

        assertThat(refusal).hasMessage("A setting has to be mended; nothing was changed.\n  - 'app.properties', lines 4 and 6: lockstep.mode is set there more than once, and only one of them could count."
                + " Keep one; what is a list goes on behind a comma.");
    }

    @Test
    void quotes_that_were_kept_and_can_not_be_meant_are_stripped() {
        Map<String, String> environment = new HashMap<>(Map.of("LOCKSTEP_MODE", "\"lock\"", "LOCKSTEP_KEYCLOAK_URL", "'http://127.0.0.1:3'", "LOCKSTEP_KEYCLOAK_REALM", "\"corp\"", "LOCKSTEP_PARALLEL", " \"2\" ",
                "LOCKSTEP_NOTIFY_URI", "\"https://chat.example.org/hook\"", "LOCKSTEP_MATRIX_TOKEN", "\"mct_sesame\""));
        Settings settings = read(ENOUGH, environment);

        assertThat(settings.get(Keys.MODE)).isEqualTo("lock");
        assertThat(settings.get(Keys.KEYCLOAK_URL)).hasToString("http://127.0.0.1:3");
        assertThat(settings.get(Keys.KEYCLOAK_REALM)).isEqualTo("corp");
        assertThat(settings.get(Keys.PARALLEL)).isEqualTo(2);
        assertThat(settings.get(Keys.NOTIFY_URI)).isEqualTo("https://chat.example.org/hook");
        assertThat(settings.get(Keys.MATRIX_TOKEN)).as("a secret may have quotes of its own").isEqualTo("\"mct_sesame\"");
    }

    @Test
    void the_name_of_a_secrets_file_may_have_quotes_too_and_a_value_that_wins_over_it_is_told() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "\ufeffmct_other\r\n");
        Map<String, String> environment = new HashMap<>(Map.of("LOCKSTEP_MATRIX_TOKEN_FILE", "\"" + token + "\" "));
        assertThat(read(ENOUGH, environment).get(Keys.MATRIX_TOKEN)).isEqualTo("mct_other");
        assertThat(SettingsFile.secretFiles(environment)).containsExactly(token);

        environment.put("LOCKSTEP_MATRIX_TOKEN", "mct_sesame");
        assertThat(read(ENOUGH, environment).remarks()).containsExactly("The environment variables LOCKSTEP_MATRIX_TOKEN and LOCKSTEP_MATRIX_TOKEN_FILE are both set: the first one counts, and the file is not read.");
    }

    @Test
    void nothing_of_the_shipped_file_is_warned_of() {
        assertThat(SettingsFile.read(Path.of("application.properties"), Map.of("KC_URL", "https://id.example.org", "KC_REALM", "corp", "KC_GROUP_NAME", "chat", "KC_ADMIN_USER", "admin",
                "KC_ADMIN_PASS", "sesame", "MATRIX_URL", "https://matrix.example.org", "MATRIX_ADMIN_TOKEN", "mct_sesame")).remarks()).isEmpty();
    }

    private Path file() {
        return folder.resolve("lockstep.properties");
    }

    private Settings read(String text) {
        return read(text, Map.of());
    }

    private Settings read(String text, Map<String, String> environment) {
        return read(text.getBytes(StandardCharsets.UTF_8), environment);
    }

    private Settings read(byte[] bytes, Map<String, String> environment) {
        try {
            return SettingsFile.read(Files.write(file(), bytes), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String refusal(String text) {
        return refusal(text.getBytes(StandardCharsets.UTF_8));
    }

    private String refusal(byte[] bytes) {
        return refusal(bytes, Map.of());
    }

    private String refusal(byte[] bytes, Map<String, String> environment) {
        SettingsException refusal = catchThrowableOfType(SettingsException.class, () -> read(bytes, environment));
        assertThat(refusal).as("the refusal of %s", new String(bytes, StandardCharsets.UTF_8)).isNotNull();
        return refusal.getMessage();
    }
}

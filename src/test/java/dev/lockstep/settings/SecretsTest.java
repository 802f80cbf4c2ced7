package dev.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private static final Secrets SECRETS = new Secrets(GivenSettings.of());

    @Test
    void the_value_of_every_secret_setting_is_hidden_wherever_it_stands() {
        Secrets secrets = new Secrets(GivenSettings.of("lockstep.keycloak.client-secret", "cl1ent/s&cret", "lockstep.notify.uri", "https://me:hush-hush@chat.example.org/hooks/abcdef?key=ghijkl&x=short"));
        assertThat(secrets.hide("a pass-sesame bmct_sesamec cl1ent/s&cret cl1ent%2Fs%26cret")).isEqualTo("a ... b...c ... ...");
        assertThat(secrets.hide("hush-hush at chat.example.org, abcdef, ghijkl, short")).isEqualTo("... at chat.example.org, ..., ..., short");
        for (Setting<?> setting : Keys.all()) {
            if (setting.traits().secret() && !setting.traits().later() && setting != Keys.PROXY_URL) {
                assertThat(new Secrets(GivenSettings.of(setting.key(), "open-sesame")).hide("said open-sesame.")).as(setting.key()).isEqualTo("said ....");
            }
        }
    }

    @Test
    void of_a_proxy_the_password_is_hidden_as_it_is_written_and_as_it_is_meant() {
        Secrets secrets = new Secrets(GivenSettings.of("lockstep.proxy.url", "http://lockstep:open%20sesame@proxy.example.org:3128"));
        assertThat(secrets.hide("proxy.example.org refused lockstep with open sesame, open%20sesame")).isEqualTo("proxy.example.org refused lockstep with ..., ...");
    }

    @Test
    void of_two_values_the_longer_one_is_hidden_whole() {
        Secrets secrets = new Secrets(GivenSettings.of("lockstep.keycloak.password", "sesame", "lockstep.matrix.token", "sesame-street"));
        assertThat(secrets.hide("sesame-street, sesame")).isEqualTo("..., ...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "a", "abc12", "password", "keycloak", "matrix"})
    void a_short_value_or_a_word_of_our_settings_is_hidden_only_where_its_place_gives_it_away(String value) {
        Secrets secrets = new Secrets(GivenSettings.of("lockstep.keycloak.password", value));
        String sentence = "Error: admin 'abc12' of keycloak and matrix: a password is missing";
        assertThat(secrets.hide(sentence)).isEqualTo(sentence);
        assertThat(secrets.hide("postgres://mas:" + value + "@db/mas password=" + value)).isEqualTo("postgres://mas:...@db/mas password=...");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "postgres://mas:sesame@db:5432/mas|postgres://mas:...@db:5432/mas",
            "postgresql://mas:s@s/me@[::1]:5432/mas?sslmode=off|postgresql://mas:...@[::1]:5432/mas?sslmode=off",
            "'redis://:sesame@cache'|'redis://:...@cache'",
            "http://a:12345678@b/c|http://a:...@b/c",
            "docker exec -e PGPASSWORD=sesame mas|docker exec -e PGPASSWORD=... mas",
            "LOCKSTEP_MATRIX_TOKEN=sesame KC_ADMIN_PASS=sesame x|LOCKSTEP_MATRIX_TOKEN=... KC_ADMIN_PASS=... x",
            "host=db password='open sesame' user=mas|host=db password=... user=mas",
            "host=db password=\"open sesame\" user=mas|host=db password=... user=mas",
            "?access_token=sesame&user=a|?access_token=...&user=a",
            "grant_type=password&client_secret=sesame|grant_type=password&client_secret=...",
            "api_key=sesame, apikey=sesame, secret_key=sesame|api_key=..., apikey=..., secret_key=...",
            "kubectl --token sesame exec --as-password sesame x|kubectl --token ... exec --as-password ... x",
            "{\"access_token\":\"sesame\",\"expires_in\":60}|{\"access_token\":...,\"expires_in\":60}",
            "Options { user: \"mas\", password: Some(\"sesame\"), port: 1 }|Options { user: \"mas\", password: ..., port: 1 }",
            "    password: open sesame|    password: ...",
            "client_secret: sesame|client_secret: ...",
            "Authorization: Bearer sesame|Authorization: Bearer ...",
            "Authorization: Basic c2VzYW1l|Authorization: Basic ...",
            "with Bearer abc123sesame=, then|with Bearer ..., then",
            "syt_YWxpY2U_abcdefghijklmnopqrst_1Ab2cD|...",
            "token mat_abcdefghijklmnopqrstuvwxyz1234_AbCd12!|token ...!",
            "'mar_abcdefghijklmnopqrstuvwxyz1234_AbCd12'|'...'",
            "mct_abcdefghijklmnopqrstuvwxyz1234_AbCd12 mcr_abcdefghijklmnopqrstuvwxyz1234_AbCd12 mpt_abcdefghijklmnopqrstuvwxyz1234_AbCd12|... ... ...",
            "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzZXNhbWUifQ.c2lnbmF0dXJl|..."})
    void what_looks_like_a_secret_is_hidden(String text, String hidden) {
        assertThat(SECRETS.hide(text)).isEqualTo(hidden);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "Error: User not found",
            "Error: could not connect to the database | Caused by: | 0: error communicating with database: Connection refused (os error 111)",
            "2026-11-22T06:43:29.351468Z ERROR mas_storage_pg::user:236 error=error returned from database: relation \"users\" does not exist",
            "2026-11-22T08:12:46.605392Z  INFO mas_cli::commands::manage:395 user.id=01M80ZV31GTCK4J0S5YXQCJAKZ username=t6b029d90-admin",
            "error: unexpected argument '--password' found",
            "Usage: mas-cli manage set-password [OPTIONS] --password <PASSWORD> <USERNAME>",
            "error returned from database: password authentication failed for user \"mas_user\"",
            "Invalid token: unexpected character, at line 3",
            "the secret is wrong; check lockstep.keycloak.client-secret and the password.",
            "'mas-cli --config /etc/mas/config.yaml manage kill-sessions --dry-run -- mat_smith' ended with exit code 1: it said nothing.",
            "GET http://localhost:8080/_synapse/admin/v2/users/@alice:example.org answered 503",
            "GET http://localhost:8080 for @alice:example.org",
            "ssh://git@host/x, postgres://mas@db/mas, https://id.example.org:8443/realms/a@b",
            "a Bearer token is missing; WWW-Authenticate: Bearer realm=\"x\", Basic authentication is off",
            "/run/secrets/token_file and PGPASSFILE=/etc/pg, token_endpoint=https://id.example.org/token",
            "compass=north, bypass=true, mas_storage_pg, format_abcdefghijklmnopqrstuvwxyz"})
    void an_ordinary_sentence_stays_as_it_is(String text) {
        assertThat(SECRETS.hide(text)).isEqualTo(text);
    }

    @Test
    void a_word_of_a_command_has_its_secret_hidden_to_its_end() {
        assertThat(SECRETS.hide(List.of("docker", "exec", "-e", "PGPASSWORD=open sesame, please", "mas", "--token", "open sesame", "sh", "-c", "PGPASSWORD=sesame mas-cli", "--token=x y", "--", "alice")))
                .containsExactly("docker", "exec", "-e", "PGPASSWORD=...", "mas", "--token", "...", "sh", "-c", "PGPASSWORD=...", "--token=...", "--", "alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "-", "://a:", "\n", "_eyJ", "--token", "password", "Bearer ", "\"", "'", " ", "=", "password=\"", "a.b-"})
    void a_long_text_takes_no_long_time(String piece) {
        String text = piece.repeat(65_536 / piece.length());
        assertThat(CompletableFuture.supplyAsync(() -> SECRETS.hide(text))).succeedsWithin(Duration.ofSeconds(20));
    }
}

package dev.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A comma separates, and quotes keep it. */
class ListsTest {

    @ParameterizedTest
    @MethodSource("lists")
    void what_stands_in_quotes_belongs_together(String text, List<String> items) {
        assertThat(Lists.split(text)).isEqualTo(items);
    }

    static Stream<Arguments> lists() {
        return Stream.of(Arguments.of("\"Ops, Night shift\"", List.of("Ops, Night shift")), Arguments.of("chat, \"Ops, Night shift\" ,'a,b'", List.of("chat", "Ops, Night shift", "a,b")),
                Arguments.of("Ops, Night shift", List.of("Ops", "Night shift")), Arguments.of("\"say \"\"hi\"\", now\"", List.of("say \"hi\", now")), Arguments.of("Peter's, Ben \"the boss\" X", List.of("Peter's", "Ben \"the boss\" X")),
                Arguments.of("\" blank \"", List.of(" blank ")), Arguments.of("a,\u00a0b\u00a0,\u3000c", List.of("a", "b", "c")), Arguments.of(",, a ,\"\",", List.of("a")), Arguments.of("", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "chat, \"open", "'s Gravenhage", "\"a\"b", "\"a\" b, c", "\"a\"\"", "\""})
    void a_quote_that_is_not_closed_or_has_more_behind_it_is_refused(String text) {
        assertThatThrownBy(() -> Lists.split(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GivenSettings.of("lockstep.keycloak.group", text)).hasMessageContaining("lockstep.keycloak.group").hasMessageContaining("double quotes keep a comma: \"a, b\"");
    }

    /** As docker leaves them in --env-file. No localpart has a comma, so that a pattern with one would protect nobody. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', delimiter = ';', value = {"\"bot-.*,svc-.*\"; bot-.* svc-.*", "'bot-.*, svc-.*'; bot-.* svc-.*", "\"t[0-9]{1,3},x\"; t[0-9]{1,3} x", "\"[a,b].*\"; [a,b].*", "'(a|b,c)'; (a|b,c)", "\"bot-.*\"; bot-.*"})
    void quotes_around_several_patterns_are_no_part_of_them(String text, String patterns) {
        assertThat(GivenSettings.of("lockstep.protect.patterns", text).get(Keys.PROTECT_PATTERNS)).extracting(Pattern::pattern).containsExactly(patterns.split(" "));
    }

    @Property(tries = 300)
    void whatever_stands_in_quotes_comes_out_as_it_is(@ForAll("words") List<String> words) {
        String text = String.join(", ", words.stream().map(word -> "\"" + word.replace("\"", "\"\"") + "\"").toList());
        assertThat(Lists.split(text)).isEqualTo(words);
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.strings().withChars("ab,\"' ü\\{}").ofMinLength(1).ofMaxLength(8).list().ofMaxSize(4);
    }

    @Test
    void every_list_keeps_them_and_its_message_says_so() {
        Settings settings = GivenSettings.of("lockstep.keycloak.group", "\"Ops, Night shift\", /staff", "lockstep.protect.users", "\"anna\", ben", "lockstep.protect.keep-closed", "'carl'",
                "lockstep.protect.patterns", "\"[a,b].*\",x{1,2}", "lockstep.protect.appservices", "\"/etc/a,b.yaml\",/etc/c.yaml", "lockstep.proxy.no-proxy", "\"localhost\",b");

        assertThat(settings.get(Keys.KEYCLOAK_GROUP)).containsExactly("Ops, Night shift", "/staff");
        assertThat(settings.get(Keys.PROTECT_USERS)).containsExactly("anna", "ben");
        assertThat(settings.get(Keys.PROTECT_KEEP_CLOSED)).containsExactly("carl");
        assertThat(settings.get(Keys.PROTECT_PATTERNS)).extracting(Pattern::pattern).containsExactly("[a,b].*", "x{1,2}");
        assertThat(settings.get(Keys.PROTECT_APPSERVICES)).containsExactly("/etc/a,b.yaml", "/etc/c.yaml");
        assertThat(settings.get(Keys.PROXY_NO_PROXY)).containsExactly("localhost", "b");
        assertThat(Keys.all().stream().filter(setting -> setting.allowed().contains("comma"))).hasSize(6).allMatch(setting -> setting.allowed().contains("quotes") && setting.traits().quotes());
    }

    @Test
    void in_the_environment_they_mean_the_same() {
        assertThat(GivenSettings.in(Map.of("LOCKSTEP_KEYCLOAK_GROUP", "\"Ops, Night shift\"")).get(Keys.KEYCLOAK_GROUP)).containsExactly("Ops, Night shift");
    }
}

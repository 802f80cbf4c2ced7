package dev.lockstep.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MxidMappingTest {

    private static final MxidMapping USERNAME = new MxidMapping("username", "example.org");
    private static final MxidMapping EMAIL = new MxidMapping("email-localpart", "example.org");
    private static final MxidMapping ATTRIBUTE = new MxidMapping("attribute:matrix", "example.org");

    @ParameterizedTest
    @ValueSource(strings = {"alice", "a", "0", "1001", "alice.smith", "a_b", "_irc_bob", "a=2fb", "a-b", "a/b", "a+b", ".", "..", "--config", "-a", "-", "=", "null", "a--b",
            "abcdefghijklmnopqrstuvwxyz0123456789._=-/+"})
    void everyNameOfTheGrammarIsTakenAsItIs(String name) {
        assertThat(map(USERNAME, name).mxid()).contains(new Mxid(name, "example.org"));
        assertThat(map(USERNAME, name).reason()).isEmpty();
    }

    @Test
    void everyOtherAsciiCharacterIsRefusedAnywhereInTheName() {
        String allowed = "abcdefghijklmnopqrstuvwxyz0123456789._=-/+";
        for (char c = 0; c < 128; c++) {
            boolean legal = allowed.indexOf(c) >= 0;
            for (String name : List.of(c + "ab", "a" + c + "b", "ab" + c, String.valueOf(c))) {
                assertThat(map(USERNAME, name).mxid().isPresent()).as("character %d in '%s'", (int) c, Shown.text(name)).isEqualTo(legal);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Alice", "ALICE", "al ice", "alice ", " alice", "@alice", "alice@example.org", "alice:example.org", "a'b", "a\"b", "$(id)", "`id`", "a;b", "a|b",
            "a&b", "a\\b", "a*b", "a\nb", "alice\n", "a\r\nb", "a\tb", "a\0b", "a\u001b[31mb", "a\u200eb", "a\u202eb", "a\u2066b", "\ufeffalice", "a\u200bb", "a\u00a0b", "a\u2028b",
            "j\u00f6rg", "jo\u0308rg", "\u0430lice", "\uff41lice", "\u0661\u0662", "\u5f20", "\ud83d\ude00", "\ud83d", "\u0131", "\u212a", "%00", "a,b", "a#b", "a~b", "a{b}", "<a>"})
    void aNameThatDoesNotFitIsRefusedAndNeverBent(String name) {
        MxidMapping.Mapped mapped = map(USERNAME, name);

        assertThat(mapped.mxid()).isEmpty();
        assertThat(mapped.reason()).startsWith("'").endsWith("' is not a Matrix localpart: only a-z 0-9 . _ = - / + are allowed");
        assertThat(mapped.reason().codePoints()).as("one line, nothing invisible, no turned writing direction").allMatch(MxidMappingTest::harmless);
    }

    @Test
    void theReasonShowsWhatIsInvisibleEscaped() {
        assertThat(map(USERNAME, "a\nb\0c\u202ed\u001b[0m").reason()).startsWith("'a\\u000ab\\u0000c\\u202ed\\u001b[0m' is not");
        assertThat(map(USERNAME, "\ufeffa\u2028b\ud83d").reason()).startsWith("'\\ufeffa\\u2028b\\ud83d' is not");
        assertThat(map(USERNAME, "\u2029\u009b\u007f\u061c").reason()).startsWith("'\\u2029\\u009b\\u007f\\u061c' is not");
        assertThat(map(USERNAME, "a\ud888\udc00b").reason()).as("a character without a meaning").startsWith("'a\\u");
    }

    @Test
    void theReasonShowsWhatIsVisibleAsItIs() {
        assertThat(map(USERNAME, "J\u00f6rg O'Neil \"$(id)\" \ud83d\ude00").reason()).startsWith("'J\u00f6rg O'Neil \"$(id)\" \ud83d\ude00' is not");
    }

    @Test
    void theWholeIdMayHave255BytesAndNoMore() {
        int room = 255 - "@:example.org".length();

        assertThat(map(USERNAME, "a".repeat(room)).mxid()).isPresent();
        assertThat(map(USERNAME, "a".repeat(room + 1)).mxid()).isEmpty();
        assertThat(map(USERNAME, "a".repeat(room + 1)).reason()).isEqualTo("its Matrix user id would be longer than 255 bytes");
    }

    @Test
    void bytesAreCountedNotCharacters() {
        String server = "\u00fc".repeat(100);
        MxidMapping mapping = new MxidMapping("username", server);

        assertThat(map(mapping, "a".repeat(53)).mxid()).isPresent();
        assertThat(map(mapping, "a".repeat(54)).mxid()).isEmpty();
    }

    @Test
    void theServerNameStandsInTheIdAsGivenWithItsPort() {
        assertThat(map(new MxidMapping("username", "example.org:8448"), "alice").mxid()).hasToString("Optional[@alice:example.org:8448]");
    }

    @Test
    void theUsernameIsTheLocalpartByDefault() {
        assertThat(USERNAME.attribute()).isEmpty();
        assertThat(USERNAME.localpart("alice", "other@example.org", false, name -> List.of("another"))).contains("alice");
    }

    @Test
    void theLocalpartOfAnEmailAddressIsAllBeforeItsLastAt() {
        assertThat(email("alice.smith@example.org")).contains("alice.smith");
        assertThat(email("a@b@c")).contains("a@b");
        assertThat(map(EMAIL, Optional.of("a@b")).reason()).startsWith("'a@b' is not a Matrix localpart");
        assertThat(email("Alice@example.org")).as("not bent to lower case").contains("Alice");
        assertThat(email("alice+chat@example.org")).contains("alice+chat");
        assertThat(email("alice@")).contains("alice");
    }

    @Test
    void whoHasNoEmailAddressHasNoLocalpart() {
        assertThat(email(null)).isEmpty();
        assertThat(email("")).isEmpty();
        assertThat(email("alice")).isEmpty();
        assertThat(email("@example.org")).isEmpty();
        assertThat(map(EMAIL, Optional.empty()).reason()).isEqualTo("has no verified e-mail address");
    }

    @Test
    void anAttributeCountsOnlyWithASingleValue() {
        assertThat(ATTRIBUTE.attribute()).contains("matrix");
        assertThat(attribute(Map.of("matrix", List.of("alice")))).contains("alice");
        assertThat(attribute(Map.of("matrix", List.of("alice", "bob")))).isEmpty();
        assertThat(attribute(Map.of("matrix", List.of("alice", "alice")))).isEmpty();
        assertThat(attribute(Map.of("matrix", List.of()))).isEmpty();
        assertThat(attribute(Map.of("Matrix", List.of("alice")))).isEmpty();
        assertThat(attribute(Map.of())).isEmpty();
        assertThat(map(ATTRIBUTE, Optional.empty()).reason()).isEqualTo("has no single value in the attribute 'matrix'");
    }

    @Test
    void anEmptyValueIsRefusedLikeAnyOtherBadName() {
        assertThat(attribute(Map.of("matrix", List.of("")))).contains("");
        assertThat(map(ATTRIBUTE, "").reason()).startsWith("'' is not a Matrix localpart");
    }

    @Test
    void theNameOfAnAttributeMayHaveAColon() {
        assertThat(new MxidMapping("attribute:urn:matrix:id", "example.org").attribute()).contains("urn:matrix:id");
    }

    private static boolean harmless(int point) {
        int type = Character.getType(point);
        return !Character.isISOControl(point) && type != Character.FORMAT && type != Character.LINE_SEPARATOR && type != Character.PARAGRAPH_SEPARATOR && type != Character.SURROGATE;
    }

    private static Optional<String> email(String address) {
        return EMAIL.localpart("username", address, true, name -> List.of());
    }

    private static Optional<String> attribute(Map<String, List<String>> attributes) {
        return ATTRIBUTE.localpart("username", "alice@example.org", false, attributes::get);
    }

    private static MxidMapping.Mapped map(MxidMapping mapping, String localpart) {
        return map(mapping, Optional.of(localpart));
    }

    private static MxidMapping.Mapped map(MxidMapping mapping, Optional<String> localpart) {
        return mapping.map(new Member("an id", "a name", localpart, true));
    }
}

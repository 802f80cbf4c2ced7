package dev.lockstep.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MxidTest {

    @Test
    void anIdIsCutAtItsFirstColon() {
        assertThat(Mxid.parse("@alice:example.org:8448")).isEqualTo(new Mxid("alice", "example.org:8448"));
        assertThat(Mxid.parse("@alice:[::1]")).isEqualTo(new Mxid("alice", "[::1]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@alice:example.org", "@a=2fb:example.org:8448", "@-x:[::1]:8448", "@Alice:example.org"})
    void anIdIsWrittenAsItWasRead(String text) {
        assertThat(Mxid.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "@alice", "alice:example.org", "@alice:", "!room:example.org", ":", "@"})
    void anotherTextIsRefusedByName(String text) {
        assertThatThrownBy(() -> Mxid.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a Matrix user id of the form @localpart:server");
    }

    @Test
    void theRefusalShowsWhatIsInvisibleEscaped() {
        assertThatThrownBy(() -> Mxid.parse("a\nb\u202e")).hasMessageStartingWith("'a\\u000ab\\u202e' is not");
    }

    @ParameterizedTest
    @CsvSource({"bob, Bob", "bob, BOB", "\u00e4nne, \u00c4NNE", "stra\u00dfe, STRASSE", "stra\u00dfe, stra\u1e9ee", "i, \u0130", "i\u0307x, \u0130X", "i, \u0131", "k, \u212a", "s, \u017f",
            "\u03b1\u03c3, \u0391\u03a3", "\u03b1\u03c2, \u03b1\u03c3", "\ud801\udc28, \ud801\udc00"})
    void whatAnyDatabaseCouldTakeForTheSameNameFoldsToTheSame(String one, String other) {
        assertThat(Mxid.folded(one)).isEqualTo(Mxid.folded(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bob", "STRASSE", "\u0130\u1e9e\u03a3\u00e4", "i\u0307\u0307"})
    void aFoldedNameFoldsToItself(String name) {
        assertThat(Mxid.folded(Mxid.folded(name))).isEqualTo(Mxid.folded(name));
    }

    @Test
    void differentNamesStayDifferent() {
        assertThat(List.of("bob", "bab", "b\u00f6b", "bob1", "b.ob").stream().map(Mxid::folded)).doesNotHaveDuplicates();
    }

    @Test
    void idsAreSortedAsTheyAreWritten() {
        assertThat(Mxid.parse("@a:z.org")).isLessThan(Mxid.parse("@b:a.org"));
        assertThat(Mxid.parse("@a:a.org")).isLessThan(Mxid.parse("@a:b.org"));
    }
}

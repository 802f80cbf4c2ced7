package dev.lockstep.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @Test
    void idsAreSortedAsTheyAreWritten() {
        assertThat(Mxid.parse("@a:z.org")).isLessThan(Mxid.parse("@b:a.org"));
        assertThat(Mxid.parse("@a:a.org")).isLessThan(Mxid.parse("@a:b.org"));
    }
}

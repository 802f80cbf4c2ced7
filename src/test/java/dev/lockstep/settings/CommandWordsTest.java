package dev.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

    @Test
    void only_a_word_that_needs_quotes_gets_them() {
        assertThat(CommandWords.join(List.of("/usr/bin/mas-cli", "--config=/etc/a.yaml", "-e", "A=b", "--", "", "a b", "a'b", "ünï", "$(x)", "a\nb")))
                .isEqualTo("/usr/bin/mas-cli --config=/etc/a.yaml -e A=b -- '' 'a b' 'a'\"'\"'b' ünï '$(x)' 'a\nb'");
    }

    @Property(tries = 300)
    void what_was_joined_is_split_again(@ForAll("words") List<String> words) {
        assertThat(CommandWords.split(CommandWords.join(words))).isEqualTo(words);
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(10), Arbitraries.strings().withChars("'\" \t\nab$`\\").ofMaxLength(8)).list().ofMaxSize(6);
    }
}

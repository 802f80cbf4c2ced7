package dev.lockstep.account;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ShownTest {

    private static final Map<String, String> RAW_AND_SHOWN = Map.ofEntries(entry("a\nb", "a\\u000ab"), entry("a\rb", "a\\u000db"), entry("a\tb", "a\\u0009b"), entry("a\0b", "a\\u0000b"), entry("\u001b[31mred", "\\u001b[31mred"),
            entry("\u009b31m", "\\u009b31m"), entry("\u202eecila", "\\u202eecila"), entry("a\u200fb", "a\\u200fb"), entry("\u2066a\u2069", "\\u2066a\\u2069"), entry("a\u200bb", "a\\u200bb"),
            entry("\ufeffa", "\\ufeffa"), entry("a\u2028b", "a\\u2028b"), entry("a\ud83db", "a\\ud83db"), entry("\udc00", "\\udc00"), entry("J\u00f6rg 名前 😀", "J\u00f6rg 名前 😀"));

    @Test
    void what_is_invisible_or_turns_the_writing_direction_is_escaped() {
        RAW_AND_SHOWN.forEach((raw, shown) -> assertThat(Shown.text(raw)).isEqualTo(shown));
    }

    @Property(tries = 500)
    void whatever_came_is_one_visible_line_and_stays_it(@ForAll String raw) {
        String shown = Shown.text(raw);
        assertThat(shown).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        assertThat(Shown.text(shown)).isEqualTo(shown);
    }
}

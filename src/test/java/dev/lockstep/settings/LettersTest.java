package dev.lockstep.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which locale loses letters, and what it is called. */
class LettersTest {

    @Test
    void a_letter_is_lost_where_the_locale_has_none_of_its_kind() {
        assertThat(Letters.areLostIn("j\ufffd\ufffdrgen", StandardCharsets.US_ASCII)).isTrue();
        assertThat(Letters.areLostIn("j\ufffdrgen", StandardCharsets.ISO_8859_1)).isTrue();
        assertThat(Letters.areLostIn("juergen?", StandardCharsets.US_ASCII)).isFalse();
        assertThat(Letters.areLostIn("j\ufffdrgen", StandardCharsets.UTF_8)).as("somebody wrote it").isFalse();
    }

    @Test
    void the_variable_that_counts_is_named() {
        assertThat(why(Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8"))).contains("locale, which is 'C' (LC_ALL) and leads to the character set US-ASCII: set LC_ALL=C.UTF-8");
        assertThat(why(Map.of("LC_ALL", "", "LC_CTYPE", "POSIX", "LANG", "de_DE.UTF-8"))).contains("'POSIX' (LC_CTYPE)");
        assertThat(why(Map.of("LANG", "xx_YY.UTF-8"))).contains("'xx_YY.UTF-8' (LANG)");
        assertThat(why(Map.of())).contains("locale, which is not set and leads to");
    }

    private static String why(Map<String, String> environment) {
        return Letters.why(environment, StandardCharsets.US_ASCII);
    }
}

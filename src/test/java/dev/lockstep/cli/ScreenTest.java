package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.cli.Screen.Run;
import dev.lockstep.cli.Screen.Style;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** The terminal of the recording shows what a real one does, and its picture says the same in readable colours. */
class ScreenTest {

    private static final double READABLE = 4.5;

    @Test
    void a_line_that_is_too_long_goes_on_in_the_next_and_one_that_just_fits_does_not() {
        assertThat(text(new Screen(4).print("abcdefgh\r\nabcd\r\nef"))).containsExactly("abcd", "efgh", "abcd", "ef");
    }

    @Test
    void a_line_that_was_erased_leaves_nothing_behind_and_one_that_was_written_over_its_end() {
        assertThat(text(new Screen(20).print("reading 7 of 11\r\u001b[Kdone\r\nabcdef\rxy\n"))).containsExactly("done", "xycdef");
    }

    @Test
    void colours_and_bold_hold_until_they_are_taken_back() {
        assertThat(new Screen(20).print("a\u001b[1;31mb\r\nc\u001b[0md\u001b[32me\u001b[mf").lines()).containsExactly(
                List.of(new Run("a", Style.PLAIN), new Run("b", new Style(31, true))),
                List.of(new Run("c", new Style(31, true)), new Run("d", Style.PLAIN), new Run("e", new Style(32, false)), new Run("f", Style.PLAIN)));
    }

    @Test
    void what_it_does_not_know_is_not_left_out() {
        for (String unknown : List.of("\u001b[2J", "\u001b[48;5;9m", "\u001b]0;title\u0007", "a\u0008")) {
            assertThatThrownBy(() -> new Screen(20).print(unknown)).isInstanceOf(AssertionError.class).hasMessageContaining("known");
        }
    }

    @Test
    void the_picture_is_sound_and_has_the_same_words() throws Exception {
        String line = "'<j\u00fcrgen>' & \"@carl\"  \u2713";
        String picture = ScreenPicture.of(new Screen(40).print("\u001b[31m" + line + "\u001b[0m  \r\n\r\nx").lines(), 40, "a \"title\" & more");

        assertThat(ScreenPicture.lines(picture)).containsExactly(line, "x");
        var document = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new InputSource(new StringReader(picture)));
        assertThat(document.getElementsByTagName("text").item(0).getTextContent()).isEqualTo(line);
        assertThat(document.getDocumentElement().getAttribute("aria-label")).isEqualTo("a \"title\" & more");
    }

    @Test
    void each_colour_can_be_read_on_its_ground_light_and_dark() {
        String[] halves = ScreenPicture.of(List.of(), 10, "").split("@media");
        assertThat(halves).hasSize(2);
        for (String half : halves) {
            List<Double> fills = Pattern.compile("fill: #(\\p{XDigit}{6})").matcher(half).results().map(ScreenTest::luminance).collect(Collectors.toList());
            double ground = fills.remove(0);
            assertThat(fills).hasSize(7).allSatisfy(ink -> assertThat((Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)).isGreaterThanOrEqualTo(READABLE));
        }
    }

    /** WCAG 2.2, relative luminance. */
    private static double luminance(MatchResult colour) {
        double[] parts = Arrays.stream(new int[] {0, 2, 4}).mapToDouble(at -> Integer.parseInt(colour.group(1).substring(at, at + 2), 16) / 255.0)
                .map(part -> part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4)).toArray();
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }

    private static List<String> text(Screen screen) {
        return screen.lines().stream().map(line -> line.stream().map(Run::text).collect(Collectors.joining())).toList();
    }
}

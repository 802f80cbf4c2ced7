package dev.lockstep.cli;

import dev.lockstep.cli.Screen.Run;
import dev.lockstep.cli.Screen.Style;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A screen as an SVG whose words are text, in colours that follow the reader's light or dark. */
final class ScreenPicture {

    /** The width of a character; whatever font the reader has, a line is made as long as it is in this one. */
    private static final double ADVANCE = 8;
    private static final int LINE = 18;
    private static final int MARGIN = 16;
    /** The contrast of each with its ground is 4.5 or more (WCAG 2.2, 1.4.3). */
    private static final String HEAD = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="%3$s">
            <style>
            rect { fill: #f6f8fa; stroke: #d1d9e0 }
            text { fill: #1f2328; font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
            .bold { font-weight: bold }
            .c31 { fill: #b3261e } .c32 { fill: #116329 } .c33 { fill: #7d4e00 } .c34 { fill: #0550ae } .c35 { fill: #8250df } .c36 { fill: #1b6e77 }
            @media (prefers-color-scheme: dark) {
              rect { fill: #0d1117; stroke: #3d444d }
              text { fill: #e6edf3 }
              .c31 { fill: #ff7b72 } .c32 { fill: #56d364 } .c33 { fill: #e3b341 } .c34 { fill: #79c0ff } .c35 { fill: #d2a8ff } .c36 { fill: #76d5dd }
            }
            </style>
            <rect x="0.5" y="0.5" width="%4$d" height="%5$d" rx="8"/>
            """;

    private ScreenPicture() {
    }

    /** The picture of these lines of a terminal of this width. */
    static String of(List<List<Run>> lines, int columns, String title) {
        int width = (int) Math.ceil(columns * ADVANCE) + 2 * MARGIN;
        int height = lines.size() * LINE + 2 * MARGIN;
        StringBuilder picture = new StringBuilder(String.format(Locale.ROOT, HEAD, width, height, escaped(title), width - 1, height - 1));
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty()) {
                String text = lines.get(i).stream().map(ScreenPicture::span).collect(Collectors.joining());
                int characters = lines.get(i).stream().map(Run::text).mapToInt(run -> run.codePointCount(0, run.length())).sum();
                picture.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">%s</text>\n",
                        MARGIN, MARGIN + LINE * i + LINE - 5, characters * ADVANCE, text));
            }
        }
        return picture.append("</svg>\n").toString();
    }

    /** The words of a picture, a line of its terminal each. */
    static List<String> lines(String picture) {
        Matcher text = Pattern.compile("<text [^>]*>(.*?)</text>").matcher(picture);
        return text.results().map(line -> line.group(1).replaceAll("<[^>]*>", "").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")).toList();
    }

    private static String span(Run run) {
        Style style = run.style();
        String classes = ((style.bold() ? "bold " : "") + (style.colour() == 0 ? "" : "c" + style.colour())).strip();
        return classes.isEmpty() ? escaped(run.text()) : "<tspan class=\"" + classes + "\">" + escaped(run.text()) + "</tspan>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}

package dev.lockstep.report;

import java.util.ArrayList;
import java.util.List;

/** How much room text takes on a terminal, and where it is broken. */
final class Widths {

    private Widths() {
    }

    /** The columns that a text takes: none for a mark above another character, two for the wide letters of East Asia and for pictures. */
    static int of(String text) {
        return text.codePoints().map(Widths::of).sum();
    }

    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - of(text)));
    }

    /** Lines of at most this width, broken at blanks alone: a name that is longer stays whole, so that it can be copied. */
    static List<String> wrapped(String text, int width) {
        if (of(text) <= width) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ")) {
            int room = of(word);
            if (used > 0 && used + 1 + room > width) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
            }
            if (used > 0) {
                line.append(' ');
                used++;
            }
            line.append(word);
            used += room;
        }
        lines.add(line.toString());
        return lines;
    }

    private static int of(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = point >= 0x1100 && point <= 0x115f || point >= 0x2e80 && point <= 0xa4cf || point >= 0xac00 && point <= 0xd7a3 || point >= 0xf900 && point <= 0xfaff
                || point >= 0xfe30 && point <= 0xfe6f || point >= 0xff00 && point <= 0xff60 || point >= 0xffe0 && point <= 0xffe6 || point >= 0x1f300 && point <= 0x1faff || point >= 0x20000 && point <= 0x3fffd;
        return wide ? 2 : 1;
    }
}

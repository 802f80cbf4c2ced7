package dev.lockstep.settings;

import java.util.regex.Pattern;

/** What surrounds a text and is none of it. */
final class Text {

    private static final String MARKS = "[\\p{javaWhitespace}\\p{javaSpaceChar}\\uFEFF\\u200B\\u2060]+";
    private static final Pattern AT_BOTH_ENDS = Pattern.compile("^" + MARKS + "|" + MARKS + "$");

    private Text() {
    }

    /** Without blanks of any kind, byte-order marks and other invisible ones at its ends. */
    static String bare(String text) {
        return AT_BOTH_ENDS.matcher(text).replaceAll("");
    }

    /** The same, and without one pair of quotes around all of it: programs that read environment files keep them. */
    static String unquoted(String text) {
        String bare = bare(text);
        boolean quoted = bare.length() > 1 && (bare.charAt(0) == '"' || bare.charAt(0) == '\'') && bare.indexOf(bare.charAt(0), 1) == bare.length() - 1;
        return quoted ? bare(bare.substring(1, bare.length() - 1)) : bare;
    }

    /** Whether it is a blank or a mark. */
    static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF' || c == '\u200B' || c == '\u2060';
    }
}

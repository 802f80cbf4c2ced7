package dev.lockstep.settings;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What people write, taken out of bytes, and without what surrounds it and is none of it. */
public final class Text {

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final char MARK = '\uFEFF';
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

    /**
     * The text, without a byte-order mark.
     *
     * @throws IllegalArgumentException saying, in words that fit behind a file's name, which line is in another encoding
     */
    public static String utf8(byte[] bytes) {
        boolean wide = bytes.length > 1 && ((bytes[0] & 0xFF) == 0xFE && (bytes[1] & 0xFF) == 0xFF || (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == 0xFE);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), out, true);
        String text = out.flip().toString();
        if (wide || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("is not UTF-8: it looks like UTF-16");
        }
        if (!result.isUnderflow()) {
            throw new IllegalArgumentException("is not UTF-8: line " + LINE_END.split(text, -1).length + " holds a letter in another encoding");
        }
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }
}

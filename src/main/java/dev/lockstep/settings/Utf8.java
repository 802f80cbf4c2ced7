package dev.lockstep.settings;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The bytes of files that people write, which have to be UTF-8. */
public final class Utf8 {

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final char MARK = '\uFEFF';

    private Utf8() {
    }

    /**
     * The text, without a byte-order mark.
     *
     * @throws IllegalArgumentException saying, in words that fit behind a file's name, which line is in another encoding
     */
    public static String text(byte[] bytes) {
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

package dev.lockstep.net;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer without the form that the server gives its own: somebody before it, or in its place, has given it. */
public final class ForeignAnswer extends IOException {

    /** As much of a body as anybody needs to know whose it is, in bytes; tokens of all kinds together are shorter. */
    public static final int BEGINNING = 256 * 1024;

    private static final long serialVersionUID = 1L;
    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([\\w.:-]+)");

    private final String path;
    private final int status;
    private final transient Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final String body;

    /**
     * What came.
     *
     * @param path    what was asked for, as it was sent
     * @param status  of HTTP
     * @param headers by name, however that is written
     * @param body    its beginning
     */
    public ForeignAnswer(String path, int status, Map<String, String> headers, byte[] body) {
        super("the answer " + status + " is somebody else's");
        this.path = path.replaceFirst("[?#].*", "");
        this.status = status;
        this.headers.putAll(headers);
        this.body = new String(body, charset(header("Content-Type")));
    }

    /** The status. */
    public int status() {
        return status;
    }

    /** What was asked for, without its query. */
    String path() {
        return path;
    }

    /** A header; nothing where there is none. */
    String header(String name) {
        return headers.getOrDefault(name, "").strip();
    }

    /** The beginning of the body. */
    String body() {
        return body;
    }

    /** What the answer says that it is written in; UTF-8 where it doesn't, or nobody knows that one. */
    private static Charset charset(String contentType) {
        Matcher named = CHARSET.matcher(contentType);
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}

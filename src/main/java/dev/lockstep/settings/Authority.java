package dev.lockstep.settings;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom an address asks. Java's URI calls no name with an underscore a host, nor one with a number as its last part: docker gives such names ({@code stack_keycloak}, {@code web.1}), and every resolver finds them.
 *
 * @param host     a name, or an IP address; that of version 6 without its brackets
 * @param port     its port; -1 where none is given
 * @param userInfo what stands before an {@code @}, still encoded
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-3.2">RFC 3986, authority</a>
 */
public record Authority(String host, int port, Optional<String> userInfo) {

    private static final Pattern PARTS = Pattern.compile("(?:([^@\\[\\]]*)@)?(?:([A-Za-z0-9._~-]+)|\\[([0-9A-Fa-f:.]+)])(?::(\\d{0,5}))?");
    private static final Pattern SCHEME = Pattern.compile("^[A-Za-z]+(?=://)");
    private static final int LAST_PORT = 65_535;
    private static final Pattern LETTERS_OF_ALL = Pattern.compile("^([A-Za-z]+://(?:[^/?#@]*@)?)([^/?#@:\\[\\]]+)");

    /**
     * The one of an address.
     *
     * @throws IllegalArgumentException when it has none
     */
    public static Authority of(URI uri) {
        return parse(uri.getRawAuthority()).orElseThrow(IllegalArgumentException::new);
    }

    /** The one that is written so: {@code user:password@host:port}; empty where that is none. */
    public static Optional<Authority> parse(String text) {
        Matcher parts = PARTS.matcher(text == null ? "" : text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean noPort = parts.group(4) == null || parts.group(4).isEmpty();
        if (!noPort && Integer.parseInt(parts.group(4)) > LAST_PORT) {
            return Optional.empty();
        }
        return Optional.of(new Authority(parts.group(2) != null ? parts.group(2) : parts.group(3), noPort ? -1 : Integer.parseInt(parts.group(4)), Optional.ofNullable(parts.group(1))));
    }

    /** An address whose host may be written in letters that the net knows in another form only: {@code https://bücher.example}. Its scheme comes out in lower case. */
    static URI address(String text) {
        Matcher host = LETTERS_OF_ALL.matcher(SCHEME.matcher(text).replaceFirst(scheme -> scheme.group().toLowerCase(Locale.ROOT)));
        return URI.create(host.find() ? host.group(1) + IDN.toASCII(host.group(2), IDN.ALLOW_UNASSIGNED) + text.substring(host.end()) : text);
    }

    /** Host and port as they stand in an address, without the user. */
    public String bare() {
        return (host.contains(":") ? "[" + host + "]" : host) + (port < 0 ? "" : ":" + port);
    }
}

package dev.lockstep.net;

import dev.lockstep.settings.Authority;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;

/**
 * An address of the web, taken apart by its letters alone: whoever decodes and encodes it anew makes another one of it.
 *
 * @param scheme    {@code http} or {@code https}
 * @param authority whom it asks
 * @param target    path and query as they stand in a request; only what can't stand there (a blank, an umlaut, a brace) is written as {@code %20} and so on, and what is behind {@code #} is left out
 */
public record WebAddress(String scheme, Authority authority, String target) {

    private static final Pattern PARTS = Pattern.compile("(?i)(https?)://([^/?#]*)([^#]*)(#.*)?");
    /** See RFC 3986, path and query; what a person has encoded stays so. */
    private static final String UNCHANGED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?@!$&'()*+,;=%[]";

    /** The address that this is; empty where it isn't one of the web. */
    public static Optional<WebAddress> of(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String target = parts.group(3).startsWith("/") ? parts.group(3) : "/" + parts.group(3);
        return Authority.parse(parts.group(2)).map(authority -> new WebAddress(parts.group(1).toLowerCase(Locale.ROOT), authority, encoded(target)));
    }

    /** Whether Java's URI calls its host one. */
    public boolean isKnownToJava() {
        return URI.create(scheme + "://" + authority.bare()).getHost() != null;
    }

    /** Where to connect to. */
    HttpHost host() {
        return new HttpHost(scheme, authority.host(), authority.port());
    }

    /** What the header {@code Host} says. */
    URIAuthority name() {
        return new URIAuthority(authority.host(), authority.port());
    }

    /** The header that a user and password in it mean; empty without any. */
    Optional<String> authorization() {
        return authority.userInfo().map(ProxyServer::basic);
    }

    private static String encoded(String target) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : target.getBytes(StandardCharsets.UTF_8)) {
            if (each >= 0 && UNCHANGED.indexOf(each) >= 0) {
                encoded.append((char) each);
            } else {
                encoded.append(String.format("%%%02X", each));
            }
        }
        return encoded.toString();
    }
}

package dev.lockstep.net;

import dev.lockstep.settings.Authority;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An HTTP proxy.
 *
 * @param host          its name or address
 * @param port          its port
 * @param authorization the value of the header Proxy-Authorization; empty where no user is given
 * @param namedBy       the setting or environment variable that names it
 */
public record ProxyServer(String host, int port, Optional<String> authorization, String namedBy) {

    static ProxyServer of(URI uri, String namedBy) {
        Authority authority = Authority.of(uri);
        return new ProxyServer(authority.host(), authority.port(), authority.userInfo().map(ProxyServer::basic), namedBy);
    }

    /** The header for a user and password as they stand in an address, each on its own encoded by %40 and so on; a plus sign stands for itself. */
    static String basic(String userInfo) {
        String decoded = Stream.of(userInfo.split(":", 2)).map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8)).collect(Collectors.joining(":"));
        String userAndPassword = decoded.contains(":") ? decoded : decoded + ":";
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** Never the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}

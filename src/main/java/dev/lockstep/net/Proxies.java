package dev.lockstep.net;

import dev.lockstep.account.SetupException;
import dev.lockstep.settings.Authority;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which proxy leads to a server, or that none does: as the settings say, else as the environment does.
 *
 * @see <a href="https://curl.se/docs/manpage.html#ENVIRONMENT">curl's rules, which most programs follow</a>
 */
final class Proxies {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private final Settings settings;
    private final Map<String, String> environment;

    Proxies(Settings settings) {
        this.settings = settings;
        this.environment = settings.environment();
    }

    /** @throws SetupException when the environment variable that counts names no proxy */
    Optional<ProxyServer> to(URI server) {
        if (excepted(server)) {
            return Optional.empty();
        }
        return settings.find(Keys.PROXY_URL).map(uri -> ProxyServer.of(uri, Keys.PROXY_URL.key()))
                .or(() -> variable(server.getScheme() + "_proxy").map(name -> ProxyServer.of(parse(name), name)));
    }

    private boolean excepted(URI server) {
        List<String> exceptions = settings.find(Keys.PROXY_NO_PROXY)
                .orElseGet(() -> variable("no_proxy").map(name -> Arrays.asList(environment.get(name).split("[,\\s]+"))).orElse(List.of()));
        Authority authority = Authority.of(server);
        String host = bare(authority.host());
        int port = authority.port() >= 0 ? authority.port() : server.getScheme().equals("https") ? 443 : 80;
        return exceptions.stream().map(String::strip).filter(exception -> !exception.isEmpty()).anyMatch(exception -> fits(exception, host, port));
    }

    private static boolean fits(String exception, String host, int port) {
        if (exception.equals("*")) {
            return true;
        }
        String name = exception;
        // A single colon, or one after a bracket, stands before a port; several belong to an IPv6 address.
        int colon = exception.lastIndexOf(':');
        if (colon > 0 && (exception.indexOf(':') == colon || exception.charAt(colon - 1) == ']')) {
            if (!exception.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            name = exception.substring(0, colon);
        }
        name = bare(name.replaceFirst("^\\*?\\.", ""));
        return host.equals(name) || !ADDRESS.matcher(host).matches() && !name.isEmpty() && host.endsWith("." + name);
    }

    private static String bare(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
    }

    /** The name under which a variable is given; the lower case comes first. */
    private Optional<String> variable(String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT)).filter(each -> !environment.getOrDefault(each, "").isBlank()).findFirst();
    }

    private URI parse(String variable) {
        String text = environment.get(variable).strip();
        try {
            return Keys.PROXY_URL.parser().apply(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            // Neither the value nor the parser's message: both may hold a password.
            throw new SetupException("The environment variable " + variable + " names no proxy that Lockstep can use; allowed: " + Keys.PROXY_URL.allowed()
                    + ". Nothing was changed. Mend it, or set " + Keys.PROXY_URL.key() + ", which wins over it; " + Keys.PROXY_NO_PROXY.key() + "=* goes without a proxy.");
        }
    }
}

package dev.lockstep.net;

import dev.lockstep.account.RetryAfter;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;
import java.net.URI;
import java.time.Instant;
import java.util.regex.Pattern;

/** What to do about an answer that is not the server's own: who it could be, and what a person has to mend there. */
final class ForeignAnswers {

    private static final Pattern TLS_PORT = Pattern.compile("(?i)plain HTTP request was sent to HTTPS port|sent an HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled|requires TLS");
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int TIMEOUT = 408;
    private static final int GONE = 410;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final String name;
    private final String key;
    private final URI url;
    private final String shown;
    private final WhatStood stood;

    /**
     * For the answers at one server's address.
     *
     * @param shown the address for a message, with the proxy that leads there
     */
    ForeignAnswers(String name, String key, URI url, String shown, Settings settings) {
        this.name = name;
        this.key = key;
        this.url = url;
        this.shown = shown;
        this.stood = new WhatStood(new Secrets(settings));
    }

    RuntimeException explain(ForeignAnswer answer) {
        int status = answer.status();
        if (OwnForm.isRedirect(status)) {
            return redirected(answer);
        }
        if (status == BAD_REQUEST && TLS_PORT.matcher(answer.body()).find()) {
            return new SetupException(name + " at " + shown + " speaks TLS at that port, and was asked without (" + stood.in(answer) + "). Nothing was changed. Write https:// in " + key + ".", answer);
        }
        String sentence = name + " at " + shown + " was asked for '" + answer.path() + "', and what answered is not " + name + ": " + stood.in(answer) + ". Nothing was changed. ";
        if (status < 300) {
            return new SourceException(sentence + "A portal to sign in, the start page of a web server or another program may stand there: " + key + " must lead to " + name + " itself.", answer);
        }
        if (status == TOO_MANY) {
            return passing(sentence + "A reverse proxy or a firewall (WAF) limits how often " + name + " may be asked: allow Lockstep more there.", answer);
        }
        if (status == TIMEOUT || status == TOO_EARLY || status >= SERVER_ERROR) {
            return passing(sentence + "A reverse proxy or load balancer speaks for " + name + (answer.body().isBlank() ? ", or " + name + " itself before it has started" : "") + ": check that " + name
                    + " runs and that it is reached from there; the reason stands in that proxy's log.", answer);
        }
        return new SetupException(sentence + refusing(status), answer);
    }

    private String refusing(int status) {
        String through = "let Lockstep's requests for " + paths() + " through there, or set " + key + " to an address that leads to " + name + " itself.";
        if (status == UNAUTHORIZED) {
            return "A reverse proxy or a portal before " + name + " wants a sign-in of its own: " + through;
        }
        if (status == ProxyRefusal.AUTHENTICATION_REQUIRED) {
            return "A proxy on the way wants a user and password, and Lockstep is to use none: set " + Keys.PROXY_URL.key() + " if there is one, and have " + key + " lead to " + name + " itself.";
        }
        if (status == NOT_FOUND || status == GONE) {
            return "A reverse proxy without a rule for this path, a website or another program stands there: " + key + " must lead to " + name + " itself"
                    + (isKeycloak() ? " (with /auth at its end where Keycloak has it)" : " (a server's name alone often leads to a website)") + ", or to a proxy that lets " + paths() + " through.";
        }
        return "A reverse proxy or a firewall (WAF) before " + name + " refuses it: " + through;
    }

    private RuntimeException redirected(ForeignAnswer answer) {
        String sentence = name + " at " + shown + " was asked for '" + answer.path() + "', and the answer sends on to ";
        String held = "Lockstep does not follow: it would hand its " + (isKeycloak() ? "password" : "token") + " to whoever is there. ";
        String location = stood.location(answer);
        if (location.isEmpty()) {
            return new SetupException(sentence + "nowhere, for it names no address (" + stood.in(answer) + "). Nothing was changed. " + held + "Set " + key + " to an address that leads to " + name + " itself.", answer);
        }
        String to = target(location);
        String own = ownPath(answer.path());
        sentence += "'" + to + "' (" + stood.in(answer) + "). Nothing was changed. " + held;
        if (!to.endsWith(own) || to.length() == own.length()) {
            return new SetupException(sentence + "Where that is a page to sign in, let Lockstep's requests for " + paths() + " past it; else set " + key + " to the address of " + name + " itself.", answer);
        }
        String base = to.substring(0, to.length() - own.length());
        return new SetupException(sentence + (base.equals(url.toString()) ? "It is the address that was asked: the reverse proxy there takes it for another one. Have it pass the name and https on as they came (Host, X-Forwarded-Proto)."
                : "Set " + key + " to '" + base + "'."), answer);
    }

    private String target(String location) {
        try {
            return url.resolve(location).toString();
        } catch (IllegalArgumentException e) {
            // No address; it is told as it stands.
            return location;
        }
    }

    /** The part of a path that belongs to the server whatever its address is. */
    private String ownPath(String path) {
        String base = url.getRawPath() == null ? "" : url.getRawPath();
        return path.startsWith(base) ? path.substring(base.length()) : path;
    }

    private static RuntimeException passing(String sentence, ForeignAnswer answer) {
        return new SourceException(sentence, answer, RetryAfter.of(answer.header("Retry-After"), Instant.now()));
    }

    private String paths() {
        return isKeycloak() ? "/realms and /admin" : "/_matrix and /_synapse/admin";
    }

    private boolean isKeycloak() {
        return key.equals(Keys.KEYCLOAK_URL.key());
    }
}

package dev.lockstep.net;

import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.Authority;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** What TLS and proxies make of a call, in words. What they say stands in the causes of an exception, the telling ones deepest. */
final class ReachFailures {

    private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w*certificate\\w*|unknown_ca|access_denied)");
    private static final Pattern OTHER_NAME = Pattern.compile("doesn't match|No subject alternative|No name matching");
    private static final Pattern NO_TLS = Pattern.compile("Unsupported or unrecognized SSL message|plaintext connection");
    private static final int FORBIDDEN = 403;

    private final String name;
    private final Setting<URI> key;
    private final Settings settings;
    private final URI url;
    private final String host;
    private final Optional<ProxyServer> proxy;

    ReachFailures(String name, Setting<URI> key, Settings settings, Optional<ProxyServer> proxy) {
        this.name = name;
        this.key = key;
        this.settings = settings;
        this.url = settings.get(key);
        this.host = Authority.of(url).host();
        this.proxy = proxy;
    }

    Optional<RuntimeException> explain(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        Optional<AnswerRefusal> cut = first(causes, AnswerRefusal.class);
        if (cut.isPresent()) {
            return Optional.of(cut.get().told());
        }
        Optional<SetupException> known = first(causes, SetupException.class);
        if (known.isPresent()) {
            return Optional.of(known.get());
        }
        Optional<ForeignAnswer> foreign = first(causes, ForeignAnswer.class);
        if (foreign.isPresent()) {
            // Over plain HTTP a proxy refuses in the server's place; through a tunnel the answer comes from its far end.
            return Optional.of(foreign.get().status() == FORBIDDEN && proxy.isPresent() && url.getScheme().equals("http") ? refused(new ProxyRefusal(FORBIDDEN), proxy.get())
                    : new ForeignAnswers(name, key.key(), url, shown(), settings).explain(foreign.get()));
        }
        Optional<ProxyRefusal> refusal = first(causes, ProxyRefusal.class);
        if (refusal.isPresent() && proxy.isPresent()) {
            return Optional.of(refused(refusal.get(), proxy.get()));
        }
        Optional<? extends Throwable> unconnected = unconnected(causes);
        if (unconnected.isPresent() && proxy.isPresent()) {
            return Optional.of(new SourceException("The proxy '" + proxy.get() + "', through which " + name + " at '" + url + "' is asked, can't be reached: " + words(unconnected.get())
                    + ". Nothing was changed. Check that it runs, and " + proxy.get().namedBy() + ", which names it; a server that needs no proxy belongs into " + Keys.PROXY_NO_PROXY.key() + ".", failure));
        }
        return certificate(causes, failure).or(() -> refusedCertificate(causes, failure)).or(() -> otherProtocol(causes, failure));
    }

    /** The server's address for a message, and the proxy where there is one. */
    String shown() {
        return "'" + url + "'" + proxy.map(each -> " (through the proxy '" + each + "')").orElse("");
    }

    private RuntimeException refused(ProxyRefusal refusal, ProxyServer by) {
        String which = "The proxy '" + by + "' ";
        String where = name + " at '" + url + "'";
        String wins = by.namedBy().equals(Keys.PROXY_URL.key()) ? "" : " or set " + Keys.PROXY_URL.key() + ", which wins over it,";
        if (refusal.status() == ProxyRefusal.AUTHENTICATION_REQUIRED) {
            return new SetupException(which + (by.authorization().isPresent() ? "does not accept the user and password that " + by.namedBy() + " gives"
                    : "wants a user and password, and " + by.namedBy() + " gives none") + " (407), so " + where + " was not asked. Nothing was changed. Mend " + by.namedBy() + wins
                    + " in the form http://user:password@host:port; a file can give it: " + Keys.PROXY_URL.environment() + "_FILE.", refusal);
        }
        if (refusal.status() == FORBIDDEN) {
            return new SetupException(which + "does not let Lockstep through to " + where + " (403). Nothing was changed. Have '" + host + "' allowed there,"
                    + " or name it in " + Keys.PROXY_NO_PROXY.key() + " if it can be reached without a proxy.", refusal);
        }
        return new SourceException(which + "did not reach " + where + " (" + refusal.status() + "). Nothing was changed. Check that the server runs, " + key.key()
                + ", and the proxy's log; a server that needs no proxy belongs into " + Keys.PROXY_NO_PROXY.key() + ".", refusal);
    }

    private Optional<RuntimeException> certificate(List<Throwable> causes, Throwable failure) {
        String theirs = name + " at '" + url + "' shows a certificate that ";
        if (first(causes, CertificateExpiredException.class).isPresent()) {
            return setup(theirs + "has expired. Nothing was changed. Renew it there; if it is valid, look at the clock of this machine.", failure);
        }
        if (first(causes, CertificateNotYetValidException.class).isPresent()) {
            return setup(theirs + "is not valid yet. Nothing was changed. Look at the clock of this machine and at the certificate.", failure);
        }
        Optional<Throwable> otherName = causes.stream().filter(cause -> cause instanceof SSLPeerUnverifiedException || cause instanceof CertificateException)
                .filter(cause -> OTHER_NAME.matcher(String.valueOf(cause.getMessage())).find()).findFirst();
        if (otherName.isPresent()) {
            return setup(theirs + "is not for the name '" + host + "' (" + Shown.text(otherName.get().getMessage()) + "). Nothing was changed. Set " + key.key()
                    + " to a name that the certificate holds, or have one made that holds '" + host + "'.", failure);
        }
        if (first(causes, CertPathBuilderException.class).isPresent() || first(causes, CertPathValidatorException.class).isPresent() || first(causes, CertificateException.class).isPresent()) {
            return setup(theirs + "no known authority has signed. Nothing was changed. " + settings.find(Keys.TLS_CA_FILE)
                    .map(file -> "The file '" + file + "' of " + Keys.TLS_CA_FILE.key() + " lacks the certificate of its authority: add it there.")
                    .orElse("If it is your own authority's, set " + Keys.TLS_CA_FILE.key() + " to a PEM file with that authority's certificate."), failure);
        }
        return Optional.empty();
    }

    private Optional<RuntimeException> refusedCertificate(List<Throwable> causes, Throwable failure) {
        Optional<String> alert = causes.stream().filter(SSLException.class::isInstance).map(cause -> ALERT.matcher(String.valueOf(cause.getMessage())))
                .filter(Matcher::find).map(matcher -> matcher.group(1)).findFirst();
        return alert.flatMap(word -> setup(name + " at '" + url + "' " + settings.find(Keys.KEYCLOAK_TLS_CERTIFICATE).filter(file -> key == Keys.KEYCLOAK_URL)
                .map(file -> "refused the client certificate '" + file + "'").orElse("wants a client certificate") + " (TLS alert '" + word + "'). Nothing was changed. "
                + (key == Keys.KEYCLOAK_URL ? "Set " + Keys.KEYCLOAK_TLS_CERTIFICATE.key() + " and " + Keys.KEYCLOAK_TLS_KEY.key() + " to one that it trusts and that has not expired."
                        : "Lockstep shows none to " + name + ": let " + key.key() + " lead to an address that asks for none."), failure));
    }

    private Optional<RuntimeException> otherProtocol(List<Throwable> causes, Throwable failure) {
        if (first(causes, MessageConstraintException.class).isPresent() || first(causes, org.apache.http.MessageConstraintException.class).isPresent()) {
            return Optional.of(new SourceException(name + " at '" + url + "' sent more headers than any server should, and was cut off there. Nothing was changed."
                    + " Does something else answer in its place? Check " + key.key() + ".", failure));
        }
        if (causes.stream().anyMatch(cause -> cause instanceof SSLException && NO_TLS.matcher(String.valueOf(cause.getMessage())).find())) {
            return setup(name + " at '" + url + "' does not speak TLS at that port. Nothing was changed. Write http:// or the port of https in " + key.key() + ".", failure);
        }
        boolean silent = first(causes, NoHttpResponseException.class).isPresent() || first(causes, org.apache.http.NoHttpResponseException.class).isPresent()
                || causes.stream().anyMatch(cause -> cause.getClass() == SocketException.class)
                || causes.stream().anyMatch(cause -> cause instanceof org.apache.hc.core5.http.HttpException || cause instanceof org.apache.http.HttpException);
        if (silent && url.getScheme().equals("https")) {
            // In TLS 1.3 a server refuses a client certificate after the client's handshake: its reason can come too late to be read.
            return Optional.of(new SourceException(name + " at '" + url + "' did not answer: it ended the TLS connection without a word. Nothing was changed. Check that it runs, and "
                    + key.key() + "; if it asks for a client certificate, " + (key == Keys.KEYCLOAK_URL ? "check " + Keys.KEYCLOAK_TLS_CERTIFICATE.key() + "."
                    : "use an address that asks for none: Lockstep shows none to " + name + "."), failure));
        }
        if (silent) {
            return Optional.of(new SourceException(name + " at '" + url + "' did not answer: it closed the connection without a word of HTTP. Nothing was changed."
                    + " Check that it runs; if it speaks TLS at that port, write https:// in " + key.key() + ".", failure));
        }
        return Optional.empty();
    }

    private static Optional<? extends Throwable> unconnected(List<Throwable> causes) {
        return causes.stream().filter(cause -> cause instanceof ConnectException || cause instanceof NoRouteToHostException || cause instanceof UnknownHostException
                || cause instanceof ConnectTimeoutException || cause instanceof org.apache.http.conn.ConnectTimeoutException).findFirst();
    }

    private static String words(Throwable unconnected) {
        return unconnected instanceof UnknownHostException ? "no such host is known"
                : String.valueOf(unconnected.getMessage()).contains("refused") ? "the connection was refused" : Shown.text(String.valueOf(unconnected.getMessage()));
    }

    private static Optional<RuntimeException> setup(String sentence, Throwable cause) {
        return Optional.of(new SetupException(sentence, cause));
    }

    private static <T> Optional<T> first(List<Throwable> causes, Class<T> kind) {
        return causes.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}

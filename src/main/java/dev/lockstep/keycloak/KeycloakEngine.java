package dev.lockstep.keycloak;

import dev.lockstep.net.AnswerLimits;
import dev.lockstep.net.ProxyRefusal;
import dev.lockstep.net.ProxyServer;
import dev.lockstep.net.Reach;
import dev.lockstep.net.ServerClock;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import org.apache.http.Header;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.conn.HttpClientConnectionManager;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.jboss.resteasy.client.jaxrs.ClientHttpEngine;
import org.jboss.resteasy.client.jaxrs.ResteasyClientBuilder;
import org.jboss.resteasy.client.jaxrs.engines.ApacheHttpClient43Engine;
import org.jboss.resteasy.client.jaxrs.engines.ClientHttpEngineBuilder43;

/** RESTEasy's engine with the proxy that leads to Keycloak: RESTEasy's own setting knows no password for one, and shows a proxy's refusal as if Keycloak had answered. */
// RESTEasy means to move its engines into a module of their own; in the version that keycloak-admin-client brings, this is the one that it uses itself.
@SuppressWarnings("removal")
final class KeycloakEngine extends ClientHttpEngineBuilder43 {

    private static final MessageConstraints HEADS = MessageConstraints.custom().setMaxHeaderCount(AnswerLimits.HEADER_LINES).setMaxLineLength(AnswerLimits.HEADER_BYTES).build();

    private final ResteasyClientBuilder builder;
    private final Reach reach;

    KeycloakEngine(ResteasyClientBuilder builder, Reach reach) {
        this.builder = builder;
        this.reach = reach;
        resteasyClientBuilder(builder);
    }

    @Override
    protected ClientHttpEngine createEngine(HttpClientConnectionManager connections, RequestConfig.Builder request, HttpHost noProxy, int bufferSize, HostnameVerifier verifier, SSLContext tls) {
        Optional<ProxyServer> proxy = reach.proxy();
        if (connections instanceof PoolingHttpClientConnectionManager pool) {
            pool.setDefaultConnectionConfig(ConnectionConfig.custom().setMessageConstraints(HEADS).build());
        }
        HttpClientBuilder client = new WatchingClient(reach).setConnectionManager(connections).setDefaultRequestConfig(request.build()).disableContentCompression()
                .disableCookieManagement().setProxy(proxy.map(each -> new HttpHost(each.host(), each.port())).orElse(null))
                .setRequestExecutor(new ThroughProxy(proxy.isPresent(), proxy.flatMap(ProxyServer::authorization), reach.url().getScheme().equals("https")));
        if (builder.isDisableAutomaticRetries()) {
            client.disableAutomaticRetries();
        }
        ApacheHttpClient43Engine engine = new ApacheHttpClient43Engine(client.build(), true);
        engine.setResponseBufferSize(bufferSize);
        engine.setHostnameVerifier(verifier);
        engine.setSslContext(tls);
        return engine;
    }

    /** Signs in to the proxy unasked, and tells the proxy's refusals from Keycloak's. */
    private static final class ThroughProxy extends HttpRequestExecutor {

        private final boolean isProxied;
        private final Optional<String> authorization;
        private final boolean tunnels;

        ThroughProxy(boolean isProxied, Optional<String> authorization, boolean tunnels) {
            this.isProxied = isProxied;
            this.authorization = authorization;
            this.tunnels = tunnels;
        }

        @Override
        public HttpResponse execute(HttpRequest request, HttpClientConnection connection, HttpContext context) throws IOException, HttpException {
            boolean tunnel = request.getRequestLine().getMethod().equals("CONNECT");
            // Inside a tunnel Keycloak itself would read it.
            if (tunnel || !tunnels) {
                authorization.ifPresent(value -> request.setHeader(HttpHeaders.PROXY_AUTHORIZATION, value));
            }
            Instant asked = Instant.now();
            HttpResponse response = super.execute(request, connection, context);
            int status = response.getStatusLine().getStatusCode();
            if (tunnel && status >= 300 || status == ProxyRefusal.AUTHENTICATION_REQUIRED && isProxied) {
                throw new ProxyRefusal(status);
            }
            if (!tunnel && status < 300) {
                ServerClock.require("Keycloak", Optional.ofNullable(response.getFirstHeader(HttpHeaders.DATE)).map(Header::getValue).orElse(null), asked);
            }
            return response;
        }
    }
}

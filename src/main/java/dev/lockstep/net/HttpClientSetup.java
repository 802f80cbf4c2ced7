package dev.lockstep.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Leads an HTTP client (Apache's, version 5) the way to a server. Nothing is read before the first connection, so that a wrong file stops neither the start nor the other server. */
public final class HttpClientSetup {

    private static final int CONNECT_SECONDS = 10;
    private static final String AIM = "lockstep-aim";
    private static final Http1Config HEADS = Http1Config.custom().setMaxHeaderCount(AnswerLimits.HEADER_LINES).setMaxLineLength(AnswerLimits.HEADER_BYTES).build();

    private HttpClientSetup() {
    }

    /** For a client that talks to this one server alone. */
    public static void apply(HttpClientBuilder client, Reach reach) {
        client.setConnectionManagerShared(false);
        client.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(HEADS).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom().setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS).build())
                .setTlsSocketStrategy((socket, target, port, attachment, context) -> new DefaultClientTlsStrategy(reach.tls()).upgrade(socket, target, port, attachment, context)).build());
        client.setRoutePlanner((target, context) -> (reach.proxy().isPresent() ? new DefaultProxyRoutePlanner(host(reach.proxy().get())) : new DefaultRoutePlanner(null))
                .determineRoute(target.getHostName().equals(reach.standIn()) ? reach.address().host() : target, context));
        client.setRequestExecutor(new ThroughProxy(reach));
        watch(client, reach::limits);
        client.addExecInterceptorFirst(AIM, (request, scope, chain) -> {
            if (request.getAuthority().getHostName().equals(reach.standIn())) {
                aim(request, reach.address(), reach.address().target().replaceAll("/$", "") + request.getPath().replaceFirst("\\?$", ""));
            }
            return chain.proceed(request, scope);
        });
        // Before the watch, which has read the whole body by then.
        client.addExecInterceptorFirst("lockstep-own-answers", (request, scope, chain) -> {
            ClassicHttpResponse response = chain.proceed(request, scope);
            HttpEntity entity = response.getEntity();
            byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(ForeignAnswer.BEGINNING);
            if (!reach.isOwn(request.getPath(), response.getCode(), new String(body, StandardCharsets.UTF_8))) {
                Map<String, String> headers = new HashMap<>();
                response.headerIterator().forEachRemaining(header -> headers.putIfAbsent(header.getName(), String.valueOf(header.getValue())));
                throw new ForeignAnswer(request.getPath(), response.getCode(), headers, body);
            }
            return response;
        });
    }

    /** For a client that sends to one address alone: letter by letter, whatever Camel has made of it, and to the one that counts by then. Where Java's URI doesn't call the host one, Camel was not given it. */
    public static void aim(HttpClientBuilder client, Supplier<WebAddress> to) {
        client.setRoutePlanner((target, context) -> new DefaultRoutePlanner(null).determineRoute(to.get().isKnownToJava() ? target : to.get().host(), context));
        client.addExecInterceptorFirst(AIM, (request, scope, chain) -> {
            WebAddress address = to.get();
            aim(request, address, address.target());
            address.authorization().ifPresent(value -> request.setHeader(HttpHeaders.AUTHORIZATION, value));
            return chain.proceed(request, scope);
        });
    }

    /** Lets no answer take more time or memory than these limits say, and none be packed. */
    public static void watch(HttpClientBuilder client, Supplier<AnswerLimits> limits) {
        client.disableContentCompression();
        client.addExecInterceptorFirst("lockstep-watch", (request, scope, chain) -> {
            AnswerWatch watch = AnswerWatch.begin(limits.get(), scope.originalRequest instanceof Cancellable cancellable ? cancellable::cancel : scope.execRuntime::discardEndpoint);
            try {
                ClassicHttpResponse response = chain.proceed(request, scope);
                HttpEntity entity = response.getEntity();
                if (entity != null) {
                    // Whole before anybody sees its head: an answer that breaks off is then a request that failed.
                    try (InputStream body = watch.body(entity.getContent(), entity.getContentEncoding())) {
                        response.setEntity(new ByteArrayEntity(body.readAllBytes(), ContentType.parseLenient(entity.getContentType())));
                    }
                }
                return response;
            } catch (IOException e) {
                throw watch.explain(e);
            } finally {
                watch.end();
            }
        });
    }

    private static void aim(ClassicHttpRequest request, WebAddress to, String target) {
        request.setScheme(to.scheme());
        request.setAuthority(to.name());
        request.setPath(target);
    }

    private static HttpHost host(ProxyServer proxy) {
        return new HttpHost("http", proxy.host(), proxy.port());
    }

    /** Signs in to the proxy unasked, and tells the proxy's refusals from the server's. */
    private static final class ThroughProxy extends HttpRequestExecutor {

        private final Reach reach;

        ThroughProxy(Reach reach) {
            this.reach = reach;
        }

        @Override
        public ClassicHttpResponse execute(ClassicHttpRequest request, HttpClientConnection connection, HttpResponseInformationCallback callback, HttpContext context)
                throws IOException, HttpException {
            boolean tunnel = Method.CONNECT.isSame(request.getMethod());
            // Inside a tunnel the server itself would read it.
            if (tunnel || reach.url().getScheme().equals("http")) {
                reach.proxy().flatMap(ProxyServer::authorization).ifPresent(value -> request.setHeader(HttpHeaders.PROXY_AUTHORIZATION, value));
            }
            ClassicHttpResponse response = super.execute(request, connection, callback, context);
            int status = response.getCode();
            if (tunnel && status >= 300 || status == ProxyRefusal.AUTHENTICATION_REQUIRED && reach.proxy().isPresent()) {
                response.close();
                throw new ProxyRefusal(status);
            }
            return response;
        }
    }
}

package dev.lockstep.keycloak;

import dev.lockstep.net.AnswerWatch;
import dev.lockstep.net.ForeignAnswer;
import dev.lockstep.net.Reach;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpException;
import org.apache.http.HttpStatus;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.execchain.ClientExecChain;

/** Builds Apache's HTTP client, version 4, with a watch over every answer, which lets no answer through that is not Keycloak's own. */
final class WatchingClient extends HttpClientBuilder {

    private static final int REFUSALS = 300;

    private final Reach reach;

    WatchingClient(Reach reach) {
        this.reach = reach;
    }

    @Override
    protected ClientExecChain decorateProtocolExec(ClientExecChain chain) {
        return (route, request, context, aware) -> execute(chain, route, request, context, aware);
    }

    private CloseableHttpResponse execute(ClientExecChain chain, HttpRoute route, HttpRequestWrapper request, HttpClientContext context, HttpExecutionAware aware)
            throws IOException, HttpException {
        AnswerWatch watch = AnswerWatch.begin(reach.limits(), ((HttpUriRequest) aware)::abort);
        boolean goesOn = false;
        try {
            CloseableHttpResponse response = chain.execute(route, request, context, aware);
            HttpEntity entity = response.getEntity();
            if (entity != null) {
                String encoding = entity.getContentEncoding() == null ? null : entity.getContentEncoding().getValue();
                PushbackInputStream body = new PushbackInputStream(watch.body(entity.getContent(), encoding), ForeignAnswer.BEGINNING);
                requireOwn(request, response, body);
                response.setEntity(new Watched(entity, body));
                goesOn = true;
            } else {
                requireOwn(request, response, new PushbackInputStream(InputStream.nullInputStream(), 1));
            }
            return response;
        } catch (ForeignAnswer e) {
            ((HttpUriRequest) aware).abort();
            throw e;
        } catch (IOException e) {
            throw watch.explain(e);
        } finally {
            if (!goesOn) {
                watch.end();
            }
        }
    }

    private void requireOwn(HttpRequestWrapper request, CloseableHttpResponse response, PushbackInputStream body) throws IOException {
        int status = response.getStatusLine().getStatusCode();
        String path = request.getRequestLine().getUri().replaceFirst("^[a-z]+://[^/]*", "").replaceFirst("[?#].*", "");
        byte[] begun = beginning(body, status >= REFUSALS || reach.isLookedAt(path));
        if (status == HttpStatus.SC_NO_CONTENT || reach.isOwn(path, status, new String(begun, StandardCharsets.UTF_8)) || isRefusedToken(path, status)) {
            body.unread(begun);
            return;
        }
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getAllHeaders()) {
            headers.putIfAbsent(header.getName(), header.getValue());
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(begun);
        all.writeBytes(body.readNBytes(ForeignAnswer.BEGINNING - begun.length));
        throw new ForeignAnswer(path, status, headers, all.toByteArray());
    }

    /** Whoever refused it, it may only have ended: Keycloak's client hears of it, and gets a new one. */
    private static boolean isRefusedToken(String path, int status) {
        return status == HttpStatus.SC_UNAUTHORIZED && path.contains(TokenWatch.ADMIN_API);
    }

    /** All of it that tells whose it is; or blanks and the first sign, for a long answer is read as it comes. */
    private static byte[] beginning(InputStream body, boolean whole) throws IOException {
        if (whole) {
            return body.readNBytes(ForeignAnswer.BEGINNING);
        }
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        int next = body.read();
        while (next >= 0 && begun.size() < ForeignAnswer.BEGINNING - 1 && Character.isWhitespace(next)) {
            begun.write(next);
            next = body.read();
        }
        if (next >= 0) {
            begun.write(next);
        }
        return begun.toByteArray();
    }

    /** An entity whose body is watched. */
    private static final class Watched extends HttpEntityWrapper {

        private final InputStream body;

        Watched(HttpEntity entity, InputStream body) {
            super(entity);
            this.body = body;
        }

        @Override
        public InputStream getContent() {
            return body;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            body.transferTo(out);
        }
    }
}

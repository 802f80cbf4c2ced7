package dev.lockstep.keycloak;

import dev.lockstep.net.AnswerWatch;
import dev.lockstep.net.Reach;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.HttpException;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpExecutionAware;
import org.apache.http.client.methods.HttpRequestWrapper;
import org.apache.http.client.methods.HttpUriRequest;
import org.apache.http.client.protocol.HttpClientContext;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.execchain.ClientExecChain;

/** Builds Apache's HTTP client, version 4, with a watch over every answer. */
final class WatchingClient extends HttpClientBuilder {

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
                response.setEntity(new Watched(entity, watch.body(entity.getContent(), encoding)));
                goesOn = true;
            }
            return response;
        } catch (IOException e) {
            throw watch.explain(e);
        } finally {
            if (!goesOn) {
                watch.end();
            }
        }
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

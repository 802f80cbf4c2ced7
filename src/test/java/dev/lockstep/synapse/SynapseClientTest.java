package dev.lockstep.synapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.net.EndlessHeaders;
import dev.lockstep.settings.GivenSettings;
import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.MessageConstraintException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client for Synapse takes from a server. */
class SynapseClientTest {

    @ParameterizedTest
    @ValueSource(strings = {"X-Another: header\r\n", "no end of line "})
    void headers_without_end_are_not_taken_in(String again) throws IOException {
        try (EndlessHeaders server = new EndlessHeaders(again)) {
            HttpClientBuilder builder = HttpClientBuilder.create();
            new SynapseClient(GivenSettings.of("lockstep.matrix.url", server.url().toString(), "lockstep.proxy.no-proxy", "*")).configureHttpClient(builder);
            try (CloseableHttpClient client = builder.build()) {
                assertThatThrownBy(() -> client.execute(new HttpGet(server.url()), answer -> answer.getCode())).isInstanceOf(MessageConstraintException.class);
            }
            assertThat(server.sent()).isLessThan(EndlessHeaders.BUFFERS);
        }
    }
}

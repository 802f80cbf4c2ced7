package dev.lockstep.cli;

import dev.lockstep.account.SourceException;
import dev.lockstep.net.Deadline;
import dev.lockstep.net.HttpClientSetup;
import dev.lockstep.net.Reach;
import dev.lockstep.net.ServerClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.util.Timeout;

/**
 * A server that answers, whatever it says; it is known by the form of its answers.
 *
 * @param name  whose
 * @param ahead how far its clock is ahead of ours; empty where it doesn't tell the time
 */
record Answering(String name, Optional<Duration> ahead) {

    private static final Timeout PATIENCE = Timeout.ofSeconds(10);

    /**
     * Asks a server for a path that needs no sign-in.
     *
     * @throws SourceException when nothing answers there, or somebody else does
     * @throws dev.lockstep.account.SetupException when a person has to mend what stands between
     */
    static Answering ask(Reach server, String path, String key) {
        HttpClientBuilder builder = HttpClients.custom().disableAutomaticRetries().disableRedirectHandling().setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(PATIENCE).build());
        HttpClientSetup.apply(builder, server);
        Instant asked = Instant.now();
        try (CloseableHttpClient client = builder.build(); Deadline.Held held = Deadline.in(PATIENCE.toDuration()).hold()) {
            return client.execute(new HttpGet(server.url() + path), answer -> new Answering(server.name(),
                    Optional.ofNullable(answer.getFirstHeader("Date")).flatMap(date -> ServerClock.ahead(date.getValue(), asked, Instant.now()))));
        } catch (IOException e) {
            throw server.explain(e).orElseGet(() -> new SourceException(server.name() + " at " + server.shown() + " did not answer: " + came(e) + ". Check that it runs, and " + key + ".", e));
        }
    }

    /** The sentence for a clock that differs too much, where it does: no run goes on with one. */
    Optional<String> wrongClock() {
        return ahead.filter(difference -> difference.abs().compareTo(ServerClock.TOLERABLE) > 0).map(difference -> ServerClock.sentence(name, difference) + " Set both clocks right by NTP.");
    }

    private static String came(IOException failure) {
        return failure instanceof UnknownHostException ? "no such host is known" : failure instanceof ConnectException ? "the connection was refused"
                : failure.getMessage() != null ? failure.getMessage() : failure.getClass().getSimpleName();
    }
}

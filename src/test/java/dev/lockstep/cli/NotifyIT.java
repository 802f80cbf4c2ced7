package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DEAD_LETTERS;
import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.HELD;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.run.RunLock;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worked examples of docs/notify.md: a webhook, and a message into a Matrix room. */
@Timeout(120)
class NotifyIT {

    private static final String ACCOUNTS = "/_synapse/admin/v2/users";

    static {
        // The first HTTP server of a JVM decides for all of them, the sandbox's among them: without it every answer waits 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private record Told(String method, String path, String type, String authorization, JsonNode body) {

        String text() {
            return body.path("text").asText();
        }
    }

    private final List<Told> told = new CopyOnWriteArrayList<>();
    private HttpServer receiver;
    private volatile int answer = 200;

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody());
            told.add(new Told(exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("Authorization"), body));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        receiver.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "receiver");
            thread.setDaemon(true);
            return thread;
        }));
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    @Test
    void a_webhook_is_told_once_of_a_hold_a_failure_a_given_up_action_and_of_their_end() {
        try (Installation here = Installation.with("lockstep.notify.uri", url() + "/hooks/4fz7s3cr3t", "lockstep.guard.first-run", "hold", "lockstep.protect.mas-administrators", "false",
                "lockstep.retry.reads.count", "0", "lockstep.retry.actions.count", "0")) {
            here.member("anna");
            assertThat(here.sync().exitCode()).isEqualTo(DONE);
            assertThat(told).as("nothing to tell").isEmpty();
            here.sql("update runs set carried_out = 0");

            here.leaver("eve");
            SyncRun held = here.sync();
            assertThat(held.exitCode()).isEqualTo(HELD);
            assertThat(here.sync().exitCode()).isEqualTo(HELD);
            assertThat(told).singleElement().satisfies(message -> {
                assertThat(message.method()).isEqualTo("POST");
                assertThat(message.path()).isEqualTo("/hooks/4fz7s3cr3t");
                assertThat(message.type()).isEqualTo("application/json");
                assertThat(message.authorization()).isNull();
                assertThat(message.text()).contains(held.toString(), held.verdict().orElseThrow().plan().id(), "@eve:corp.example");
                assertThat(message.body().path("msgtype").asText()).isEqualTo("m.notice");
                assertThat(message.body().path("body").asText()).isEqualTo(message.text());
            });

            here.sandbox().synapse().faults().always(ACCOUNTS, Fault.status(503));
            assertThat(here.sync().exitCode()).isEqualTo(INCOMPLETE);
            here.restart();
            assertThat(here.sync().exitCode()).as("another process on the same ledger").isEqualTo(INCOMPLETE);
            assertThat(told).hasSize(2);
            assertThat(told.get(1).text()).contains("failed: Synapse at", "answered 503");

            here.sandbox().synapse().faults().clear();
            here.restart("lockstep.guard.first-run", "carry-out");
            here.sandbox().mas().fail("eve", Failure.ERROR);
            assertThat(here.sync().exitCode()).isEqualTo(DEAD_LETTERS);
            assertThat(told).hasSize(3);
            assertThat(told.get(2).text().lines()).hasSize(3).anyMatch(line -> line.contains("gave up 1 action: deactivate '@eve:corp.example'"))
                    .anyMatch(line -> line.startsWith("Over since") && line.contains("answered 503")).anyMatch(line -> line.startsWith("Over since") && line.contains("was held"));

            assertThat(here.sync().exitCode()).isEqualTo(DONE);
            assertThat(told).hasSize(4);
            assertThat(told.get(3).text()).startsWith("Over since").contains("@eve:corp.example");
            assertThat(here.query("select kind from notices")).isEmpty();
        }
    }

    @Test
    void a_webhook_that_cannot_be_told_fails_no_run_and_is_tried_again_by_the_next() {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (Installation here = Installation.with("lockstep.notify.uri", url() + "/hooks/4fz7s3cr3t?key=t0pS3cret", "lockstep.guard.first-run", "hold",
                "lockstep.protect.mas-administrators", "false")) {
            here.member("anna").leaver("eve");
            answer = 404;
            assertThat(here.sync().exitCode()).isEqualTo(HELD);
            assertThat(here.sync().exitCode()).isEqualTo(HELD);
            assertThat(told).as("tried by each run").hasSize(2);
            int port = receiver.getAddress().getPort();
            receiver.stop(0);
            assertThat(here.sync().exitCode()).as("nobody there at port " + port).isEqualTo(HELD);
            here.restart("lockstep.notify.uri", "no-such-component:t0pS3cret");
            assertThat(here.sync().exitCode()).isEqualTo(HELD);
            assertThat(here.query("select kind from notices")).isEmpty();
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).containsPattern("(?s)(could not tell lockstep.notify.uri what happened.*){4}").contains("with statusCode: 404")
                .doesNotContain("4fz7s3cr3t", "t0pS3cret");
    }

    /** It takes as long as the limit, half a minute. */
    @Test
    void a_webhook_that_drips_is_cut_off_and_by_then_the_lock_is_free() throws Exception {
        receiver.removeContext("/");
        CountDownLatch asked = new CountDownLatch(1);
        receiver.createContext("/", exchange -> {
            asked.countDown();
            exchange.sendResponseHeaders(200, 1000);
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            }
        });
        try (Installation here = Installation.with("lockstep.notify.uri", url() + "/hooks/4fz7s3cr3t", "lockstep.guard.first-run", "hold", "lockstep.protect.mas-administrators", "false")) {
            here.member("anna").leaver("eve");
            long began = System.nanoTime();
            SyncRun[] run = new SyncRun[1];
            String[] log = new String[1];
            Thread telling = new Thread(() -> log[0] = StandardError.of(() -> run[0] = here.sync()));
            telling.start();
            asked.await();
            try (RunLock free = RunLock.take(here.stateFolder(), "somebody else")) {
                assertThat(telling.isAlive()).as("still telling").isTrue();
            }
            assertThat(here.query("select outcome from runs")).as("its end is noted").containsExactly("held");
            telling.join();

            assertThat(run[0].exitCode()).isEqualTo(HELD);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(50));
            assertThat(log[0]).contains("could not tell lockstep.notify.uri what happened", "The next run tries again").doesNotContain("4fz7s3cr3t", "Nothing was changed. Look");
            assertThat(here.query("select kind from notices")).isEmpty();
            receiver.removeContext("/");
            receiver.createContext("/", exchange -> {
                told.add(new Told("", "", "", "", new ObjectMapper().readTree(exchange.getRequestBody())));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            assertThat(here.sync().exitCode()).isEqualTo(HELD);
            assertThat(told).as("told by the next run").singleElement().satisfies(message -> assertThat(message.text()).contains("@eve:corp.example"));
        }
    }

    @Test
    void a_webhook_whose_answer_has_no_end_takes_no_memory() throws Exception {
        receiver.removeContext("/");
        receiver.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] more = new byte[8192];
            while (true) {
                exchange.getResponseBody().write(more);
            }
        });
        try (Installation here = Installation.with("lockstep.notify.uri", url() + "/hooks", "lockstep.guard.first-run", "hold", "lockstep.protect.mas-administrators", "false")) {
            here.member("anna").leaver("eve");
            String log = StandardError.of(() -> assertThat(here.sync().exitCode()).isEqualTo(HELD));

            assertThat(log).contains("could not tell lockstep.notify.uri what happened: The server gave a longer answer than can be right");
        }
    }

    @Test
    void a_matrix_room_is_told_with_the_route_of_the_docs(@TempDir Path home) throws IOException {
        Path routes = Files.createDirectory(home.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve("notify-matrix.camel.yaml"), yamlOfTheDocs());
        // In real life these are environment variables: Camel looks for both.
        System.setProperty("lockstep.home", home.toString());
        System.setProperty("notify.matrix.url", url());
        System.setProperty("notify.matrix.room", "!ops:corp.example");
        System.setProperty("notify.matrix.token", "mct_room");
        try (Installation here = Installation.with("lockstep.notify.uri", "direct:lockstep-notify-matrix", "lockstep.guard.first-run", "hold", "lockstep.protect.mas-administrators", "false")) {
            here.member("anna").leaver("eve");
            SyncRun run = here.sync();

            assertThat(run.exitCode()).isEqualTo(HELD);
            assertThat(told).singleElement().satisfies(message -> {
                assertThat(message.method()).isEqualTo("PUT");
                assertThat(message.path()).isEqualTo("/_matrix/client/v3/rooms/!ops:corp.example/send/m.room.message/lockstep-" + run.id());
                assertThat(message.type()).isEqualTo("application/json");
                assertThat(message.authorization()).isEqualTo("Bearer mct_room");
                assertThat(message.body().path("msgtype").asText()).isEqualTo("m.notice");
                assertThat(message.body().path("body").asText()).contains("was held", "@eve:corp.example");
            });
        } finally {
            List.of("lockstep.home", "notify.matrix.url", "notify.matrix.room", "notify.matrix.token").forEach(System::clearProperty);
        }
    }

    private static String yamlOfTheDocs() throws IOException {
        String docs = Files.readString(Path.of("docs", "notify.md"));
        int begin = docs.indexOf("```yaml\n") + "```yaml\n".length();
        return docs.substring(begin, docs.indexOf("```", begin));
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort();
    }
}

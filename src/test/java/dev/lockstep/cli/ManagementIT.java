package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.management.PrometheusText;
import dev.lockstep.run.RunLock;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code lockstep run}, the shipped program, is asked for its health and its metrics, and what it says is what happened. */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
class ManagementIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String EVERY_SECOND = "0/1 * * * * ?";
    private static final String NEVER = "0 0 0 1 1 ? 2099";

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final List<Process> processes = new ArrayList<>();
    @TempDir
    private Path folder;
    private Installation here;
    private int port;

    @BeforeEach
    void install() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        here = Installation.with("lockstep.management.port", String.valueOf(port), "lockstep.guard.min-closings", "2", "lockstep.stop-time", "10s").member("anna");
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        here.close();
    }

    @Test
    void what_it_says_is_what_happened() throws Exception {
        here.leaver("carl");
        Process process = run("lockstep.schedule.cron", EVERY_SECOND);
        await(process, () -> metric("runs_total{outcome=\"done\",trigger=\"cron\"}") >= 2);
        assertThat(log()).contains("Monitoring: http://127.0.0.1:" + port + "/health and http://127.0.0.1:" + port + "/metrics.");
        assertThat(metric("actions_total{action=\"deactivate\",outcome=\"done\"}")).isEqualTo(1);
        assertThat(metric("members")).isEqualTo(1);
        assertThat(metric("accounts")).isEqualTo(accountsInTheLog());
        assertThat(get("/health").statusCode()).isEqualTo(200);

        here.sandbox().mas().fail("dora", Collections.nCopies(1000, Failure.PANIC).toArray(Failure[]::new));
        here.leaver("dora");
        await(process, () -> metric("dead_letters_open") == 1 && metric("runs_total{outcome=\"dead-letters\",trigger=\"cron\"}") >= 1);
        assertThat(metric("actions_total{action=\"deactivate\",outcome=\"panic\"}")).isPositive();
        here.sandbox().mas().recover();
        await(process, () -> metric("dead_letters_open") == 0 && metric("actions_total{action=\"deactivate\",outcome=\"done\"}") == 2);

        here.leaver("ewald");
        await(process, () -> metric("held") == 1 && metric("runs_total{outcome=\"held\",trigger=\"cron\"}") >= 1);
        assertThat(here.state("ewald")).isEqualTo("active");
        here.sandbox().keycloak().leave("anna", Sandbox.GROUP);
        await(process, () -> metric("runs_total{outcome=\"incomplete\",trigger=\"cron\"}") >= 1);
        assertThat(metric("held")).as("a run that read nothing says nothing of the plan").isEqualTo(1);
        assertThat(health().get("status").asText()).as("the last good run is young enough").isEqualTo("UP");
        here.sandbox().keycloak().join("anna", Sandbox.GROUP);
        here.sandbox().mas().removeUser("ewald");
        here.sandbox().synapse().removeAccount("ewald");
        await(process, () -> metric("held") == 0);

        try (RunLock lock = RunLock.await(here.stateFolder(), "this test")) {
            await(process, () -> metric("runs_total{outcome=\"locked\",trigger=\"cron\"}") >= 1);
        }
        double done = metric("runs_total{outcome=\"done\",trigger=\"cron\"}");
        await(process, () -> metric("runs_total{outcome=\"done\",trigger=\"cron\"}") > done);

        theNumbersAreTheLedgers();
        theDocsNameEveryMetric();
        assertThat(get("/metrics").body() + get("/health").body()).doesNotContain("anna", "carl", "dora", "ewald", "corp.example", here.settings().get("lockstep.matrix.token"));
    }

    @Test
    void it_answers_while_a_run_is_at_work_while_others_keep_it_waiting_and_while_it_stops() throws Exception {
        here.sandbox().synapse().faults().next("/users", 1, Fault.delay(Duration.ofMinutes(10).toMillis()));
        Process process = run("lockstep.schedule.cron", EVERY_SECOND);
        await(process, () -> health().get("last_run").hasNonNull("began_seconds_ago"));
        JsonNode health = health();
        assertThat(health.get("status").asText()).isEqualTo("DOWN");
        assertThat(health.get("reason").asText()).contains("No run has ended well yet.", "has not ended");
        assertThat(health.get("last_run").get("outcome").isNull()).isTrue();

        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                slow.add(socket);
                socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(get("/metrics").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }

        process.destroy();
        await(process, () -> log().contains("is stopping"));
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void a_new_process_knows_the_last_good_run_of_another_one_and_how_old_it_is() throws Exception {
        assertThat(here.sync().exitCode().code()).isZero();
        here.restart();
        double ended = Double.parseDouble(here.query("select ended_at from runs").get(0)) / 1000;

        Process process = run("lockstep.schedule.cron", NEVER);
        await(process, () -> log().contains("Monitoring:"));
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(health().get("last_good_run").get("run").asText()).isEqualTo(here.query("select id from runs").get(0));
        assertThat(metric("last_success_timestamp_seconds")).isEqualTo(ended, offset(0.001));
        assertThat(metric("runs_total{outcome=\"done\",trigger=\"cron\"}")).isZero();
        process.destroyForcibly().waitFor();

        process = run("lockstep.schedule.cron", NEVER, "lockstep.management.max-age", "1s");
        await(process, () -> log().contains("Monitoring:"));
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(health().get("reason").asText()).contains("lockstep.management.max-age allows 1 s.");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "it looks into /proc")
    void without_a_port_nothing_listens_and_with_one_one_socket_does() throws Exception {
        Process off = run("lockstep.schedule.cron", NEVER, "lockstep.management.port", "0");
        await(off, () -> log().contains("follows the schedule"));
        assertThat(listening(off)).isEmpty();
        assertThat(log()).doesNotContain("Monitoring");
        off.destroyForcibly().waitFor();

        Process on = run("lockstep.schedule.cron", NEVER);
        await(on, () -> log().contains("Monitoring:"));
        assertThat(listening(on)).hasSize(1).allMatch(address -> address.endsWith("0100007F:%04X".formatted(port)));
    }

    @Test
    void a_port_in_use_stops_the_start() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Process process = run("lockstep.schedule.cron", EVERY_SECOND);

            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(log()).contains("The management port " + other.getLocalPort() + " of '127.0.0.1' can't be opened").doesNotContain("follows the schedule", "\tat ");
        }
    }

    /** A run is in the ledger a moment before it is counted. */
    private void theNumbersAreTheLedgers() throws Exception {
        for (String outcome : List.of("done", "held", "incomplete", "dead-letters", "setup", "unexpected")) {
            String query = "select count(*) from runs where outcome = '" + outcome + "'";
            int before = Integer.parseInt(here.query(query).get(0));
            double counted = metric("runs_total{outcome=\"" + outcome + "\",trigger=\"cron\"}");
            assertThat(counted).as(outcome).isBetween(before - 1.0, Double.valueOf(here.query(query).get(0)));
        }
        String query = "select max(ended_at) / 1000.0 from runs where outcome = 'done'";
        double before = Double.parseDouble(here.query(query).get(0));
        assertThat(metric("last_success_timestamp_seconds")).isBetween(before - 0.001, Double.parseDouble(here.query(query).get(0)) + 0.001);
        PrometheusText text = metrics();
        double begun = Stream.of("done", "held", "incomplete", "dead-letters", "setup", "unexpected").mapToDouble(outcome -> text.value("lockstep_runs_total{outcome=\"" + outcome + "\",trigger=\"cron\"}")).sum();
        assertThat(text.value("lockstep_run_duration_seconds_count")).isEqualTo(begun, offset(1.0));
        assertThat(text.value("lockstep_run_duration_seconds_sum")).isPositive();
    }

    private void theDocsNameEveryMetric() throws Exception {
        Set<String> named = new HashSet<>();
        Pattern.compile("lockstep_[a-z_]+").matcher(Files.readString(Path.of("docs", "monitoring.md"))).results().forEach(match -> named.add(match.group()));
        assertThat(metrics().names("lockstep_")).isEqualTo(named);
    }

    private double accountsInTheLog() {
        return Pattern.compile("members and (\\d+) accounts").matcher(log()).results().mapToDouble(match -> Double.parseDouble(match.group(1))).reduce((first, last) -> last).orElseThrow();
    }

    /** The local addresses, in hexadecimal, at which a process listens. */
    private static Set<String> listening(Process process) throws IOException {
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            for (Path file : files.toList()) {
                try {
                    inodes.add(Files.readSymbolicLink(file).toString());
                } catch (java.nio.file.NoSuchFileException e) {
                    // Closed in the meantime.
                }
            }
        }
        Set<String> addresses = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(proc.resolve("net").resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[3].equals("0A") && inodes.contains("socket:[" + fields[9] + "]")) {
                    addresses.add(fields[1]);
                }
            }
        }
        return addresses;
    }

    private double metric(String series) throws Exception {
        return metrics().value("lockstep_" + series);
    }

    private PrometheusText metrics() throws Exception {
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        return PrometheusText.parse(answer.body());
    }

    private JsonNode health() throws Exception {
        return new ObjectMapper().readTree(get("/health").body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LIMIT).build(), BodyHandlers.ofString());
    }

    private Process run(String... settings) throws IOException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("lockstep.dist", "target/lockstep"), "bin", "lockstep").toString(), "run",
                "--config", new Commands(here, folder).config(settings).toString()).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        processes.add(process);
        return process;
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits for something; until the port is open nobody answers there. */
    private void await(Process process, Callable<Boolean> condition) throws Exception {
        Instant end = Instant.now().plus(LIMIT);
        while (!met(condition)) {
            assertThat(Instant.now()).as(log()).isBefore(end);
            assertThat(process.isAlive()).as(log()).isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean met(Callable<Boolean> condition) throws Exception {
        try {
            return condition.call();
        } catch (java.net.ConnectException e) {
            return false;
        }
    }
}

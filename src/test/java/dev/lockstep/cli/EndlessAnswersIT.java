package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped program with little memory against servers that would take all of it, or all of its time: exit code 3, a sentence, and a free lock. */
@Timeout(180)
class EndlessAnswersIT {

    private static final Map<String, String> LITTLE_MEMORY = Map.of("JAVA_OPTS", "-Xmx128m");
    private static final Duration A_START = Duration.ofSeconds(40);

    @TempDir
    private Path folder;
    private Installation here;

    @BeforeEach
    void start() {
        here = Installation.with("lockstep.state-dir", folder.resolve("state").toString(), "lockstep.retry.reads.count", "1", "lockstep.protect.mas-administrators", "false")
                .member("anna").leaver("eve");
    }

    @AfterEach
    void stop() {
        here.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(Arguments.of("Synapse", "a gzip bomb", Fault.gzipBomb(), "packed its answer"), Arguments.of("Synapse", "an endless body", Fault.endless(), "gave a longer answer"),
                Arguments.of("Synapse", "a deep array", Fault.deep(1_000_000), "Nothing was changed"), Arguments.of("Synapse", "endless headers", Fault.endlessHeaders(), "more headers than any server should"),
                Arguments.of("Keycloak", "a gzip bomb", Fault.gzipBomb(), "packed its answer"), Arguments.of("Keycloak", "an endless body", Fault.endless(), "gave a longer answer"),
                Arguments.of("Keycloak", "endless headers", Fault.endlessHeaders(), "more headers than any server should"), Arguments.of("Keycloak", "a drip", Fault.drip(1, 500), "was still being read after 3 s"),
                Arguments.of("Synapse", "a drip", Fault.drip(1, 500), "was still being read after 3 s"));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("faults")
    void a_server_cannot_take_all_memory_or_all_time(String server, String name, Fault fault, String words) {
        here.restart("lockstep.look-time", name.equals("a drip") ? "3s" : "15m");
        if (server.equals("Synapse")) {
            here.sandbox().synapse().faults().always("/_synapse/admin/v2/users", fault);
        } else {
            here.sandbox().keycloak().faults().always("/members", fault);
        }
        long began = System.nanoTime();

        Shipped.Ended sync = sync();

        assertThat(sync.code()).as(sync.err()).isEqualTo(3);
        assertThat(sync.err()).contains(server + " at 'http://127.0.0.1:", words, "Nothing was changed").doesNotContain("\tat ", "OutOfMemory", "something unexpected");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(A_START);
        assertThat(here.changes()).isEmpty();
        here.sandbox().synapse().faults().clear();
        here.sandbox().keycloak().faults().clear();
        Shipped.Ended next = sync();
        assertThat(next.code()).as(next.err()).isZero();
        assertThat(here.changes("eve")).isNotEmpty();
    }

    @Test
    void java_ends_when_it_has_no_memory_left_so_that_nobody_waits_for_it() {
        Shipped.Ended demo = Shipped.run(List.of(), Map.of("JAVA_OPTS", "-Xmx12m"), "demo");

        assertThat(demo.code()).as(demo.err()).isEqualTo(3);
        assertThat(demo.out() + demo.err()).contains("Terminating due to java.lang.OutOfMemoryError");
    }

    /** No way to hang is known that has no limit of its own, so one is made: a step that waits for an hour. */
    @Test
    void a_run_that_hangs_in_a_way_that_nobody_has_thought_of_ends_with_its_process() throws IOException {
        Path program = copyWithHangingPlan();
        here.restart("lockstep.look-time", "10s", "lockstep.mas.timeout", "1s", "lockstep.retry.actions.count", "0");
        long began = System.nanoTime();

        Shipped.Ended sync = Shipped.run(List.of("sh", "-c", "shift && exec \"$0\" \"$@\"", program.toString()), Map.of("XDG_CACHE_HOME", "/dev/null"), "sync", config());

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(A_START.plusSeconds(22));
        assertThat(sync.code()).as(sync.err()).isEqualTo(1);
        assertThat(sync.err()).contains("has given no sign of life for 22 s", "holds the run lock");
        here.restart("lockstep.look-time", "1m", "lockstep.mas.timeout", "1m");
        Shipped.Ended next = sync();
        assertThat(next.code()).as(next.err()).isZero();
    }

    private Path copyWithHangingPlan() throws IOException {
        Path shipped = Path.of(System.getProperty("lockstep.dist", "target/lockstep")).toAbsolutePath();
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.createDirectory(home.resolve("bin"));
        // No archive of loaded classes: it is made by a demo, which would hang as well.
        Files.createFile(home.resolve("cache"));
        Files.copy(shipped.resolve("bin/lockstep"), home.resolve("bin/lockstep"));
        Files.createSymbolicLink(home.resolve("lib"), shipped.resolve("lib"));
        Files.createSymbolicLink(home.resolve("lockstep.jar"), shipped.resolve("lockstep.jar"));
        Path routes = Files.createDirectory(home.resolve("routes"));
        try (Stream<Path> files = Files.list(shipped.resolve("routes"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                Files.writeString(routes.resolve(file.getFileName()), text.replace("        - setBody: {id: lockstep-guard,",
                        "        - delay: {id: lockstep-hangs, constant: \"3600000\", asyncDelayed: false}\n        - setBody: {id: lockstep-guard,"));
            }
        }
        assertThat(Files.readString(routes.resolve("sync.camel.yaml"))).contains("lockstep-hangs");
        return home.resolve("bin/lockstep");
    }

    private Shipped.Ended sync() {
        return Shipped.run(List.of(), LITTLE_MEMORY, "sync", config());
    }

    private String config() {
        return "--config=" + new Commands(here, folder).config();
    }
}

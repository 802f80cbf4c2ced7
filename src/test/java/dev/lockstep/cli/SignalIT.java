package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.MasCliScript;
import dev.lockstep.sandbox.SandboxMas.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped program is told to stop, wherever it is: it ends in time, says what is true, leaves no process behind, and the next run settles what is open. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
class SignalIT {

    private static final int LEAVERS = 6;
    private static final int PARALLEL = 2;
    /** Longer than any test: whoever waits for it has not been stopped. */
    private static final String NEVER = "10m";
    /** What a busy machine may take beside {@code lockstep.stop-time}. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    @TempDir
    private Path folder;
    private final MasCliScript script = MasCliScript.start();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Set<String> atTheGate = ConcurrentHashMap.newKeySet();
    private Installation here;
    private Process process;

    @AfterEach
    void stop() throws InterruptedException {
        gate.countDown();
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        if (here != null) {
            here.close();
        }
        script.close();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"sync, TERM, 143", "run, TERM, 0", "sync, TERM TERM, 143", "run, TERM TERM, 0", "sync, INT, 130", "run, INT, 0"})
    void what_has_begun_ends_and_what_is_queued_does_not_begin(String command, String signals, int exit) throws Exception {
        installation("lockstep.stop-time", "1m");
        closeTheGate("lock-user");
        begin(command);
        await(() -> atTheGate.size() == PARALLEL);

        for (String signal : signals.split(" ")) {
            send(signal);
        }
        openTheGateOnceStopping();

        ends(exit, Duration.ofMinutes(1));
        assertThat(here.query("select outcome from actions")).containsExactly("done", "done");
        assertThat(log()).contains("2 locked", "4 lock not done");
        theNextRunDoesTheRest();
        assertThat(here.changes()).as("each call once, over both runs").doesNotHaveDuplicates().hasSize(2 * LEAVERS);
    }

    @ParameterizedTest
    @CsvSource({"sync, 143", "run, 0"})
    void during_a_delay_it_does_not_wait_for_the_next_attempt(String command, int exit) throws Exception {
        installation("lockstep.retry.actions.delay", NEVER, "lockstep.stop-time", "1m");
        for (int i = 0; i < LEAVERS; i++) {
            here.sandbox().mas().fail("leaver" + i, Failure.PANIC_AFTER);
        }
        begin(command);
        await(() -> here.changes().size() == PARALLEL && script.ended());

        send("TERM");

        ends(exit, Duration.ofSeconds(30));
        settledByTheNextRun(PARALLEL);
    }

    @ParameterizedTest
    @CsvSource({"sync, STUBBORN, 143", "run, STUBBORN_AFTER, 0", "sync, HANG_WITH_CHILD_AFTER, 143", "run, HANG_WITH_CHILD, 0"})
    void calls_that_do_not_end_are_cut_off(String command, Failure failure, int exit) throws Exception {
        installation("lockstep.stop-time", "2s", "lockstep.mas.timeout", NEVER);
        for (int i = 0; i < LEAVERS; i++) {
            here.sandbox().mas().fail("leaver" + i, failure);
        }
        begin(command);
        await(() -> here.changes().size() == PARALLEL);

        send("TERM");

        ends(exit, Duration.ofSeconds(2));
        settledByTheNextRun(PARALLEL);
    }

    @ParameterizedTest
    @CsvSource({"sync, 143", "run, 0"})
    void during_the_look_nothing_begins(String command, int exit) throws Exception {
        installation("lockstep.stop-time", "2s");
        here.sandbox().synapse().faults().next("/users", 1, Fault.delay(Duration.ofMinutes(10).toMillis()));
        begin(command);
        await(() -> here.sandbox().synapse().faults().requests("/users") > 0);

        send("TERM");

        endsInTime(exit, Duration.ofSeconds(2));
        if (command.equals("sync")) {
            // Camel's scheduler has a word of its own about the request that was cut off.
            saysWhatIsTrue();
        }
        assertThat(here.changes()).as(log()).isEmpty();
        assertThat(here.query("select mxid from actions")).isEmpty();
        theNextRunDoesTheRest();
    }

    @ParameterizedTest
    @CsvSource({"sync, 143", "run, 0"})
    void during_the_preflight_nothing_begins(String command, int exit) throws Exception {
        installation("lockstep.stop-time", "1m");
        closeTheGate("--dry-run");
        begin(command);
        await(() -> atTheGate.size() == 1);

        send("TERM");
        openTheGateOnceStopping();

        ends(exit, Duration.ofMinutes(1));
        assertThat(here.changes()).as(log()).isEmpty();
        assertThat(here.query("select mxid from actions")).isEmpty();
        theNextRunDoesTheRest();
    }

    private void installation(String... more) {
        List<String> settings = new ArrayList<>(List.of("lockstep.mas.command", script.program().toString(), "lockstep.parallel", String.valueOf(PARALLEL), "lockstep.mode", "lock",
                "lockstep.guard.max-closings", "1000", "lockstep.schedule.cron", "0/1 * * * * ?"));
        settings.addAll(List.of(more));
        here = Installation.with(settings.toArray(String[]::new));
        here.member("anna");
        for (int i = 0; i < LEAVERS; i++) {
            here.leaver("leaver" + i);
        }
    }

    private void closeTheGate(String words) {
        script.before(line -> line.contains(words), () -> {
            atTheGate.add(Thread.currentThread().getName() + System.nanoTime());
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void openTheGateOnceStopping() throws InterruptedException {
        await(() -> log().contains("is stopping"));
        gate.countDown();
    }

    private void begin(String command) throws IOException {
        List<String> words = new ArrayList<>(isInterruptIgnored() ? List.of("env", "--default-signal=INT") : List.of());
        words.addAll(List.of(Path.of(System.getProperty("lockstep.dist", "target/lockstep"), "bin", "lockstep").toString(), command,
                "--config", new Commands(here, folder).config().toString()));
        process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    }

    /** A shell starts what is to run in the background so, and it is handed on to every child. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status) && Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
    }

    private void send(String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).inheritIO().start().waitFor()).isZero();
    }

    private void ends(int exit, Duration limit) throws Exception {
        endsInTime(exit, limit);
        saysWhatIsTrue();
    }

    private void endsInTime(int exit, Duration limit) throws Exception {
        assertThat(process.waitFor(limit.plus(MARGIN).toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
        assertThat(process.exitValue()).as(log()).isEqualTo(exit);
        assertThat(script.leftAfter(5)).as("processes left").isEmpty();
    }

    private void saysWhatIsTrue() {
        assertThat(log()).contains("is stopping").doesNotContain("Exception", "\tat ", "omething unexpected", "Done:");
    }

    /** Those that had begun are known as open, and repeated whatever Synapse shows. */
    private void settledByTheNextRun(int begun) {
        assertThat(here.query("select mxid from actions")).hasSize(begun);
        assertThat(here.query("select mxid from actions where outcome is null or maybe_changed = 1")).hasSize(begun);
        theNextRunDoesTheRest();
        assertThat(here.query("select mxid from actions where rule = 'unfinished' and outcome = 'done'")).hasSize(begun);
    }

    private void theNextRunDoesTheRest() {
        script.before(line -> false, () -> { });
        here.sandbox().synapse().faults().clear();
        here.sandbox().mas().recover();
        here.settle();
        assertThat(here.sync().exitCode()).isEqualTo(DONE);
        for (int i = 0; i < LEAVERS; i++) {
            assertThat(here.state("leaver" + i)).isEqualTo("locked");
            assertThat(here.sandbox().mas().sessions("leaver" + i)).isZero();
        }
        assertThat(here.state("anna")).isEqualTo("active");
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "";
        }
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(log()).isBefore(end);
            assertThat(process.isAlive()).as(log()).isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}

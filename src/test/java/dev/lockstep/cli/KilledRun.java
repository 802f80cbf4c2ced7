package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.KillAim.Pace;
import dev.lockstep.cli.LedgerFacts.Call;
import dev.lockstep.run.RunLock;
import dev.lockstep.sandbox.SandboxMas.Watcher;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The shipped program on a world of its own, killed once or not at all, then run to its end; and what must be true of the world afterwards. */
final class KilledRun implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 120;
    /** What the shell says of a process that SIGKILL ended. */
    private static final int KILLED = 137;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** How far a run had come when it was killed. */
    enum Phase { START_UP, READING, PREFLIGHT, ACTING, REPORTING, STOPPING }

    /** What a kill hit: actions begun without an end, processes of mas-cli that outlived it, letters that were open. */
    record Hit(Phase phase, int ended, int cutOff, int orphans, int letters) {
    }

    private final Path folder;
    private final Random random;
    private final Installation here;
    private final KilledPeople people;
    private final boolean withFailing;
    private final boolean workerLate;
    private final boolean hangs;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Path temporary;
    private volatile Watcher aim = new Watcher() {
    };
    private volatile long lastCallDone;
    private int starts;

    /**
     * A world by chance.
     *
     * @param folder  where its files are, deleted with it
     */
    KilledRun(Path folder, Random random) {
        this.folder = folder;
        this.random = random;
        boolean lockMode = random.nextInt(3) == 0;
        this.withFailing = random.nextInt(3) == 0;
        this.workerLate = random.nextInt(5) == 0;
        this.hangs = random.nextBoolean();
        this.here = Installation.with("lockstep.mode", lockMode ? "lock" : "deactivate", "lockstep.parallel", "4", "lockstep.guard.max-closings", "1000",
                "lockstep.guard.max-closings-count", "1000", "lockstep.guard.min-closings", "1000");
        here.restart("lockstep.mas.command", QuickMas.command(here.sandbox(), folder));
        this.people = KilledPeople.in(here, lockMode, withFailing, random);
        try {
            this.temporary = Files.createDirectory(folder.resolve("tmp"));
            Files.writeString(folder.resolve("run"), "1\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        here.sandbox().mas().watch(new Watcher() {
            @Override
            public void begins(List<String> arguments) {
                if (KillAim.changes(arguments)) {
                    calls.add(new Call(System.currentTimeMillis(), arguments.get(0), arguments.get(arguments.size() - 1)));
                }
                aim.begins(arguments);
            }

            @Override
            public void done(List<String> arguments) {
                lastCallDone = System.nanoTime();
                aim.done(arguments);
            }
        });
    }

    /** A run that nobody disturbs, and its pace. */
    Pace undisturbed() throws Exception {
        long start = System.nanoTime();
        Process process = start();
        while (here.sandbox().keycloak().faults().requests().isEmpty() && process.isAlive()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        long firstRequest = System.nanoTime();
        endsWell(process);
        long end = System.nanoTime();
        settle();
        check();
        return new Pace(TimeUnit.NANOSECONDS.toMillis(firstRequest - start), TimeUnit.NANOSECONDS.toMillis(end - start), TimeUnit.NANOSECONDS.toMillis(end - lastCallDone));
    }

    /** A killed run and one more; empty when the first one was quicker than the kill. */
    Optional<Hit> killed(KillAim.Target target, Pace pace) throws Exception {
        KillAim by = KillAim.of(target, pace, people.calls(), random);
        if (workerLate) {
            here.sandbox().mas().stopWorker();
        }
        Process[] process = new Process[1];
        AtomicBoolean once = new AtomicBoolean();
        by.arm(here, () -> {
            if (once.compareAndSet(false, true)) {
                databaseHangs();
                process[0].destroyForcibly();
            }
        });
        aim = by.watcher();
        process[0] = start();
        by.started();
        assertThat(process[0].waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("an end, by " + by).isTrue();
        if (process[0].exitValue() != KILLED) {
            return Optional.empty();
        }
        // Nobody waits for them: the next run has to.
        Hit hit = afterKill(processes().size());
        here.sandbox().keycloak().faults().clear();
        here.sandbox().synapse().faults().clear();
        aim = new Watcher() {
        };
        if (!workerLate) {
            settle();
        }

        Files.writeString(folder.resolve("run"), "2\n");
        endsWell(start());

        Files.deleteIfExists(folder.resolve("hangs-1"));
        assertThat(processes()).as("what is left of the killed run when the next one has ended").isEmpty();
        if (workerLate) {
            here.sandbox().mas().startWorkerNewestFirst();
        }
        settle();
        check();
        return Optional.of(hit);
    }

    /** What has not reached its database yet will do so when the next run has ended, if it is still there. */
    private void databaseHangs() {
        try {
            if (hangs) {
                Files.createFile(folder.resolve("hangs-1"));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return here.settings().get("lockstep.mode") + (withFailing ? ", some fail always" : "") + (workerLate ? ", MAS's worker stands still" : "") + (hangs ? ", MAS's database hangs at the kill" : "") + "; " + output();
    }

    @Override
    public void close() {
        here.close();
        delete(folder);
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("lockstep.dist", "target/lockstep"), "bin", "lockstep").toString(), "sync", "--config",
                new Commands(here, folder).config().toString());
        builder.environment().put("JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        return builder.redirectErrorStream(true).redirectOutput(folder.resolve("output" + starts++).toFile()).start();
    }

    private void endsWell(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("an end").isTrue();
        boolean lettersNow = withFailing && newestOutput().contains("gave up");
        assertThat(process.exitValue()).as("the exit code").isEqualTo(lettersNow ? 5 : 0);
    }

    private Hit afterKill(int orphans) throws IOException, SQLException {
        if (here.sandbox().keycloak().faults().requests().isEmpty()) {
            return new Hit(Phase.START_UP, 0, 0, 0, 0);
        }
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String name : List.of("lockstep.db", "lockstep.db-wal")) {
            // The next run is to find the ledger as the kill left it, so only a copy of it is opened.
            if (Files.exists(here.stateFolder().resolve(name))) {
                Files.copy(here.stateFolder().resolve(name), copy.resolve(name));
            }
        }
        LedgerFacts ledger = LedgerFacts.of(copy);
        ledger.holdAtAnyTime(calls);
        int ended = ledger.count("action-ended");
        Phase phase = ledger.count("decided") == 0 ? Phase.READING : ledger.count("action-began") == 0 ? Phase.PREFLIGHT : ended < KilledPeople.ACTIONS ? Phase.ACTING
                : ledger.lastRunOutcome().isEmpty() ? Phase.REPORTING : Phase.STOPPING;
        return new Hit(phase, ended, ledger.withoutEnd(), orphans, ledger.openLetters().size());
    }

    private void check() throws Exception {
        assertThat(processes()).as("what is left").isEmpty();
        people.endsAs().forEach((name, state) -> {
            assertThat(here.state(name)).as("the state of '" + name + "' in Synapse").isEqualTo(state);
            assertThat(stateInMas(name)).as("the state of '" + name + "' in MAS").isEqualTo(state);
        });
        for (Map.Entry<String, String> token : people.tokens().entrySet()) {
            boolean in = people.endsAs().get(token.getKey()).equals("active");
            assertThat(whoami(token.getValue())).as("what Synapse says to the session of '" + token.getKey() + "'").isEqualTo(in ? 200 : 401);
            assertThat(here.sandbox().synapse().account(token.getKey()).orElseThrow().devices()).as("the devices of '" + token.getKey() + "'").hasSize(in || token.getKey().startsWith("disabled") ? 1 : 0);
        }
        LedgerFacts ledger = LedgerFacts.of(here.stateFolder());
        ledger.holdAtAnyTime(calls);
        Set<String> changed = new HashSet<>(people.endsAs().keySet());
        changed.removeIf(name -> name.startsWith("bystander"));
        ledger.holdInTheEnd(changed, people.failing());
        assertThat(ledger.lastRunOutcome()).isIn("done", "dead-letters");
        RunLock.take(here.stateFolder(), "whoever comes next").close();
        assertThat(names(temporary)).as("left in the temporary folder").isEmpty();
        assertThat(names(here.stateFolder())).as("left in the state folder").hasSizeLessThanOrEqualTo(6);
    }

    private String stateInMas(String name) {
        return here.sandbox().mas().isDeactivated(name) ? "deactivated" : here.sandbox().mas().isLocked(name) ? "locked" : "active";
    }

    private int whoami(String token) throws IOException, InterruptedException {
        URI address = URI.create(here.sandbox().synapse().url() + "/_matrix/client/v3/account/whoami");
        return HTTP.send(HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token).build(), BodyHandlers.discarding()).statusCode();
    }

    private void settle() throws InterruptedException {
        assertThat(here.sandbox().mas().awaitWorker(Duration.ofSeconds(PATIENCE_SECONDS))).as("MAS's worker has come to an end").isTrue();
    }

    /** The processes of this world; one that has ended shows no command line. */
    private List<String> processes() {
        return ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(here.stateFolder().toString()) || line.contains(folder.toString())).toList();
    }

    private String newestOutput() {
        try {
            return Files.readString(folder.resolve("output" + (starts - 1)));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String output() {
        String all = starts == 0 ? "" : newestOutput();
        return "the newest run said:\n" + all.substring(Math.max(0, all.length() - 4000));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void delete(Path folder) {
        File[] files = folder.toFile().listFiles();
        for (File file : files == null ? new File[0] : files) {
            delete(file.toPath());
        }
        folder.toFile().delete();
    }
}

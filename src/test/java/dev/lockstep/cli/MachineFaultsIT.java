package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import org.sqlite.util.OSInfo;

/** Faults of the machine under the shipped program: each is a sentence and an exit code, and the next run on a healthy machine ends right. */
@Timeout(180)
class MachineFaultsIT {

    /** For root the kernel checks no modes; without these two it does. */
    private static final List<String> WITHOUT_OVERRIDE = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");

    @TempDir
    private Path folder;
    private Installation here;
    private String config;

    @BeforeEach
    void start() {
        here = Installation.with("lockstep.state-dir", folder.resolve("state").toString(), "lockstep.retry.actions.count", "0").member("anna").leaver("carl").leaver("dora");
        config = "--config=" + new Commands(here, folder).config();
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_disk_that_is_full_from_the_start_changes_nobody() throws IOException {
        Map<String, String> unpacked = Map.of("JAVA_OPTS", "-XX:-UsePerfData -Dorg.sqlite.lib.path=" + nativePart());

        Shipped.Ended sync = Shipped.run(List.of("sh", "-c", "ulimit -f 0; exec \"$@\"", "sh"), unpacked, "sync", config);

        assertThat(sync.code()).as(sync.err()).isEqualTo(2);
        assertThat(sync.err()).contains("The ledger '" + ledger() + "' can't be used", "Nothing was changed.", "Is the disk full").doesNotContain("\tat ", "backup");
        assertThat(here.changes()).isEmpty();
        healthyAgain();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_disk_that_fills_up_while_actions_run_leaves_them_unfinished_and_the_next_run_ends_them() throws Exception {
        here.restart("lockstep.parallel", "1", "lockstep.mode", "lock", "lockstep.lock-sessions", "keep");
        try (SlowMas slow = SlowMas.of(here, 2)) {
            config = "--config=" + new Commands(here, folder).config();
            Shipped.Ended sync;
            try (Shipped program = Shipped.start(List.of(), Map.of(), "sync", config)) {
                while (slow.begun() == 0) {
                    assertThat(program.isAlive()).isTrue();
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                filesEndAt(1, program.pid());
                sync = program.await();
            }

            assertThat(sync.code()).as(sync.err()).isEqualTo(1);
            assertThat(sync.err()).contains("The ledger '" + ledger() + "' could not be written or read", "what had begun is settled by the next run", "Is the disk full")
                    .doesNotContain("\tat ", "Something unexpected", "no transaction");
            assertThat(here.changes()).as("one action at work, none begun after it").containsExactly("lock-user -- carl");
            assertThat(here.query("select mxid || ' ' || ifnull(outcome, 'no end') from actions")).containsExactly("@carl:corp.example no end");
        }
        here.restart("lockstep.mas.command", here.sandbox().mas().commandLine());
        here.settle();

        SyncRun next = here.sync();

        assertThat(next.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(next.results()).extracting(SyncRun.ActionResult::mxid).containsExactly("@carl:corp.example", "@dora:corp.example");
        assertThat(List.of(here.state("carl"), here.state("dora"))).containsOnly("locked");
        assertThat(here.sync().results()).isEmpty();
    }

    @Test
    void a_ledger_that_can_not_be_written_any_more_is_no_reason_to_wait() {
        here.restart("lockstep.retry.actions.count", "3", "lockstep.retry.actions.delay", "2m", "lockstep.guard.max-closings", "1000");
        for (int i = 0; i < 8; i++) {
            here.leaver("leaver" + i);
        }
        here.plan();
        here.sql("create trigger full before insert on actions begin select raise(abort, 'disk full'); end");

        SyncRun run = here.sync();

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(ExitCode.sentence(run.failure().orElseThrow())).contains("disk full", "Without it no action begins");
        assertThat(here.changes()).isEmpty();
    }

    @Test
    void a_place_that_sqlite_can_not_use_for_its_native_part_is_named() throws IOException {
        Path inTheWay = Files.createDirectories(here.stateFolder().resolve(System.mapLibraryName("sqlitejdbc")).resolve("in the way"));
        Shipped.Ended letters = Shipped.run(List.of(), Map.of("JAVA_OPTS", "-Dorg.sqlite.tmpdir=/nowhere"), "dead-letters", config);

        assertThat(letters.code()).as(letters.err()).isEqualTo(2);
        assertThat(letters.err()).contains("beside the ledger, or else to '/nowhere'", "JAVA_OPTS=-Djava.io.tmpdir", "Nothing was changed.").doesNotContain("\tat ", "backup");
        assertThat(letters.err().lines()).hasSize(1);
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the rights of a folder are POSIX modes here")
    void a_state_folder_that_is_read_only_changes_nobody() throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"));
        List<String> before = writable(state) ? WITHOUT_OVERRIDE : List.of();
        mode(state, "r-x------");
        try {
            assumeThat(canWrite(before, state)).as("this user can write to a read-only folder, and setpriv can't take that right away").isFalse();
            Shipped.Ended fresh = Shipped.run(before, Map.of(), "sync", config);
            assertThat(fresh.code()).as(fresh.err()).isEqualTo(2);
            assertThat(fresh.err()).contains("'" + ledger() + "' can't be made", "Nothing was changed.", "Make the folder writable");

            mode(state, "rwx------");
            here.plan();
            here.restart();
            mode(state, "r-x------");
            Shipped.Ended old = Shipped.run(before, Map.of(), "sync", config);
            assertThat(old.code()).as(old.err()).isEqualTo(2);
            assertThat(old.err()).contains("'" + ledger() + "' can't be used", "Nothing was changed.", "read-only for this user").doesNotContain("\tat ", "backup");
            assertThat(here.changes()).isEmpty();
        } finally {
            mode(state, "rwx------");
        }
        healthyAgain();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the rights of a folder are POSIX modes here")
    void a_run_lock_that_can_not_be_written_changes_nobody() throws IOException {
        here.plan();
        Path lock = Files.createDirectory(folder.resolve("state").resolve("lockstep.lock"));

        Shipped.Ended sync = Shipped.run("sync", config);

        assertThat(sync.code()).as(sync.err()).isEqualTo(2);
        assertThat(sync.err()).contains("The run lock '" + lock + "' can't be taken", "Nothing was changed.").doesNotContain("\tat ");
        assertThat(here.changes()).isEmpty();
        Files.delete(lock);
        healthyAgain();
    }

    @Test
    void a_ledger_of_a_newer_version_is_left_alone_by_every_command() {
        here.plan();
        String version = here.query("pragma user_version").get(0);
        here.restart();
        here.sql("pragma user_version = 99");

        for (List<String> command : List.of(List.of("sync"), List.of("plan"), List.of("apply", "0123456789ab"), List.of("dead-letters"), List.of("replay", "--all"), List.of("audit"),
                List.of("pause", "--why", "test"), List.of("resume"), List.of("explain", "anna"), List.of("relink", "anna"), List.of("doctor"))) {
            Commands.Said said = execute(command);
            assertThat(said.code()).as(command + " " + said.all()).isEqualTo(2);
            assertThat(said.all()).contains("was written by a newer Lockstep (its version is 99, this one knows").doesNotContain("\tat ", "backup");
        }
        assertThat(here.changes()).isEmpty();
        assertThat(here.query("pragma user_version")).containsExactly("99");
        here.sql("pragma user_version = " + version);
        healthyAgain();
    }

    @Test
    void a_ledger_that_is_damaged_in_its_middle_changes_nobody_and_a_backup_of_it_goes_on() throws IOException {
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DONE);
        here.leaver("eve");
        here.restart();
        int called = here.changes().size();
        byte[] backup = Files.readAllBytes(ledger());
        int actions = Integer.parseInt(here.query("select rootpage from sqlite_master where name = 'actions'").get(0));
        try (FileChannel channel = FileChannel.open(ledger(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[4096]), (actions - 1) * 4096L);
        }

        Commands.Said sync = execute(List.of("sync"));

        assertThat(sync.code()).as(sync.all()).isIn(1, 2);
        assertThat(sync.all()).contains("The ledger '" + ledger() + "'", "SQLITE_CORRUPT", "It is damaged: stop Lockstep and restore it from a backup").doesNotContain("\tat ", "Is the disk full");
        assertThat(here.changes()).hasSize(called);
        assertThat(execute(List.of("doctor")).all()).contains("It is damaged");

        Files.write(ledger(), backup);
        Files.deleteIfExists(Path.of(ledger() + "-wal"));
        Files.deleteIfExists(Path.of(ledger() + "-shm"));
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(here.state("eve")).isEqualTo("deactivated");
        assertThat(here.state("anna")).isEqualTo("active");
    }

    private void healthyAgain() {
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(List.of(here.state("carl"), here.state("dora"))).containsOnly("deactivated");
        assertThat(here.state("anna")).isEqualTo("active");
    }

    private Commands.Said execute(List<String> command) {
        return new Commands(here, folder).execute(Stream.concat(command.stream(), Stream.of(config)).toArray(String[]::new));
    }

    private Path ledger() {
        return folder.resolve("state").resolve("lockstep.db");
    }

    /** As a full disk does: from now on every write behind the first byte of a file fails. It needs no rights, for it is the process's own limit that sinks. */
    private static void filesEndAt(long bytes, long pid) throws InterruptedException {
        try {
            assertThat(new ProcessBuilder("prlimit", "--pid", String.valueOf(pid), "--fsize=" + bytes).inheritIO().start().waitFor()).isZero();
        } catch (IOException e) {
            Assumptions.abort("prlimit of util-linux is not there: " + e.getMessage());
        }
    }

    private static boolean writable(Path path) throws IOException {
        mode(path, "r-x------");
        return Files.isWritable(path);
    }

    private static boolean canWrite(List<String> before, Path path) {
        try {
            List<String> words = new ArrayList<>(before);
            words.addAll(List.of("touch", path.resolve("probe").toString()));
            return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0 || Files.deleteIfExists(path.resolve("probe"));
        } catch (IOException e) {
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** The folder with SQLite's native part, which the driver otherwise unpacks at each start. */
    private Path nativePart() throws IOException {
        Path unpacked = Files.createDirectory(folder.resolve("native"));
        try (InputStream library = JDBC.class.getResourceAsStream("/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/libsqlitejdbc.so")) {
            Files.copy(library, unpacked.resolve("libsqlitejdbc.so"));
        }
        return unpacked;
    }
}

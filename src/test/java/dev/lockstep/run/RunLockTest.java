package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.account.SetupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_second_run_in_the_same_process_is_told_who_holds_it_and_since_when() {
        try (RunLock held = RunLock.take(folder, "run 7f3a (cron)")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> RunLock.take(folder, "run 0001 (cli)")).isInstanceOf(RunLockedException.class)
                    .hasMessageMatching("Another run is at work: run 7f3a \\(cron\\), process " + ProcessHandle.current().pid() + ", since 20\\S+Z\\. Nothing was changed\\. .+");
        }
    }

    @Test
    void it_can_be_taken_again_when_it_was_given_back() {
        RunLock.take(folder, "a run with quite a long name").close();
        try (RunLock held = RunLock.take(folder, "b")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> RunLock.take(folder, "c")).hasMessageContaining("at work: b, process").hasMessageNotContaining("long name");
        }
        assertThatCode(() -> RunLock.take(folder, "d").close()).doesNotThrowAnyException();
    }

    @Test
    void giving_it_back_twice_is_as_good_as_once() {
        RunLock held = RunLock.take(folder, "a");
        held.close();
        assertThatCode(held::close).doesNotThrowAnyException();
    }

    @Test
    void runs_on_other_ledgers_do_not_meet() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (RunLock one = RunLock.take(folder, "a"); RunLock two = RunLock.take(other, "b")) {
            assertThat(one).isNotSameAs(two);
        }
    }

    @Test
    void another_process_holds_it_until_it_dies() throws Exception {
        Process holder = start();
        assertThat(line(holder)).isEqualTo("taken");
        assertThatThrownBy(() -> RunLock.take(folder, "here")).isInstanceOf(RunLockedException.class).hasMessageContaining("child, process " + holder.pid() + ", since");
        holder.destroyForcibly().waitFor();
        assertThatCode(() -> RunLock.take(folder, "here").close()).doesNotThrowAnyException();
    }

    @Test
    void another_process_is_told_who_holds_it_here() throws Exception {
        try (RunLock held = RunLock.take(folder, "here")) {
            assertThat(held).isNotNull();
            assertThat(line(start())).startsWith("Another run is at work: here, process " + ProcessHandle.current().pid());
        }
    }

    /** Where closing any channel of a file gives back all locks that the process has on it, as POSIX demands. */
    @Test
    void it_is_still_held_after_a_second_run_in_this_process_was_refused() throws Exception {
        try (RunLock held = RunLock.take(folder, "here")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> RunLock.take(folder, "also here")).isInstanceOf(RunLockedException.class);
            assertThat(line(start())).startsWith("Another run is at work");
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no prlimit")
    void a_full_disk_is_told() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "without prlimit no disk fills up");
        assertThat(line(start("/usr/bin/prlimit", "--fsize=0"))).contains("'" + folder.toRealPath().resolve("lockstep.lock") + "' can't be taken", "Nothing was changed", "disk full");
        RunLock.take(folder, "run 2").close();
    }

    @Test
    void a_lock_that_is_a_link_is_refused_and_its_target_stays_as_it_is() throws IOException {
        Path target = Files.writeString(folder.resolve("precious"), "precious");
        Path file = Files.createSymbolicLink(folder.resolve("lockstep.lock"), target);
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> RunLock.take(folder, "run 1")).isInstanceOf(SetupException.class).hasMessageContaining("can't be taken")
                    .hasMessageContaining("it is a link to '" + target + "'").hasMessageContaining("Nothing was changed").hasMessageContaining("remove the link");
        }
        assertThat(target).hasContent("precious");
        Files.delete(file);

        RunLock.take(folder, "run 2").close();
    }

    @Test
    void a_link_to_nowhere_makes_nothing_there() throws IOException {
        Path target = folder.resolve("nowhere");
        Files.createSymbolicLink(folder.resolve("lockstep.lock"), target);
        assertThatThrownBy(() -> RunLock.take(folder, "run 1")).isInstanceOf(SetupException.class);
        assertThat(target).doesNotExist();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a file that is open can't be removed there")
    void whoever_holds_it_notices_that_its_file_was_removed_or_replaced() throws Exception {
        Path file = folder.resolve("lockstep.lock");
        try (RunLock held = RunLock.take(folder, "here")) {
            assertThat(held.stands()).isTrue();
            Files.delete(file);
            assertThat(held.stands()).as("removed").isFalse();
            Files.createFile(file);
            assertThat(held.stands()).as("replaced").isFalse();
            assertThat(line(start())).as("another process finds a free one").isEqualTo("taken");
            Files.delete(file);
            Files.createSymbolicLink(file, folder.resolve("elsewhere"));
            assertThat(held.stands()).as("replaced by a link").isFalse();
        }
    }

    @Test
    void one_that_was_given_back_does_not_stand() {
        RunLock held = RunLock.take(folder, "here");
        held.close();
        assertThat(held.stands()).isFalse();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no links for everybody")
    void one_folder_has_one_lock_by_whatever_link_it_is_reached() throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), state);
        try (RunLock held = RunLock.take(state, "here")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> RunLock.take(link, "there")).isInstanceOf(RunLockedException.class);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no modes of Unix")
    void a_folder_that_everybody_may_write_is_refused() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> RunLock.take(folder, "here")).isInstanceOf(SetupException.class).hasMessageContaining("everybody may write");
    }

    @Test
    void a_folder_that_is_not_there_is_a_matter_of_the_setup() {
        assertThatThrownBy(() -> RunLock.take(folder.resolve("nosuch"), "a")).isInstanceOf(SetupException.class)
                .hasMessageContaining("'" + folder.resolve("nosuch").resolve("lockstep.lock") + "'").hasMessageContaining("lockstep.state-dir");
    }

    /** Another process: takes the lock, or says why it can't. */
    public static void main(String[] arguments) throws InterruptedException {
        try {
            RunLock.take(Path.of(arguments[0]), "child");
            System.out.println("taken");
        } catch (RunLockedException | SetupException e) {
            System.out.println(e.getMessage());
            return;
        }
        System.out.flush();
        Thread.sleep(30_000);
    }

    private Process start(String... before) throws IOException {
        List<String> words = new ArrayList<>(List.of(before));
        words.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData",
                "-cp", System.getProperty("java.class.path"), RunLockTest.class.getName(), folder.toString()));
        Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        processes.add(process);
        return process;
    }

    private static String line(Process process) throws IOException {
        BufferedReader reader = process.inputReader();
        return reader.readLine();
    }
}

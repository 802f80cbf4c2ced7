package dev.lockstep.mas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a killed run left behind is ended, with all that it started, and nothing else. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are lines for /bin/sh")
class OrphansTest {

    /** Nobody else's: the same test may run beside this one. */
    private final String run = UUID.randomUUID().toString();
    private final String otherRun = UUID.randomUUID().toString();

    private static final String WITH_CHILD = "sleep 600 & echo $!; wait";

    private final List<ProcessHandle> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void a_noted_process_and_all_that_it_started_are_ended_when_this_returns() throws IOException {
        List<ProcessMark> both = start(run);
        List<ProcessMark> others = start(run);

        assertThat(new Orphans(Set.of(), List.of(both.get(0))).end()).hasSize(2).anySatisfy(words -> assertThat(words).startsWith("process " + both.get(0).pid() + " ('"));

        assertThat(both).noneMatch(ProcessMark::isAlive);
        assertThat(others).as("of another call").allMatch(ProcessMark::isAlive);
    }

    @Test
    void another_process_that_has_the_number_now_is_left_alone() throws IOException {
        List<ProcessMark> both = start(run);
        assertThat(new Orphans(Set.of(), List.of(new ProcessMark(both.get(0).pid(), both.get(0).start() + "1"))).end()).isEmpty();
        assertThat(both).allMatch(ProcessMark::isAlive);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux shows another process's environment")
    void what_bears_the_run_is_ended_though_nobody_noted_it_and_its_parent_is_gone() throws Exception {
        List<ProcessMark> both = start(run);
        List<ProcessMark> others = start(otherRun);
        ProcessHandle parent = ProcessHandle.of(both.get(0).pid()).orElseThrow();
        parent.destroyForcibly();
        parent.onExit().get();

        assertThat(new Orphans(Set.of(run), List.of()).end()).hasSize(1);

        assertThat(both).noneMatch(ProcessMark::isAlive);
        assertThat(others).as("of another run").allMatch(ProcessMark::isAlive);
    }

    @Test
    void where_nothing_was_left_nothing_is_done() {
        assertThat(new Orphans(Set.of(run), List.of()).end()).isEmpty();
    }

    @Test
    void a_mark_is_read_as_it_was_written_and_fits_one_process_alone() throws IOException {
        ProcessMark own = ProcessMark.own().orElseThrow();
        assertThat(own.isAlive()).isTrue();
        assertThat(ProcessMark.parse(own.toString())).contains(own);
        assertThat(start(run).get(0).start()).isNotEqualTo(own.start());
        for (String text : List.of("", "1", "x y", "1 2 3", "99999999999999999999 1")) {
            assertThat(ProcessMark.parse(text)).as(text).isEmpty();
        }
    }

    /** A shell and what it started, with a run in their environment. */
    private List<ProcessMark> start(String run) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", WITH_CHILD);
        builder.environment().put(Orphans.VARIABLE, run);
        Process process = builder.start();
        started.add(process.toHandle());
        BufferedReader reader = process.inputReader();
        long child = Long.parseLong(reader.readLine());
        started.add(ProcessHandle.of(child).orElseThrow());
        return List.of(ProcessMark.of(process.pid()).orElseThrow(), ProcessMark.of(child).orElseThrow());
    }
}

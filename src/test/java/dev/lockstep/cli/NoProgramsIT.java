package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** File systems that hold no programs (noexec), mounted for the shipped program alone. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class NoProgramsIT {

    @TempDir
    private Path folder;
    private Installation here;
    private Path state;
    private Path temporary;
    private String config;

    @BeforeEach
    void start() throws Exception {
        Process trial = new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "-o", "noexec", "none", folder.toString()).redirectErrorStream(true).start();
        trial.getInputStream().readAllBytes();
        assumeThat(trial.waitFor()).as("this user may mount something in a namespace of their own").isZero();
        state = Files.createDirectory(folder.resolve("state"));
        temporary = Files.createDirectory(folder.resolve("temporary"));
        here = Installation.with("lockstep.state-dir", state.toString(), "lockstep.guard.first-run", "carry-out").member("anna").leaver("carl");
        config = "--config=" + new Commands(here, folder).config();
    }

    @AfterEach
    void stop() {
        if (here != null) {
            here.close();
        }
    }

    @Test
    void the_temporary_folder_needs_none() throws IOException {
        Shipped.Ended plan = run(List.of(temporary), "plan");
        assertThat(plan.code()).as(plan.err()).isZero();
        Matcher id = Pattern.compile("Plan ([0-9a-f]{12}):").matcher(plan.out());
        assertThat(id.find()).as(plan.out()).isTrue();

        Shipped.Ended apply = run(List.of(temporary), "apply", id.group(1));

        assertThat(apply.code()).as(apply.err()).isZero();
        assertThat(here.changes()).contains("lock-user --deactivate -- carl");
        assertThat(state.resolve(System.mapLibraryName("sqlitejdbc"))).exists();
    }

    @Test
    void nor_does_the_state_folder_where_the_temporary_one_does() throws IOException {
        Shipped.Ended plan = run(List.of(state), "plan");

        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("@carl:corp.example");
    }

    @Test
    void where_neither_may_it_says_so_and_changes_nobody() throws IOException {
        Shipped.Ended plan = run(List.of(state, temporary), "plan");

        assertThat(plan.code()).isEqualTo(2);
        assertThat(plan.err()).contains("The ledger '" + state.resolve("lockstep.db") + "' can't be used", "beside the ledger, or else to '" + temporary + "'", "noexec", "Nothing was changed.").doesNotContain("\tat ");
        assertThat(here.changes()).isEmpty();
    }

    /** No 'sync', which may try to make the archive of classes, for all starts that follow, by a demo here. */
    private Shipped.Ended run(List<Path> without, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.add(config);
        StringBuilder mounts = new StringBuilder();
        without.forEach(each -> mounts.append("mount -t tmpfs -o noexec,nosuid,nodev,mode=700 none '").append(each).append("' && "));
        return Shipped.run(List.of("unshare", "-m", "sh", "-c", mounts + "exec \"$@\"", "sh"), Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + temporary), words.toArray(String[]::new));
    }
}

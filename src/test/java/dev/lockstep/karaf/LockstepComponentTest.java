package dev.lockstep.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Karaf hands over of {@code etc/dev.lockstep.cfg} has lost lines already: the file itself is looked at. */
class LockstepComponentTest {

    @TempDir
    private Path etc;

    @ParameterizedTest
    @ValueSource(strings = {"LOCKSTEP_MODE = lock", "mode = lock", "Lockstep.Mode = lock", "lockstep.mode = lock\nlockstep.mode = lock", "lockstep.protect.patterns = bot-\\d"})
    void a_line_that_does_not_count_stops_the_start_with_its_number(String lines) throws IOException {
        Path file = Files.writeString(etc.resolve("dev.lockstep.cfg"), "# Lockstep\n" + lines + "\n");
        Map<String, Object> configuration = new HashMap<>(Map.of("service.pid", "dev.lockstep", "felix.fileinstall.filename", file.toUri().toString(), "component.name", "dev.lockstep"));

        assertThatThrownBy(() -> new LockstepComponent().activate(null, configuration)).isInstanceOf(NotStartedException.class)
                .hasMessageContaining("'" + file + "', line").hasMessageContaining("nothing was changed");
    }

    @Test
    void without_a_file_the_keys_are_judged() {
        assertThatThrownBy(() -> new LockstepComponent().activate(null, Map.of("Lockstep.Mode", "lock", "service.pid", "dev.lockstep")))
                .hasMessageContaining("'Lockstep.Mode' is not how a settings file names it: write lockstep.mode.");
        assertThatThrownBy(() -> new LockstepComponent().activate(null, Map.of("service.pid", "dev.lockstep"))).satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("service.pid"));
    }
}

package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Lockstep is built on, and with. */
class PartsTest {

    @Test
    void each_library_is_there_once_is_needed_and_has_no_hole_that_was_closed() {
        Parts.requireSound(Parts.here());
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3p0-0.11.2.jar", "jaxb-xjc-4.0.6.jar", "jackson-coreutils-2.0.jar", "picocli-4.7.6.jar", "sqlite-jdbc-3.51.2.0.jar"})
    void one_that_comes_back_is_seen(String jar) {
        List<String> jars = new ArrayList<>(Parts.here());
        jars.add(jar);

        assertThatThrownBy(() -> Parts.requireSound(jars)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite-jdbc-3.51.1.0.jar", "sqlite-jdbc-3.9.0.jar", "httpcore5-5.3.6.jar"})
    void one_that_is_too_old_is_seen(String jar) {
        String name = jar.substring(0, jar.lastIndexOf('-') + 1);
        List<String> jars = new ArrayList<>(Parts.here());
        jars.replaceAll(each -> each.startsWith(name) && Character.isDigit(each.charAt(name.length())) ? jar : each);

        assertThatThrownBy(() -> Parts.requireSound(jars)).isInstanceOf(AssertionError.class).hasMessageContaining("at least");
    }

    @Test
    void the_wrapper_takes_no_other_maven_than_this() throws IOException {
        List<String> wrapper = Files.readAllLines(Path.of(".mvn", "wrapper", "maven-wrapper.properties"));

        assertThat(wrapper).anyMatch(line -> line.matches("distributionUrl=https://.*/apache-maven-[\\d.]+-bin\\.zip")).anyMatch(line -> line.matches("distributionSha256Sum=[0-9a-f]{64}"));
    }
}

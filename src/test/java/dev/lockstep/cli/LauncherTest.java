package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LauncherTest {

    private static final Pattern ROUTE = Pattern.compile("(?m)^- route:\\s+id: (\\S+)$");

    @Test
    void the_launcher_counts_exactly_the_routes_that_are_shipped() throws IOException {
        Set<String> ids = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Matcher route = ROUTE.matcher(Files.readString(file));
                while (route.find()) {
                    ids.add(route.group(1));
                }
            }
        }

        assertThat(Launcher.SHIPPED).containsExactlyInAnyOrderElementsOf(ids);
    }
}

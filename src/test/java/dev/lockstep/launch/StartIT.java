package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/lockstep} and its archive of loaded classes: used where it fits, and without a word where there is none, where it doesn't fit, or where none can be written. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/lockstep is for a shell")
class StartIT {

    /** The home of another Java to try, 17 or newer. */
    private static final String OTHER_JAVA = "OTHER_JAVA_HOME";
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    @TempDir
    private static Path made;
    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) { }

    @BeforeAll
    static void a_sync_makes_the_archive() throws Exception {
        LaunchRepository.copy(Path.of(System.getProperty("lockstep.dist", "target/lockstep")), made);
        assertThat(made.resolve("bin/lockstep").toFile().setExecutable(true)).isTrue();
        delete(made.resolve("cache"));
        requireVersion(made, JAVA, "");
        assertThat(made.resolve("cache")).as("only a sync makes an archive").doesNotExist();

        Ended help = run(made, JAVA, "", "sync", "--help");

        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: lockstep sync");
        assertThat(archives(made)).hasSize(1);
        assertThat(Files.list(made.resolve("cache"))).hasSize(1);
    }

    @Test
    void later_starts_use_it() throws Exception {
        Path log = folder.resolve("classes.log");

        requireVersion(made, JAVA, "-Xlog:class+load:file=" + log);

        assertThat(Files.readAllLines(log)).anyMatch(line -> line.contains("dev.lockstep.cli.Lockstep ") && line.contains("shared objects file (top)"));
    }

    @Test
    void one_that_does_not_fit_is_passed_over() throws Exception {
        Path archive = archives(made).get(0);
        Path jar = made.resolve("lockstep.jar");
        FileTime time = Files.getLastModifiedTime(jar);
        try {
            Files.setLastModifiedTime(jar, FileTime.fromMillis(time.toMillis() + 60_000));
            requireVersion(made, JAVA, "");
        } finally {
            Files.setLastModifiedTime(jar, time);
        }
        byte[] whole = Files.readAllBytes(archive);
        Files.delete(archive);
        try {
            Files.writeString(archive, "not an archive");
            requireVersion(made, JAVA, "");
        } finally {
            Files.write(archive, whole);
        }
        requireVersion(made, JAVA, "-XX:-UseCompressedOops");
    }

    /** For root every folder is writable: a file stands where the folder would be. */
    @Test
    void where_nothing_can_be_written_it_starts_without() throws Exception {
        Path copy = folder.resolve("lockstep");
        LaunchRepository.copy(made, copy);
        assertThat(copy.resolve("bin/lockstep").toFile().setExecutable(true)).isTrue();
        delete(copy.resolve("cache"));
        Files.createFile(copy.resolve("cache"));

        for (int start = 0; start < 2; start++) {
            Ended help = run(copy, JAVA, "", "sync", "--help");

            assertThat(help.err()).isEmpty();
            assertThat(help.out()).startsWith("Usage: lockstep sync");
        }
    }

    @Test
    void another_java_makes_its_own() throws Exception {
        String other = System.getenv(OTHER_JAVA);
        assumeTrue(other != null, () -> "Skipped: " + OTHER_JAVA + " names no other Java.");

        requireVersion(made, Path.of(other), "");
        for (int start = 0; start < 2; start++) {
            assertThat(run(made, Path.of(other), "", "sync", "--help").err()).isEmpty();
        }
        assertThat(run(made, Path.of(other), "", "demo").err()).isEmpty();

        assertThat(archives(made)).hasSize(2);
        requireVersion(made, JAVA, "");
    }

    private static void requireVersion(Path home, Path java, String options) throws Exception {
        Ended ended = run(home, java, options, "--version");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines()).hasSize(2).first().asString().startsWith("lockstep ");
        assertThat(ended.code()).isZero();
    }

    private static Ended run(Path home, Path java, String options, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(home.resolve("bin/lockstep").toString()));
        words.addAll(List.of(arguments));
        Path out = Files.createTempFile(made, "out", ".log");
        Path err = Files.createTempFile(made, "err", ".log");
        ProcessBuilder builder = Launches.clean(new ProcessBuilder(words)).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().put("JAVA_OPTS", options);
        builder.environment().put("XDG_CACHE_HOME", "/dev/null");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("%s has ended", words).isTrue();
            return new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static List<Path> archives(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("cache"))) {
            return files.filter(file -> file.getFileName().toString().matches("java-.*\\.jsa")).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}

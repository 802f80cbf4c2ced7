package dev.lockstep.launch;

import dev.lockstep.real.TestCache;
import dev.lockstep.real.Unavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A local Maven repository that holds the jar of this very build, as {@code mvn install} would put it there; the user's own stays as it is. What Maven, jbang and the Camel CLI fetch beside it is kept in the
 * test cache, so it is shared: whoever has opened it has it alone until it is closed.
 */
final class LaunchRepository implements AutoCloseable {

    static final String VERSION = "0.1.0";

    private final Path folder;
    private final FileChannel alone;

    private LaunchRepository(Path folder, FileChannel alone) {
        this.folder = folder;
        this.alone = alone;
    }

    /** Opens it, and waits while another process has it. */
    @SuppressWarnings("resource")
    static LaunchRepository open() {
        try {
            Path folder = TestCache.entry("launch-repository", made -> { });
            FileChannel alone = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            alone.lock();
            Path ours = Files.createDirectories(folder.resolve("dev/lockstep/lockstep").resolve(VERSION));
            Files.copy(jar(), ours.resolve("lockstep-" + VERSION + ".jar"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(Path.of("pom.xml"), ours.resolve("lockstep-" + VERSION + ".pom"), StandardCopyOption.REPLACE_EXISTING);
            return new LaunchRepository(folder, alone);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Unavailable e) {
            throw new TestAbortedException(e.getMessage(), e);
        }
    }

    /** The jar that {@code package} made. */
    static Path jar() {
        return Path.of(System.getProperty("lockstep.dist", "target/lockstep")).resolveSibling("lockstep-" + VERSION + ".jar");
    }

    Path folder() {
        return folder;
    }

    /** Copies a folder and all that is in it. */
    static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path there = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(there);
                } else {
                    Files.copy(each, there);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            alone.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

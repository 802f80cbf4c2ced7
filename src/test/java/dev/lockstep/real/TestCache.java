package dev.lockstep.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What is costly to make and the same in every run: the built Keycloak, Synapse's virtual environment. It lies in the folder that the environment variable
 * {@code LOCKSTEP_TEST_CACHE} names, else in {@code ~/.cache/lockstep-test}; deleting it costs the time to make it again, nothing else.
 *
 * <p>An entry is a file {@code NAME.made} that holds the name of a folder. A virtual environment can't be moved, so a folder has its final, unique name from the start, and the file appears when it is
 * whole: a run that is killed leaves a folder that nobody uses.
 */
public final class TestCache {
    /** Makes the content of an entry in its folder, which is empty. */
    public interface Maker {
        void make(Path folder) throws IOException, Unavailable;
    }

    private TestCache() {
    }

    /** The entry's folder, made now unless a former run made it. Two processes never make at once. */
    public static synchronized Path entry(String name, Maker maker) throws Unavailable {
        try {
            Path root = Files.createDirectories(root());
            Path made = root.resolve(name + ".made");
            try (FileChannel channel = FileChannel.open(root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
                if (lock.isValid() && !isWhole(made)) {
                    make(root, name, made, maker);
                }
            }
            return root.resolve(Files.readString(made));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isWhole(Path made) throws IOException {
        return Files.exists(made) && Files.isDirectory(made.resolveSibling(Files.readString(made)));
    }

    private static void make(Path root, String name, Path made, Maker maker) throws IOException, Unavailable {
        deleteHalfMade(root, name);
        Path folder = Files.createDirectory(root.resolve(name + "." + UUID.randomUUID().toString().substring(0, 8)));
        try {
            maker.make(folder);
        } catch (IOException | RuntimeException | Unavailable e) {
            Folders.delete(folder);
            throw e;
        }
        Path written = Files.writeString(root.resolve(name + ".writing"), folder.getFileName().toString());
        Files.move(written, made, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteHalfMade(Path root, String name) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            List<Path> folders = entries.filter(path -> path.getFileName().toString().startsWith(name + ".") && Files.isDirectory(path)).toList();
            folders.forEach(Folders::delete);
        }
    }

    private static Path root() {
        String given = System.getenv("LOCKSTEP_TEST_CACHE");
        return given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache", "lockstep-test") : Path.of(given).toAbsolutePath();
    }
}

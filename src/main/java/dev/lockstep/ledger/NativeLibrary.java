package dev.lockstep.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked beside the ledger once. By itself the driver unpacks it to the temporary folder at every start and deletes it at the end: a killed process leaves it there.
 * Where it can't be kept or loaded from here, the driver does what it always does. It is never loaded from where somebody else may write: it is code, and would run with our rights.
 */
final class NativeLibrary {

    private static final String PLACE = "org.sqlite.lib.path";

    private static final String PRIVATE = "native";

    private static boolean tried;

    private NativeLibrary() {
    }

    /** Loads the library once in a process, unless its place is given. */
    static synchronized void load(Path folder) {
        if (tried || System.getProperty(PLACE) != null) {
            return;
        }
        tried = true;
        try {
            Path place = place(folder);
            unpack(place);
            System.setProperty(PLACE, place.toString());
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            // The driver tries again when it connects, and says what is wrong.
        } finally {
            // Another version of the driver in this process must not take it for its own.
            System.clearProperty(PLACE);
        }
    }

    /** The folder itself; where a group may write to it, a folder of our own in it. */
    static Path place(Path folder) throws IOException {
        Optional<Ownership> outer = Ownership.of(folder);
        if (outer.isEmpty() || !outer.get().groupMayWrite() && !outer.get().othersMayWrite()) {
            return folder;
        }
        Path place = folder.resolve(PRIVATE);
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(place, StateFolder.alone("rwx------"));
        }
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS) || !isOurs(place)) {
            throw new IOException("'" + place + "' is not this user's own");
        }
        return place;
    }

    /** Whether nobody else may change it; of a link, the link counts. */
    private static boolean isOurs(Path path) throws IOException {
        Optional<Ownership> found = Ownership.of(path, LinkOption.NOFOLLOW_LINKS);
        return found.isEmpty() || found.get().complaint(Ownership.user()).isEmpty() && !found.get().groupMayWrite();
    }

    /** Puts the driver's library for this system into the folder, where it isn't there already. */
    static void unpack(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        Path file = folder.resolve(name);
        byte[] library;
        try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (packed == null) {
                return;
            }
            library = packed.readAllBytes();
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && isOurs(file) && Arrays.equals(Files.readAllBytes(file), library)) {
            return;
        }
        Path whole = Files.createTempFile(folder, name, ".new");
        try {
            Files.write(whole, library);
            // Whole or not at all, for another process may load it now; one that has loaded an older one keeps that.
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}

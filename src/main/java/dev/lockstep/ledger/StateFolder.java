package dev.lockstep.ledger;

import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Letters;
import dev.lockstep.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the ledger lives: never the working directory, which is another one under cron than by hand, and never a folder that somebody else may change. */
public final class StateFolder {

    private StateFolder() {
    }

    /**
     * The folder of these settings; by default the one of the XDG base directory specification for state.
     *
     * @throws SetupException when neither the settings nor the environment nor the system knows a place for it
     * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base directories</a>
     */
    public static Path of(Settings settings) {
        return of(settings, System.getProperty("user.home"));
    }

    /** The same for a user whose home this is, as the system says. */
    static Path of(Settings settings, String systemsHome) {
        String state = settings.environment().getOrDefault("XDG_STATE_HOME", "");
        // Java calls it '?' where the system knows no such user, and that would be a folder in each working directory.
        return settings.find(Keys.STATE_DIR).or(() -> absolute(state, settings.environment()).or(() -> Stream.of(settings.environment().getOrDefault("HOME", ""), systemsHome).flatMap(home -> absolute(home, settings.environment()).stream()).findFirst()
                .map(home -> home.resolve(".local").resolve("state"))).map(base -> base.resolve("lockstep")))
                .orElseThrow(() -> new SetupException("There is no place for the ledger: this user has no home folder (HOME is " + (settings.environment().containsKey("HOME")
                        ? "'" + settings.environment().get("HOME") + "'" : "not set") + ", and the system names none). Nothing was changed. Set lockstep.state-dir to a folder that stays, for example "
                        + Keys.STATE_DIR.example() + "."));
    }

    private static Optional<Path> absolute(String text, Map<String, String> environment) {
        try {
            return Optional.ofNullable(text).filter(given -> new File(given).isAbsolute()).map(Path::of);
        } catch (InvalidPathException e) {
            throw new SetupException("The ledger can't lie in '" + Shown.text(text) + "': " + Letters.why(environment) + ". Nothing was changed. Or set lockstep.state-dir.", e);
        }
    }

    /**
     * Makes sure that nobody but this user, root and perhaps a group may change what lies in the folder: whoever may could swap the ledger, the run lock, or the native code that is loaded from there.
     * Of a link it is the target that counts.
     *
     * @throws SetupException when somebody else may
     */
    public static void require(Path folder) {
        try {
            refuse("The state folder '" + folder + "'", Ownership.of(folder), "chmod o-w '" + folder + "' (and look what is in it)");
        } catch (IOException e) {
            throw unusable("The state folder '" + folder + "'", e);
        }
    }

    /** Makes the folder and a file in it where they are missing, readable by this user alone, and refuses a folder or a file that somebody else may change. */
    static void prepare(Path folder, Path file) {
        try {
            if (!Files.isDirectory(folder)) {
                if (folder.toAbsolutePath().getParent() != null) {
                    Files.createDirectories(folder.toAbsolutePath().getParent());
                }
                makeFolder(folder);
            }
            require(folder);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                makeFile(file);
            }
            for (String beside : new String[] {"", "-wal", "-shm"}) {
                requireFile(file.resolveSibling(file.getFileName() + beside));
            }
        } catch (IOException e) {
            throw unusable("The ledger '" + file + "'", e);
        }
    }

    private static void requireFile(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new SetupException("'" + file + "' is a link to '" + Files.readSymbolicLink(file) + "', and a ledger must lie where its run lock does. Nothing was changed."
                    + " Set lockstep.state-dir to the folder that it leads to, or move the ledger here.");
        }
        if (Files.exists(file)) {
            refuse("The ledger '" + file + "'", Ownership.of(file), "chmod 600 '" + file + "'");
        }
    }

    private static void refuse(String what, Optional<Ownership> found, String mend) throws IOException {
        if (found.isEmpty()) {
            return;
        }
        Optional<String> complaint = found.get().complaint(Ownership.user());
        if (complaint.isPresent()) {
            throw new SetupException(what + " can't be trusted: " + complaint.get() + ". Nothing was changed. " + (found.get().othersMayWrite() ? "Take that right away: " + mend
                    : "Run Lockstep as its owner, or give it to this user (chown -R)") + "; or set lockstep.state-dir to a folder of this user's own.");
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, alone("rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void makeFile(Path file) throws IOException {
        try {
            Files.createFile(file, alone("rw-------"));
        } catch (FileAlreadyExistsException e) {
            // Another process made it just now.
        }
    }

    /** From the first moment on, whatever the umask is. */
    static FileAttribute<?>[] alone(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))} : new FileAttribute<?>[0];
    }

    private static SetupException unusable(String what, IOException e) {
        return new SetupException(what + " can't be made or used (" + e + "). Nothing was changed. Make the folder writable for this user, or set lockstep.state-dir.", e);
    }
}

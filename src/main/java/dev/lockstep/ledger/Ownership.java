package dev.lockstep.ledger;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Who may change a folder or a file: its owner's number and its mode, as Unix has them. Root may own what is ours, for root may do anything anyway, and Kubernetes' volumes belong to it.
 *
 * @param owner the number of the user who owns it
 * @param mode  the permission bits
 */
record Ownership(int owner, int mode) {

    private static final int ROOT = 0;
    private static final int PERMISSIONS = 07777;
    private static final int OTHERS_WRITE = 02;
    private static final int GROUP_WRITES = 020;
    private static final Path STATUS = Path.of("/proc/self/status");

    private static Integer user;

    /** Of a folder or file; with {@code NOFOLLOW_LINKS} of a link itself. Empty where the system knows no such thing. */
    static Optional<Ownership> of(Path path, LinkOption... options) throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        Map<String, Object> found = Files.readAttributes(path, "unix:uid,mode", options);
        return Optional.of(new Ownership((Integer) found.get("uid"), (Integer) found.get("mode") & PERMISSIONS));
    }

    /** Why it can't be trusted by a user, as the end of a sentence; empty when it can. */
    Optional<String> complaint(int user) {
        if (owner != user && owner != ROOT) {
            return Optional.of("it belongs to the user " + owner + ", and Lockstep runs as the user " + user);
        }
        return othersMayWrite() ? Optional.of("everybody may write to it (its mode is " + Integer.toOctalString(mode) + ")") : Optional.empty();
    }

    boolean othersMayWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    boolean groupMayWrite() {
        return (mode & GROUP_WRITES) != 0;
    }

    /** The number of the user as whom this process acts, which stays the same as long as it lives. */
    static synchronized int user() throws IOException {
        if (user == null) {
            user = ask();
        }
        return user;
    }

    /** The kernel's word, or where it has none the owner of what the process makes. */
    private static int ask() throws IOException {
        if (Files.isReadable(STATUS)) {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("Uid:")) {
                    return Integer.parseInt(line.split("\\s+")[2]);
                }
            }
        }
        Path made = Files.createTempFile("lockstep", ".owner");
        try {
            return of(made).orElseThrow().owner();
        } finally {
            Files.delete(made);
        }
    }
}

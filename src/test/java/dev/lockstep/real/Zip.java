package dev.lockstep.real;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Unpacks the distribution of a server. */
final class Zip {
    private Zip() {
    }

    static void unpack(Path zip, Path target) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements();) {
                unpack(file, entries.nextElement(), target);
            }
        }
    }

    private static void unpack(ZipFile file, ZipEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("the zip names a file outside of its folder: '" + entry.getName() + "'");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        try (InputStream content = file.getInputStream(entry)) {
            Files.copy(content, path);
        }
        // java.util.zip doesn't tell a file's mode; the scripts are what must be executable.
        if (path.getParent().endsWith("bin")) {
            path.toFile().setExecutable(true);
        }
    }
}

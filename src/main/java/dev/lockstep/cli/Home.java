package dev.lockstep.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder that Lockstep was unpacked to: {@code bin/lockstep} tells it. */
final class Home {

    private Home() {
    }

    static Path folder() {
        return Path.of(System.getProperty("lockstep.home", "."));
    }

    /** The folder with routes that somebody may have changed; empty where there is none. */
    static Optional<Path> routes() {
        return Optional.of(folder().resolve("routes").toAbsolutePath()).filter(routes -> System.getProperty("lockstep.home") != null && Files.isDirectory(routes));
    }
}

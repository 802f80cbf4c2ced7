package dev.lockstep.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that Lockstep was unpacked to: {@code bin/lockstep} tells it. */
final class Home {

    /** The routes in the jar. */
    static final String SHIPPED_ROUTES = "classpath:lockstep/routes/*.camel.yaml";

    private Home() {
    }

    static Path folder() {
        return Path.of(System.getProperty("lockstep.home", "."));
    }

    /** The routes to run: those of the folder, where somebody may have changed them, else those in the jar. */
    static String routes() {
        Path routes = folder().resolve("routes");
        boolean there = System.getProperty("lockstep.home") != null && Files.isDirectory(routes);
        return there ? "file:" + routes.toAbsolutePath() + "/*.camel.yaml" : SHIPPED_ROUTES;
    }
}

package dev.lockstep.real;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Fetches and builds by running Maven, so that the user's own settings, mirrors and local repository count. */
public final class Maven {
    /** Older ones read the artifact's POM too, and fail where a mirror lacks one of that POM's parents. */
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";
    private static final Duration LIMIT = Duration.ofMinutes(15);

    private Maven() {
    }

    /** Puts the artifact ({@code group:artifact:version:type}) into the folder. */
    public static void fetch(String artifact, Path folder) throws Unavailable {
        List<String> arguments = new ArrayList<>(List.of(COPY, "-Dartifact=" + artifact, "-DoutputDirectory=" + folder));
        // Surefire and failsafe tell the local repository under the second name.
        String repository = System.getProperty("maven.repo.local", System.getProperty("localRepository", ""));
        if (!repository.isBlank()) {
            arguments.add("-Dmaven.repo.local=" + repository);
        }
        run("fetch '" + artifact + "'", folder.resolve("maven.log"), arguments);
    }

    /**
     * Runs Maven with these arguments.
     *
     * @param what what it is to do, for the message
     */
    public static void run(String what, Path log, List<String> arguments) throws Unavailable {
        List<String> command = new ArrayList<>(List.of(executable().toString(), "-q", "-B"));
        command.addAll(arguments);
        String settings = System.getProperty("lockstep.mvn.settings", "");
        if (!settings.isBlank()) {
            command.addAll(List.of("-s", settings));
        }
        ProcessBuilder maven = new ProcessBuilder(command).directory(projectFolder().toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int exit = ChildProcess.run("Maven", log, LIMIT, maven);
        if (exit != 0) {
            throw new Unavailable("Maven could not " + what + " (exit " + exit + "): " + firstError(log));
        }
    }

    /** The Maven that runs these tests (system property {@code maven.home}), else the project's wrapper. */
    private static Path executable() throws Unavailable {
        String home = System.getProperty("maven.home", "");
        Path maven = home.isBlank() ? projectFolder().resolve("mvnw") : Path.of(home, "bin", "mvn");
        if (!Files.isExecutable(maven)) {
            throw new Unavailable("no Maven at '" + maven + "'; set the system property maven.home");
        }
        return maven;
    }

    private static Path projectFolder() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    }

    /** The line that names the cause; Maven says much before it. */
    private static String firstError(Path log) {
        List<String> errors = Folders.text(log).lines().filter(line -> line.startsWith("[ERROR]")).toList();
        return errors.stream().filter(line -> line.contains("Could not") || line.contains("Cannot access")).findFirst().or(() -> errors.stream().findFirst()).orElse("no error line in its output");
    }
}

package dev.lockstep.real;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Keycloak's distribution, unpacked and built once, kept in the {@link TestCache}. It is never written to afterwards. */
final class KeycloakDistribution {
    static final String VERSION = "26.7.3";

    private static final String ARTIFACT = "org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip";
    private static final List<String> BUILD = List.of("build", "--db=dev-mem", "--health-enabled=true");
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);

    private KeycloakDistribution() {
    }

    static Path folder() throws Unavailable {
        String recipe = Integer.toHexString(BUILD.hashCode());
        return TestCache.entry("keycloak-" + VERSION + "-" + recipe, KeycloakDistribution::make).resolve("keycloak-" + VERSION);
    }

    private static void make(Path folder) throws IOException, Unavailable {
        Path download = Files.createDirectory(folder.resolve("download"));
        Maven.fetch(ARTIFACT, download);
        unpack(download.resolve("keycloak-quarkus-dist-" + VERSION + ".zip"), folder);
        Folders.delete(download);
        build(folder.resolve("keycloak-" + VERSION));
    }

    private static void build(Path home) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
        command.addAll(BUILD);
        Path log = home.resolveSibling("build.log");
        int exit = ChildProcess.run("Keycloak's build", log, BUILD_LIMIT, withCleanEnvironment(new ProcessBuilder(command)));
        if (exit != 0) {
            throw new IllegalStateException("Keycloak's build ended with exit code " + exit + ". Its last lines:\n" + Folders.lastLines(log, 30));
        }
    }

    /** Keycloak reads every variable KC_... as a setting, and people who run Lockstep have some of that name in their environment. */
    static ProcessBuilder withCleanEnvironment(ProcessBuilder keycloak) {
        keycloak.environment().keySet().removeIf(name -> name.startsWith("KC_") || name.startsWith("JAVA") || name.startsWith("DEBUG"));
        keycloak.environment().put("JAVA_HOME", System.getProperty("java.home"));
        keycloak.environment().put("JAVA_OPTS_APPEND", "-Xmx512m -XX:TieredStopAtLevel=1");
        return keycloak;
    }

    private static void unpack(Path zip, Path target) throws IOException {
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
        if (entry.getName().endsWith(".sh")) {
            path.toFile().setExecutable(true);
        }
    }
}

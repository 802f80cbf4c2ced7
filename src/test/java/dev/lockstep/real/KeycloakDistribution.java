package dev.lockstep.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
        Zip.unpack(download.resolve("keycloak-quarkus-dist-" + VERSION + ".zip"), folder);
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
}

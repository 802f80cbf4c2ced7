package dev.lockstep.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A Python with Synapse in it: a virtual environment in the {@link TestCache}, filled by pip, so that the user's own index and settings count. */
final class SynapseEnvironment {
    static final String VERSION = "1.163.2";

    private static final Duration LIMIT = Duration.ofMinutes(15);

    private SynapseEnvironment() {
    }

    /** The Python to run Synapse with. */
    static Path python() throws Unavailable {
        String version = pythonVersion();
        // The name tells the Python version: an environment doesn't outlive the Python that it was made with.
        return TestCache.entry("synapse-" + VERSION + "-python-" + version, SynapseEnvironment::make).resolve("bin/python");
    }

    private static void make(Path folder) throws Unavailable, IOException {
        run(folder, "python3", "-m", "venv", folder.toString());
        run(folder, folder.resolve("bin/python").toString(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "matrix-synapse==" + VERSION);
        Files.deleteIfExists(log(folder));
    }

    private static void run(Path folder, String... command) throws Unavailable {
        int exit = ChildProcess.run(command[0], log(folder), LIMIT, new ProcessBuilder(command));
        if (exit != 0) {
            throw new Unavailable("'" + String.join(" ", command) + "' ended with exit code " + exit + ": " + Folders.lastLines(log(folder), 1));
        }
    }

    private static Path log(Path folder) {
        return folder.resolve("make.log");
    }

    /** Major and minor, as in 3.11. */
    private static String pythonVersion() throws Unavailable {
        try {
            Process python = new ProcessBuilder("python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])").redirectErrorStream(true).start();
            String version = new String(python.getInputStream().readAllBytes()).strip();
            if (!version.matches("3\\.[1-9]\\d+")) {
                throw new Unavailable("Synapse needs Python 3.10 or newer, and python3 says '" + version + "'");
            }
            return version;
        } catch (IOException e) {
            throw new Unavailable("Synapse needs Python 3.10 or newer, and there is no python3 (" + e.getMessage() + ")");
        }
    }
}

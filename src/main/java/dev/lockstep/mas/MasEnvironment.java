package dev.lockstep.mas;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What of our environment mas-cli gets: its own variables, those of its database library, and what docker, podman, kubectl and ssh need to lead to it. Everything else stays here: nobody can list what
 * in an environment is a secret.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-envars.html">libpq, environment variables</a>
 * @see <a href="https://docs.docker.com/reference/cli/docker/#environment-variables">docker, environment variables</a>
 */
final class MasEnvironment {

    /** {@code RUST_LOG} is ours to set: the list of administrators is a log at this level. */
    private static final Map<String, String> OURS = Map.of("RUST_LOG", "info");

    private static final Set<String> PASSED = Set.of(
            "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
            "MAS_CONFIG", "RUST_BACKTRACE", "SSL_CERT_FILE", "SSL_CERT_DIR",
            "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_API_VERSION", "CONTAINER_HOST", "CONTAINER_CONNECTION", "CONTAINER_SSHKEY",
            "KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "SSH_AUTH_SOCK",
            // Without these no program starts on Windows, whose names know no case.
            "SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "TEMP", "TMP");
    private static final Pattern FAMILIES = Pattern.compile("LC_[A-Z]+|PG[A-Z]+");

    private MasEnvironment() {
    }

    static Map<String, String> of(Map<String, String> ours) {
        Map<String, String> theirs = new TreeMap<>(ours);
        theirs.keySet().removeIf(name -> !PASSED.contains(name) && !FAMILIES.matcher(name).matches() && !(isWindows() && PASSED.contains(name.toUpperCase(Locale.ROOT))));
        theirs.putAll(OURS);
        return theirs;
    }

    private static boolean isWindows() {
        return java.io.File.separatorChar == '\\';
    }
}

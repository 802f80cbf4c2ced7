package dev.lockstep.real;

import jakarta.ws.rs.client.ClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.client.jaxrs.ResteasyClientBuilder;
import org.keycloak.admin.client.JacksonProvider;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;

/**
 * A Keycloak on loopback, with its database in memory. It runs from a folder of links into the shared distribution, so that whatever it writes is its own and goes with it.
 */
public final class RealKeycloak implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(4);
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)\\. Management interface listening on (http://127\\.0\\.0\\.1:\\d+)\\.");

    private final Path home;
    private final ChildProcess process;
    private final Runnable atExit = this::discard;
    private URI url;
    private Keycloak admin;

    private RealKeycloak(Path home, ChildProcess process) {
        this.home = home;
        this.process = process;
        AtExit.add(atExit);
    }

    /** Starts a Keycloak and returns when it is ready: about 15 s, and the first time on a machine the download and the build. */
    static RealKeycloak start() throws Unavailable {
        Path home = linkedTo(KeycloakDistribution.folder());
        RealKeycloak keycloak = new RealKeycloak(home, ChildProcess.start("Keycloak", home.resolve("keycloak.log"), command(home)));
        try {
            keycloak.awaitReady();
            return keycloak;
        } catch (RuntimeException e) {
            keycloak.discard();
            throw e;
        }
    }

    /** The base address, without a slash at its end. */
    public URI url() {
        return url;
    }

    public String adminUser() {
        return "admin";
    }

    public String adminPassword() {
        return "admin-of-the-tests";
    }

    /** The process, to stop it or measure it from outside. */
    public long pid() {
        return process.pid();
    }

    /** A client with all rights (password grant in realm master, client admin-cli). */
    public Keycloak admin() {
        return admin;
    }

    /** A new realm; close it to remove it again. */
    public RealRealm createRealm(String name) {
        return RealRealm.create(this, name);
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
        }
        discard();
        AtExit.remove(atExit);
    }

    private void discard() {
        process.kill();
        Folders.delete(home);
    }

    private void awaitReady() {
        process.await("listening", READY_LIMIT, () -> listening().isPresent());
        Matcher addresses = listening().orElseThrow();
        URI health = URI.create(addresses.group(2) + "/health/ready");
        process.await("ready", READY_LIMIT, () -> Http.status(health) == 200);
        url = URI.create(addresses.group(1));
        admin = connect();
    }

    private Optional<Matcher> listening() {
        return Optional.of(LISTENING.matcher(process.output())).filter(Matcher::find);
    }

    private Keycloak connect() {
        ResteasyClientBuilder client = (ResteasyClientBuilder) ClientBuilder.newBuilder();
        client.connectTimeout(10, TimeUnit.SECONDS).readTimeout(120, TimeUnit.SECONDS);
        client.connectionPoolSize(10).register(JacksonProvider.class, 100);
        return KeycloakBuilder.builder().serverUrl(url.toString()).realm("master").clientId("admin-cli").username(adminUser()).password(adminPassword()).resteasyClient(client.build()).build();
    }

    private static ProcessBuilder command(Path home) {
        // Port 0: the server picks a free one itself and tells it in its log, so that no other process can take it in between.
        ProcessBuilder command = KeycloakDistribution.withCleanEnvironment(new ProcessBuilder(home.resolve("bin/kc.sh").toString(), "start", "--optimized", "--cache=local", "--http-enabled=true",
            "--http-host=127.0.0.1", "--http-port=0", "--http-management-port=0", "--hostname-strict=false", "--log-level=info,io.smallrye.health:error"));
        command.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        command.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin-of-the-tests");
        command.environment().merge("JAVA_OPTS_APPEND", "-Djava.io.tmpdir='" + home.resolve("tmp") + "'", (options, more) -> options + " " + more);
        return command.directory(home.toFile());
    }

    /** kc.sh takes the folder above itself as its home, after following links: so it alone is a copy. */
    private static Path linkedTo(Path distribution) {
        Path home = Folders.temporary("lockstep-keycloak-");
        try {
            for (String shared : List.of("lib", "conf", "providers", "themes")) {
                Files.createSymbolicLink(home.resolve(shared), distribution.resolve(shared));
            }
            Files.createDirectory(home.resolve("tmp"));
            Files.createDirectory(home.resolve("bin"));
            Path script = Files.copy(distribution.resolve("bin/kc.sh"), home.resolve("bin/kc.sh"));
            script.toFile().setExecutable(true);
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.lockstep.real;

import dev.lockstep.sandbox.SandboxMas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A real Synapse behind the stand-in for MAS and its stand-in mas-cli. */
final class StandInMatrix implements MatrixSide {

    private static final String SERVER = "hs.test";
    private static final String SECRET = "mas-secret-of-the-tests";
    private static final String OWNER = "lockstep-owner";
    private static final Duration SETTLED = Duration.ofSeconds(30);

    private final SandboxMas mas;
    private final RealSynapse synapse;
    private final String token;
    private final Path folder;

    private StandInMatrix(SandboxMas mas, RealSynapse synapse) throws IOException {
        this.mas = mas;
        this.synapse = synapse;
        this.folder = Files.createTempDirectory("lockstep-mas");
        mas.synapse(synapse.url()).addUser(OWNER, true);
        this.token = mas.adminToken(OWNER);
        mas.writeConfig(folder);
    }

    static StandInMatrix start() {
        SandboxMas mas = SandboxMas.start(SECRET);
        try {
            return new StandInMatrix(mas, RealServers.newSynapse(SERVER, mas.url(), SECRET));
        } catch (IOException e) {
            mas.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            mas.close();
            throw e;
        }
    }

    SandboxMas mas() {
        return mas;
    }

    RealSynapse synapse() {
        return synapse;
    }

    @Override
    public URI url() {
        return synapse.url();
    }

    @Override
    public String serverName() {
        return SERVER;
    }

    @Override
    public String owner() {
        return OWNER;
    }

    @Override
    public String ownerToken() {
        return token;
    }

    @Override
    public void addTo(Properties settings) {
        settings.setProperty("lockstep.matrix.url", synapse.url().toString());
        settings.setProperty("lockstep.matrix.token", token);
        settings.setProperty("lockstep.mas.command", mas.commandLine());
        settings.setProperty("lockstep.mas.config", folder.resolve("mas.yaml").toString());
    }

    @Override
    public void addUser(String localpart, boolean administrator) {
        mas.addUser(localpart, administrator);
    }

    @Override
    public String signIn(String localpart) {
        return mas.signIn(localpart);
    }

    @Override
    public String plainToken(String localpart) {
        return mas.token(localpart, "urn:matrix:client:api:*");
    }

    @Override
    public void byHand(String... manageArguments) {
        List<String> command = new ArrayList<>(mas.command());
        command.addAll(List.of("--config", folder.resolve("mas.yaml").toString(), "manage"));
        command.addAll(Arrays.asList(manageArguments));
        Programs.require(command);
        settle();
    }

    @Override
    public void settle() {
        try {
            if (!mas.awaitWorker(SETTLED)) {
                throw new IllegalStateException("MAS's worker still has " + mas.unfinishedJobs() + " jobs after " + SETTLED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, RealAccount> accounts() {
        return synapse.accounts(token);
    }

    @Override
    public int whoami(String accessToken) {
        return synapse.whoami(accessToken);
    }

    @Override
    public void close() {
        synapse.close();
        mas.close();
        Folders.delete(folder);
    }
}

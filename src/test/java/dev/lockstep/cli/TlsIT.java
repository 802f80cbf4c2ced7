package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.Commands.Said;
import dev.lockstep.net.Certificates;
import dev.lockstep.net.Forwarder;
import dev.lockstep.net.TestProxy;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS and proxies as companies have them: an authority of their own, client certificates, a proxy with a password, and all that can be wrong with them. */
@Timeout(120)
class TlsIT {

    private static final String PASSWORD = "proxy-sesame";
    /** In TLS 1.3 the server's reason may come too late to be read; then it is named as a possibility. */
    private static final String CLIENT_CERTIFICATE = "refused the client certificate '|wants a client certificate|if it asks for a client certificate";
    private static final String USER = "anna:" + PASSWORD;

    @TempDir
    private static Path made;
    @TempDir
    private static Path madeElsewhere;
    private static Certificates corp;
    private static Certificates others;

    @TempDir
    private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();
    private Installation here;
    private TestProxy proxy;

    @BeforeAll
    static void certificates() {
        corp = new Certificates(made).issue("server", "RSA", "-1d", 30, "san=dns:localhost").issue("expired", "EC", "-10d", 5, "san=dns:localhost").issue("early", "EC", "+5d", 5, "san=dns:localhost")
                .issue("client", "EC", "-1d", 30);
        others = new Certificates(madeElsewhere).issue("client", "EC", "-1d", 30);
    }

    @AfterAll
    static void forget() {
        corp = null;
        others = null;
    }

    @BeforeEach
    void start() {
        here = Installation.with();
        here.member("anna").leaver("eve");
        proxy = new TestProxy();
        open.addAll(List.of(proxy, here));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void a_plan_and_a_sync_over_tls_with_a_client_certificate_through_a_proxy_with_a_password() throws Exception {
        proxy.demand(USER);
        Map<String, String> environment = Map.of("HTTPS_PROXY", "http://" + USER + "@" + proxy.address(), "NO_PROXY", "127.0.0.1");
        String[] settings = {"lockstep.keycloak.url", tls("server", true, here.sandbox().keycloak().url()), "lockstep.matrix.url", tls("server", false, here.sandbox().synapse().url()),
            "lockstep.tls.ca-file", corp.certificate("ca").toString(), "lockstep.keycloak.tls.certificate", corp.certificate("client").toString(),
            "lockstep.keycloak.tls.key", corp.key("client").toString(), "lockstep.proxy.no-proxy", ""};

        String plan = lockstep(0, environment, "plan", settings);
        assertThat(plan).contains("@eve:corp.example");
        assertThat(here.changes()).isEmpty();
        String sync = lockstep(0, environment, "sync", settings);
        here.settle();

        assertThat(here.state("eve")).isEqualTo("deactivated");
        assertThat(here.state("anna")).isEqualTo("active");
        assertThat(proxy.requests()).isNotEmpty().allMatch(line -> line.startsWith("CONNECT localhost:"));
        assertThat(proxy.requests().stream().distinct()).as("Keycloak and Synapse").hasSize(2);
        String verbose = lockstep(0, environment, "doctor --verbose", settings);
        assertThat(plan + sync + verbose).doesNotContain(PASSWORD);
    }

    @Test
    void no_proxy_in_the_environment_leads_past_it() throws Exception {
        Map<String, String> environment = Map.of("https_proxy", proxy.address(), "http_proxy", proxy.address(), "no_proxy", "localhost,127.0.0.1");

        lockstep(0, environment, "plan", "lockstep.keycloak.url", tls("server", false, here.sandbox().keycloak().url()), "lockstep.tls.ca-file", corp.certificate("ca").toString(),
                "lockstep.proxy.no-proxy", "");

        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void a_variable_that_names_no_proxy_is_named_without_its_password() throws Exception {
        String said = lockstep(2, Map.of("HTTP_PROXY", "socks5://" + USER + "@127.0.0.1:1080"), "sync", "lockstep.proxy.no-proxy", "");

        assertThat(said).contains("The environment variable HTTP_PROXY names no proxy").doesNotContain(PASSWORD, "\tat ");
    }

    @Test
    void plain_http_goes_through_the_proxy_too() {
        proxy.demand(USER);
        here.restart("lockstep.proxy.url", "http://" + USER + "@" + proxy.address(), "lockstep.proxy.no-proxy", "localhost");

        assertThat(here.sync().exitCode()).as(String.valueOf(proxy.requests())).isEqualTo(DONE);

        assertThat(proxy.requests()).anyMatch(line -> line.startsWith("GET " + here.sandbox().synapse().url() + "/_synapse/")).anyMatch(line -> line.startsWith("POST " + here.sandbox().keycloak().url()));
        assertThat(here.state("eve")).isEqualTo("deactivated");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {"expired | localhost | ca | has expired", "early | localhost | ca | is not valid yet", "server | 127.0.0.1 | ca | is not for the name '127.0.0.1'",
        "server | localhost | | set lockstep.tls.ca-file to a PEM file", "server | localhost | others | lacks the certificate of its authority"})
    void a_certificate_that_is_not_to_be_trusted(String alias, String host, String authority, String sentence) {
        here.restart("lockstep.keycloak.url", tls(alias, false, here.sandbox().keycloak().url()).replace("localhost", host),
                "lockstep.matrix.url", tls(alias, false, here.sandbox().synapse().url()).replace("localhost", host),
                "lockstep.tls.ca-file", authority == null ? "" : (authority.equals("ca") ? corp : others).certificate("ca").toString());

        both(SETUP, sentence);
    }

    @Test
    void tls_where_none_is_spoken() {
        Forwarder plain = Forwarder.plain();
        open.add(plain);
        here.restart("lockstep.keycloak.url", "https://localhost:" + plain.port(), "lockstep.matrix.url", "https://localhost:" + plain.port());

        both(SETUP, "does not speak TLS at that port");
    }

    @Test
    void plain_http_where_tls_is_spoken() {
        here.restart("lockstep.keycloak.url", tls("server", false, here.sandbox().keycloak().url()).replace("https:", "http:"),
                "lockstep.matrix.url", tls("server", false, here.sandbox().synapse().url()).replace("https:", "http:"));

        both(INCOMPLETE, "if it speaks TLS at that port, write https:// in lockstep.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone.pem", "senseless.pem"})
    void a_ca_file_of_no_use(String name) throws IOException {
        Path file = folder.resolve(name);
        if (name.startsWith("senseless")) {
            Files.writeString(file, "not a certificate");
        }
        here.restart("lockstep.keycloak.url", tls("server", false, here.sandbox().keycloak().url()), "lockstep.matrix.url", tls("server", false, here.sandbox().synapse().url()),
                "lockstep.tls.ca-file", file.toString());

        SyncRun run = here.syncOnly();
        assertThat(run.exitCode()).isEqualTo(SETUP);
        assertThat(sentence(run)).contains("The file '" + file + "' that lockstep.tls.ca-file names", "Nothing was changed");
        assertThat(sentence(run).split("that lockstep.tls.ca-file names", -1)).as("it is said once").hasSize(2);
        Said doctor = doctor();
        assertThat(doctor.line("Keycloak")).contains("The file '" + file + "'");
        assertThat(doctor.line("Synapse")).contains("The file '" + file + "'");
        assertThat(doctor.line("mas-cli")).as("the rest is checked all the same").startsWith(Marks.ofTerminal().good());
    }

    @Test
    void a_client_certificate_that_is_wanted_and_not_given() {
        here.restart("lockstep.keycloak.url", tls("server", true, here.sandbox().keycloak().url()), "lockstep.matrix.url", tls("server", true, here.sandbox().synapse().url()),
                "lockstep.tls.ca-file", corp.certificate("ca").toString());

        SyncRun run = here.syncOnly();
        assertThat(run.exitCode()).as(sentence(run)).isIn(SETUP, INCOMPLETE);
        Said doctor = doctor();
        for (String said : List.of(sentence(run), doctor.line("Keycloak"))) {
            assertThat(said).containsPattern(CLIENT_CERTIFICATE).contains("lockstep.keycloak.tls.certificate");
        }
        for (String said : List.of(sentence(run), doctor.line("Synapse"))) {
            assertThat(said).containsPattern("wants a client certificate|asks for a client certificate").contains("Lockstep shows none to Synapse");
        }
    }

    @Test
    void a_client_certificate_that_keycloak_refuses() {
        here.restart("lockstep.keycloak.url", tls("server", true, here.sandbox().keycloak().url()), "lockstep.tls.ca-file", corp.certificate("ca").toString(),
                "lockstep.keycloak.tls.certificate", others.certificate("client").toString(), "lockstep.keycloak.tls.key", others.key("client").toString());

        SyncRun run = here.syncOnly();
        assertThat(run.exitCode()).as(sentence(run)).isIn(SETUP, INCOMPLETE);
        for (String said : List.of(sentence(run), doctor().line("Keycloak"))) {
            assertThat(said).containsPattern(CLIENT_CERTIFICATE).contains("lockstep.keycloak.tls.certificate").contains("'https://localhost:");
        }
        assertThat(here.changes()).isEmpty();
    }

    @ParameterizedTest(name = "{0} over {1}")
    @CsvSource(delimiter = '|', value = {"407 | https | does not accept the user and password that lockstep.proxy.url gives", "407 | http | does not accept the user and password that lockstep.proxy.url gives",
        "403 | https | does not let Lockstep through", "403 | http | does not let Lockstep through"})
    void a_proxy_that_refuses(int status, String scheme, String sentence) {
        proxy.refuse(status);
        through(scheme, "http://" + USER + "@" + proxy.address());

        proxied(SETUP, sentence);
    }

    @Test
    void a_proxy_that_wants_a_password_and_is_given_none() {
        proxy.demand(USER);
        through("https", "http://" + proxy.address());

        proxied(SETUP, "wants a user and password, and lockstep.proxy.url gives none (407)");
    }

    @Test
    void a_proxy_that_does_not_reach_the_server() {
        proxy.refuse(502);
        through("https", "http://" + USER + "@" + proxy.address());

        proxied(INCOMPLETE, "did not reach");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void a_proxy_that_is_not_there(String scheme) {
        proxy.close();
        through(scheme, "http://" + USER + "@" + proxy.address());

        proxied(INCOMPLETE, "can't be reached: the connection was refused");
    }

    private void through(String scheme, String address) {
        here.restart("lockstep.proxy.url", address, "lockstep.proxy.no-proxy", "elsewhere", "lockstep.keycloak.url", here.sandbox().keycloak().url().toString().replace("http:", scheme + ":"),
                "lockstep.matrix.url", here.sandbox().synapse().url().toString().replace("http:", scheme + ":"));
    }

    private void proxied(ExitCode code, String sentence) {
        both(code, sentence);
        assertThat(sentence(here.syncOnly())).contains("proxy '" + proxy.address() + "'", "lockstep.proxy.");
    }

    /** Each of the two servers has it in the sentence of a run and on its line of doctor, and nothing was changed. */
    private void both(ExitCode code, String sentence) {
        SyncRun run = here.syncOnly();
        StringWriter stacks = new StringWriter();
        run.failure().orElseThrow().printStackTrace(new PrintWriter(stacks));

        assertThat(run.exitCode()).as(stacks.toString()).isEqualTo(code);
        assertThat(sentence(run).split(java.util.regex.Pattern.quote(sentence.strip()), -1)).as(sentence(run) + stacks).hasSize(3);
        assertThat(sentence(run)).contains("Keycloak at '" + here.settings().get("lockstep.keycloak.url"), "Synapse at '" + here.settings().get("lockstep.matrix.url"), "Nothing was changed");
        assertThat(stacks.toString()).doesNotContain(PASSWORD, "Basic ");
        assertThat(here.changes()).isEmpty();
        Said doctor = doctor();
        assertThat(doctor.line("Keycloak")).startsWith(Marks.ofTerminal().bad()).contains(sentence.strip());
        assertThat(doctor.line("Synapse")).startsWith(Marks.ofTerminal().bad()).contains(sentence.strip());
    }

    private Said doctor() {
        Said said = new Commands(here, folder).execute("doctor", "--config", new Commands(here, folder).config().toString());
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.all()).doesNotContain(PASSWORD, "\tat ");
        return said;
    }

    /** The packaged command line, with these variables alone of all that name proxies; gives all that it printed. */
    private String lockstep(int code, Map<String, String> environment, String command, String... keysAndValues) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("lockstep.dist", "target/lockstep"), "bin", "lockstep").toString()));
        words.addAll(List.of(command.split(" ")));
        words.addAll(List.of("--config", new Commands(here, folder).config(keysAndValues).toString()));
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy") || name.startsWith("LOCKSTEP_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            String all = Files.readString(output);
            assertThat(process.exitValue()).as(all).isEqualTo(code);
            return all;
        } finally {
            process.destroyForcibly();
        }
    }

    /** TLS before a server of the sandbox, and its address. */
    private String tls(String alias, boolean needsClientCertificate, URI target) {
        Forwarder forwarder = Forwarder.tls(corp.server(alias), needsClientCertificate, target);
        open.add(forwarder);
        return "https://localhost:" + forwarder.port();
    }

    private static String sentence(SyncRun run) {
        return ExitCode.sentence(run.failure().orElseThrow());
    }
}

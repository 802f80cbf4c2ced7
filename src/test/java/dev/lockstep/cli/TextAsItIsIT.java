package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.run.CamelSettings;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.settings.Settings;
import java.io.IOException;
import java.io.Writer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like a template of Camel's, of RESTEasy's or of a shell's is text like any: it reaches Keycloak, MAS and whoever is told as it was written. */
@Timeout(60)
class TextAsItIsIT {

    @TempDir
    private Path folder;
    private Installation here;

    @BeforeEach
    void start() {
        here = Installation.with("lockstep.retry.reads.count", "0");
        here.member("anna").leaver("carl");
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{cd}}", "a{{cd}}b{{?x}}", "{{env:HOME", "{{lockstep:matrix.token}}", "${body}", "a${env:HOME}$simple{body}", "#{x}", "RAW(x)", "{x}", "%7B%7Bx%7D%7D %41+%2B&a=b#c?d", "#bean:x"})
    void it_reaches_keycloak_as_a_name_of_a_group_a_password_and_a_secret(String text) {
        String name = text.replace("/", "");
        here.sandbox().keycloak().admin(text, "pass" + text);
        here.sandbox().keycloak().addGroup("/" + name);
        here.sandbox().keycloak().join("anna", "/" + name);
        here.restart("lockstep.keycloak.group", "\"" + name + "\"", "lockstep.keycloak.username", text, "lockstep.keycloak.password", "pass" + text,
                "lockstep.mas.command", "env 'MAS_NOTE=" + text + "' " + here.sandbox().settings().get("lockstep.mas.command"));

        SyncRun run = here.sync();
        assertThat(run.exitCode()).as(String.valueOf(run.failure())).isEqualTo(DONE);
        assertThat(here.state("carl")).isEqualTo("deactivated");
        assertThat(here.state("anna")).isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/{{hook}}", "/a/${body}/RAW(x)", "/?key=${body}"})
    void it_reaches_whoever_is_told(String where) {
        try (Receiver receiver = Receiver.start()) {
            here.restart("lockstep.notify.uri", receiver.url() + where, "lockstep.guard.first-run", "hold");

            here.sync();

            assertThat(receiver.requests()).hasSize(1);
            String asked = receiver.requests().get(0).split(" ")[1];
            assertThat(URLDecoder.decode(asked, StandardCharsets.UTF_8)).isEqualTo(URLDecoder.decode(where, StandardCharsets.UTF_8));
        }
    }

    @Test
    void it_reaches_synapse_as_a_path() {
        here.restart("lockstep.matrix.url", here.sandbox().synapse().url() + "/%7B%7Bx%7D%7D/RAW(y)/%24%7Bbody%7D");

        assertThat(here.sync().exitCode()).isNotEqualTo(DONE);
        assertThat(here.sandbox().synapse().faults().requests()).filteredOn(asked -> asked.startsWith("GET ")).hasSize(1).allMatch(asked -> URLDecoder.decode(asked, StandardCharsets.UTF_8).contains("/{{x}}/RAW(y)/${body}/_synapse/"));
    }

    /** Under the Camel CLI, or as somebody's guest, the same file is read by Camel. */
    @ParameterizedTest
    @ValueSource(strings = {"{{cd}}", "a{{cd}}b{{?x}}", "${body}#{x}", "RAW(x)"})
    void a_host_hands_it_over_as_it_is(String text) throws Exception {
        here.sandbox().keycloak().admin("host", text);
        Properties properties = new Properties();
        properties.putAll(here.settings());
        properties.putAll(Map.of("lockstep.keycloak.username", "host", "lockstep.keycloak.password", text));
        Path file = folder.resolve("application.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        Main main = main(file);
        try {
            main.start();
            Settings settings = main.getCamelContext().getRegistry().lookupByNameAndType("lockstepSettings", CamelSettings.class);
            assertThat(settings.asProperties().getProperty("lockstep.keycloak.password")).isEqualTo(text);
            SyncRun run = new SyncRun("test", false);
            Exchange exchange = ExchangeBuilder.anExchange(main.getCamelContext()).withProperty("run", run).build();
            main.getCamelContext().createProducerTemplate().send("direct:lockstep-plan", exchange);
            assertThat(exchange.getException()).isNull();
        } finally {
            main.stop();
        }
    }

    /** Of two lines with one key Camel shows the second alone, and of another spelling nothing. */
    @Test
    void a_hosts_file_is_looked_at_line_by_line() throws IOException {
        Properties properties = new Properties();
        properties.putAll(here.settings());
        Path file = folder.resolve("application.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        for (String wrong : new String[] {"lockstep.protect.users=anna\nmode=theirs\nlockstep.protect.users=ben", "LOCKSTEP_MODE=lock", "Lockstep.Mode=lock", "lockstep.protect.patterns=bot-\\d+", "lockstep_mode=lock"}) {
            Path bad = Files.writeString(folder.resolve("bad.properties"), Files.readString(file) + "\n" + wrong + "\n");
            Main main = main(bad);
            try {
                assertThat(catchThrowable(main::start)).as(wrong).hasStackTraceContaining("nothing was changed").hasStackTraceContaining("'" + bad + "', line");
            } finally {
                main.stop();
            }
        }
    }

    private static Main main(Path file) {
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + file);
        main.addInitialProperty("lockstepScheduled", "false");
        main.configure().setRoutesIncludePattern("classpath:lockstep/routes/*.camel.yaml");
        return main;
    }
}

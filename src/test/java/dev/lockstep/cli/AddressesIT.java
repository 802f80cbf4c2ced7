package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.OddText;
import dev.lockstep.net.TestProxy;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both servers are asked at exactly the addresses of the settings, through a proxy of any user and password, and for names of any letters. */
class AddressesIT {

    private final Installation here = Installation.with("lockstep.retry.reads.count", "0");
    private final TestProxy proxy = new TestProxy();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        here.close();
        proxy.close();
    }

    @Test
    void a_path_is_asked_as_it_was_written() {
        String written = "/a+b%2Bc%2bd/%41$&;=/ü";
        here.member("anna");
        here.restart("lockstep.proxy.url", "http://" + proxy.address(), "lockstep.proxy.no-proxy", "elsewhere", "lockstep.keycloak.url", here.sandbox().keycloak().url() + written,
                "lockstep.matrix.url", here.sandbox().synapse().url() + written + "/");

        assertThat(here.sync().exitCode()).as("nobody is there").isNotEqualTo(ExitCode.DONE);

        String asked = written.replace("ü", "%C3%BC");
        assertThat(proxy.requests()).contains("GET " + here.sandbox().synapse().url() + asked + "/_synapse/admin/v1/server_version HTTP/1.1",
                "POST " + here.sandbox().keycloak().url() + asked + "/realms/master/protocol/openid-connect/token HTTP/1.1");
    }

    /** Through the proxy, for no resolver here knows such names. */
    @Test
    void hosts_with_an_underscore_are_asked_and_the_user_of_a_proxy_may_have_any_letters() {
        String user = "us+er" + OddText.ALL;
        String password = "p:" + OddText.ALL;
        proxy.demand(user + ":" + password);
        here.member("anna").leaver("eve");
        here.restart("lockstep.proxy.url", "http://" + encoded(user) + ":" + encoded(password).replace("%2B", "+") + "@" + proxy.address(), "lockstep.proxy.no-proxy", "stack_other",
                "lockstep.keycloak.url", here.sandbox().keycloak().url().toString().replace("127.0.0.1", "stack_keycloak"),
                "lockstep.matrix.url", here.sandbox().synapse().url().toString().replace("127.0.0.1", "stack_synapse.1"));

        SyncRun run = here.sync();

        assertThat(run.exitCode()).as(run.failure() + " " + proxy.requests()).isEqualTo(ExitCode.DONE);
        assertThat(here.state("eve")).isEqualTo("deactivated");
        assertThat(proxy.requests()).anyMatch(line -> line.startsWith("GET http://stack_synapse.1:")).anyMatch(line -> line.startsWith("POST http://stack_keycloak:"));
        here.restart("lockstep.proxy.no-proxy", "stack_keycloak,stack_synapse.1");
        assertThat(here.sync().exitCode()).isEqualTo(ExitCode.INCOMPLETE);
    }

    @Test
    void an_account_and_the_token_of_a_page_may_have_any_letters() {
        here.member("anna").leaver("a+b/c=d.e_f-g");
        Commands commands = new Commands(here, folder);

        Commands.Said said = commands.execute("sync", "--wait", "--config", commands.config().toString());

        assertThat(said.code()).as(said.all()).isZero();
        assertThat(here.sandbox().synapse().faults().requests()).contains("GET /_synapse/admin/v2/users/%40a%2Bb%2Fc%3Dd.e_f-g%3Acorp.example");
        here.sandbox().synapse().faults().next("from=0", 1, Fault.body((uri, body) -> "{\"next_token\": \"" + OddText.ALL + "\"," + body.substring(1)));
        here.sync();
        assertThat(here.sandbox().synapse().faults().requests()).filteredOn(request -> request.contains("from="))
                .anyMatch(request -> request.endsWith("&from=" + encoded(OddText.ALL)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static dev.lockstep.run.ExitCode.SETUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Faults;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxKeycloak.Role;
import dev.lockstep.settings.SettingsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from Keycloak and Synapse is whole, or the run ends before anything is changed. */
@Timeout(10)
class ReadRoutesIT {

    private static final String MEMBERS_PAGE_1 = "first=0&max=2";
    private static final String MEMBERS_PAGE_2 = "first=2&max=2";
    private static final String ACCOUNTS = "/_synapse/admin/v2/users";
    private static final String ACCOUNTS_PAGE_1 = "from=0";
    private static final String ACCOUNTS_PAGE_2 = "from=2";

    /** Pages of two, three members, four accounts: anna, ben and cora, and the administrator. Whoever reads wrongly would close somebody. */
    private static Installation here;

    @BeforeAll
    static void start() {
        here = Installation.with("lockstep.keycloak.page-size", "2", "lockstep.matrix.page-size", "2", "lockstep.protect.mas-administrators", "false",
                "lockstep.guard.max-closings", "1000");
    }

    @AfterAll
    static void stop() {
        here.close();
    }

    @BeforeEach
    void three_members() {
        here.reset();
        here.member("anna").member("ben").member("cora");
    }

    static Stream<Arguments> passing() {
        return faults().stream().flatMap(fault -> Stream.of("/token", MEMBERS_PAGE_1, MEMBERS_PAGE_2, "server_version", "whoami", ACCOUNTS_PAGE_1, ACCOUNTS_PAGE_2)
                .map(place -> arguments(fault.name(), place, fault.fault())));
    }

    static Stream<Arguments> lasting() {
        return faults().stream().flatMap(fault -> Stream.of(MEMBERS_PAGE_1, MEMBERS_PAGE_2, ACCOUNTS_PAGE_1, ACCOUNTS_PAGE_2)
                .map(place -> arguments(fault.name(), place, fault.fault())));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("passing")
    void what_goes_wrong_once_is_read_again(String name, String place, Fault fault) {
        Faults faults = where(place);
        int before = faults.requests(place);
        faults.next(place, 1, fault);

        SyncRun run = here.syncOnly();

        assertThat(run.failure().map(ExitCode::sentence)).isEmpty();
        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(run.look().orElseThrow().members().all()).hasSize(3);
        assertThat(run.look().orElseThrow().accounts().all()).hasSize(4);
        // A token may be kept from an earlier test; then the fault waits for another one.
        if (!place.equals("/token")) {
            assertThat(faults.requests(place) - before).as("requests").isGreaterThanOrEqualTo(2);
        }
        assertThat(here.changes()).isEmpty();
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("lasting")
    void what_goes_wrong_for_ever_ends_the_run_with_a_sentence_that_names_the_source(String name, String place, Fault fault) {
        here.leaver("eve");
        where(place).always(place, fault);

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(sentence(run)).startsWith(source(place) + " at 'http://127.0.0.1:").contains("Nothing was changed").doesNotContain("Exception");
        assertThat(here.changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2&from=0&limit=1 | 2%26from%3D0%26limit%3D1", "2#x | 2%23x", "2 ?/+ | 2%20%3F%2F%2B", "a%26b | a%2526b", "j\u00fc | j%C3%BC", "{{x}}${body} | %7B%7Bx%7D%7D%24%7Bbody%7D"})
    void the_token_of_the_next_page_is_sent_as_it_was_given(String token, String sent) {
        Faults faults = here.sandbox().synapse().faults();
        faults.next(ACCOUNTS_PAGE_1, 1, Fault.body((uri, body) -> body.replace("\"next_token\":\"2\"", "\"next_token\":\"" + token + "\"")));

        here.syncOnly();

        assertThat(faults.requests()).filteredOn(request -> request.contains("from=" + sent)).isNotEmpty()
                .allMatch(request -> request.equals("GET " + ACCOUNTS + "?guests=false&deactivated=true&locked=true&order_by=creation_ts&dir=f&limit=2&from=" + sent));
    }

    @Test
    void a_broken_page_is_fetched_again_alone_as_often_as_the_setting_says() {
        Faults faults = here.sandbox().synapse().faults();
        int first = faults.requests(ACCOUNTS_PAGE_1);
        int second = faults.requests(ACCOUNTS_PAGE_2);
        faults.always(ACCOUNTS_PAGE_2, Fault.cutJson());

        here.syncOnly();

        assertThat(faults.requests(ACCOUNTS_PAGE_1) - first).isEqualTo(1);
        assertThat(faults.requests(ACCOUNTS_PAGE_2) - second).as("once, and lockstep.retry.reads.count = 2 times more").isEqualTo(3);
    }

    @Test
    void every_request_has_all_its_tries() {
        here.leaver("eve");
        here.sandbox().synapse().faults().next("whoami", 2, Fault.status(500)).next(ACCOUNTS_PAGE_1, 2, Fault.status(500)).next(ACCOUNTS_PAGE_2, 2, Fault.status(500));
        // Twice at the first look, twice at the second.
        here.sandbox().keycloak().faults().next("/group-by-path", 2, Fault.status(500)).atRequest("/group-by-path", 4, Fault.status(500)).atRequest("/group-by-path", 5, Fault.status(500));

        SyncRun run = here.plan();

        assertThat(run.failure().map(ExitCode::sentence)).isEmpty();
        assertThat(run.verdict().orElseThrow().plan().actions()).hasSize(1);
    }

    @Test
    void a_listing_whose_pages_were_tried_again_is_read_a_second_time_too() {
        Faults faults = here.sandbox().synapse().faults();
        faults.next("whoami", 1, Fault.status(500)).next(ACCOUNTS_PAGE_1, 1, Fault.status(500)).next(ACCOUNTS_PAGE_1, 1, withoutFirstUser()).next(ACCOUNTS_PAGE_1, 2, Fault.status(500));

        SyncRun run = here.syncOnly();

        assertThat(run.failure().map(ExitCode::sentence)).isEmpty();
        assertThat(run.look().orElseThrow().accounts().all()).hasSize(4);
    }

    @Test
    void keycloaks_client_does_not_try_again_beside_the_routes() {
        Faults faults = here.sandbox().keycloak().faults();
        int before = faults.requests("/group-by-path");
        faults.always("/group-by-path", Fault.reset());

        assertThat(here.syncOnly().exitCode()).isEqualTo(INCOMPLETE);

        assertThat(faults.requests("/group-by-path") - before).isEqualTo(3);
    }

    @Test
    void a_server_that_asks_to_be_spared_is_not_asked_more_often_than_the_setting_says() {
        Faults faults = here.sandbox().synapse().faults();
        int before = faults.requests(ACCOUNTS);
        faults.always(ACCOUNTS, Fault.status(503));

        assertThat(here.syncOnly().exitCode()).isEqualTo(INCOMPLETE);

        assertThat(faults.requests(ACCOUNTS) - before).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"401, /_synapse/admin/v2/users", "403, /_synapse/admin/v2/users", "404, /_synapse/admin/v2/users", "400, /_synapse/admin/v2/users", "401, whoami", "404, server_version",
            "403, /members", "404, /members", "403, /group-by-path", "404, /group-by-path"})
    void what_a_person_must_mend_ends_the_run_at_once(int status, String place) {
        here.leaver("eve");
        Faults faults = where(place);
        int before = faults.requests(place);
        faults.always(place, Fault.status(status));

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isEqualTo(SETUP);
        assertThat(sentence(run)).startsWith(source(place)).contains("Nothing was changed");
        assertThat(faults.requests(place) - before).as("requests").isEqualTo(1);
        assertThat(here.changes()).isEmpty();
    }

    @Test
    void a_token_of_keycloak_that_has_ended_is_renewed() {
        here.syncOnly();
        here.sandbox().keycloak().expireTokens();

        assertThat(here.syncOnly().exitCode()).isEqualTo(DONE);
    }

    @Test
    void an_account_of_keycloak_without_rights_is_told_which_it_needs() {
        here.sandbox().keycloak().role(Role.QUERY_GROUPS_ONLY);
        try {
            SyncRun run = here.syncOnly();

            assertThat(run.exitCode()).isEqualTo(SETUP);
            assertThat(sentence(run)).contains("view-users");
        } finally {
            here.sandbox().keycloak().role(Role.FULL);
        }
    }

    @Test
    void a_listing_that_lacks_a_row_is_read_a_second_time_as_a_whole() {
        Faults faults = here.sandbox().synapse().faults();
        int before = faults.requests(ACCOUNTS);
        faults.next(ACCOUNTS_PAGE_1, 1, withoutFirstUser());

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(run.look().orElseThrow().accounts().all()).hasSize(4);
        assertThat(faults.requests(ACCOUNTS) - before).as("two pages, twice").isEqualTo(4);
    }

    @Test
    void a_listing_that_lacks_a_row_twice_is_incomplete() {
        here.leaver("eve");
        Faults faults = here.sandbox().synapse().faults();
        int before = faults.requests(ACCOUNTS_PAGE_1);
        faults.always(ACCOUNTS_PAGE_1, withoutFirstUser());

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(sentence(run)).contains("5 accounts", "listed 4");
        assertThat(faults.requests(ACCOUNTS_PAGE_1) - before).isEqualTo(2);
        assertThat(here.changes()).isEmpty();
    }

    @Test
    void a_group_without_members_is_never_believed() {
        List.of("anna", "ben", "cora").forEach(name -> here.sandbox().keycloak().leave(name, Sandbox.GROUP));

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(sentence(run)).contains("'/chat'", "'corp'");
        assertThat(here.changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/group-by-path", "/members", "whoami", "server_version", "/_synapse/admin/v2/users"})
    void an_empty_object_in_place_of_an_answer_is_incomplete(String place) {
        here.leaver("eve");
        where(place).always(place, Fault.emptyObject());

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(sentence(run)).contains(source(place)).doesNotContain("unexpected", "Exception");
        assertThat(here.changes()).isEmpty();
    }

    @Test
    void when_both_sources_fail_both_are_named() {
        here.sandbox().keycloak().faults().always("/members", Fault.status(500));
        here.sandbox().synapse().faults().always(ACCOUNTS, Fault.cutJson());

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isEqualTo(INCOMPLETE);
        assertThat(sentence(run)).contains("Keycloak at", "answered 500", "Synapse at", "was cut or is no JSON");
        assertThat(here.changes()).isEmpty();
    }

    @Test
    void when_one_of_two_failures_is_a_persons_to_mend_the_run_says_so() {
        here.sandbox().keycloak().faults().always("/members", Fault.status(500));
        here.sandbox().synapse().faults().always(ACCOUNTS, Fault.status(401));

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isEqualTo(SETUP);
        assertThat(sentence(run)).contains("Keycloak at", "Synapse at", "lockstep.matrix.token");
    }

    @Test
    void a_slow_page_is_no_error() {
        here.sandbox().synapse().faults().next(ACCOUNTS_PAGE_2, 1, Fault.delay(700));
        here.sandbox().keycloak().faults().next(MEMBERS_PAGE_2, 1, Fault.delay(700));

        assertThat(here.syncOnly().exitCode()).isEqualTo(DONE);
    }

    @Test
    void many_accounts_come_page_by_page() {
        try (Installation large = Installation.with("lockstep.matrix.page-size", "500", "lockstep.protect.mas-administrators", "false", "lockstep.scope", "known")) {
            large.member("anna");
            for (int i = 0; i < 1198; i++) {
                large.sandbox().synapse().addAccount("user" + i);
            }

            SyncRun run = large.syncOnly();

            assertThat(run.exitCode()).isEqualTo(DONE);
            assertThat(run.look().orElseThrow().accounts().all()).hasSize(1200);
            assertThat(large.sandbox().synapse().faults().requests(ACCOUNTS)).isEqualTo(3);
        }
    }

    @Test
    void the_token_stays_behind_when_synapse_has_answered_or_has_not() throws Exception {
        Properties given = new Properties();
        given.putAll(here.settings());
        Properties properties = SettingsFile.of(given, Map.of()).asProperties();
        properties.setProperty("lockstepScheduled", "false");
        Main main = new Main();
        try {
            main.setOverrideProperties(properties);
            main.setDefaultPropertyPlaceholderLocation("false");
            main.configure().setName("lockstep-test");
            main.setRoutesCollector(new RouteFiles(true));
            main.configure().setRoutesIncludePattern(RouteFiles.ALL);
            main.start();
            here.reset();

            Exchange well = ask(main.getCamelContext());
            here.sandbox().synapse().faults().next("server_version", 1, Fault.status(401));
            Exchange refused = ask(main.getCamelContext());
            here.sandbox().synapse().faults().always("server_version", Fault.reset());
            Exchange broken = ask(main.getCamelContext());

            String token = here.settings().get("lockstep.matrix.token");
            assertThat(well.getException()).isNull();
            assertThat(refused.getException()).isNotNull();
            assertThat(broken.getException()).isNotNull();
            for (Exchange exchange : List.of(well, refused, broken)) {
                assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Authorization");
                assertThat(exchange.getMessage().getHeaders().toString() + exchange.getProperties() + exchange.getMessage().getBody()).doesNotContain(token);
            }
        } finally {
            main.stop();
        }
    }

    @Test
    void a_redirect_is_not_followed_with_the_token() {
        String elsewhere = here.sandbox().keycloak().url() + "/stolen";
        here.sandbox().synapse().faults().always(ACCOUNTS, Fault.status(302, Map.of("Location", elsewhere), ""));

        SyncRun run = here.syncOnly();

        assertThat(run.exitCode()).isNotEqualTo(DONE);
        assertThat(sentence(run)).contains("Synapse at", "302");
        assertThat(here.sandbox().keycloak().faults().requests("/stolen")).isZero();
    }

    @Test
    void no_secret_is_in_the_log_in_an_exception_or_in_the_state_folder() throws IOException {
        String password = here.settings().get("lockstep.keycloak.password");
        String token = here.settings().get("lockstep.matrix.token");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        StringWriter stacks = new StringWriter();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            here.restart();
            here.leaver("eve");
            here.sync();
            for (Fault fault : List.of(Fault.reset(), Fault.status(401), Fault.status(500), Fault.html200(), Fault.cutJson())) {
                here.sandbox().synapse().faults().always("whoami", fault);
                here.sandbox().keycloak().faults().always("/", fault);
                here.sandbox().keycloak().expireTokens();
                here.syncOnly().failure().ifPresent(failure -> failure.printStackTrace(new PrintWriter(stacks)));
                here.sandbox().synapse().faults().clear();
                here.sandbox().keycloak().faults().clear();
            }
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(StandardCharsets.UTF_8)).contains("Synapse at").doesNotContain(password, token);
        assertThat(stacks.toString()).contains("Synapse at").doesNotContain(password, token);
        try (Stream<Path> files = Files.walk(here.stateFolder()).filter(Files::isRegularFile)) {
            assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(password, token));
        }
    }

    private record Named(String name, Fault fault) {
    }

    private static List<Named> faults() {
        return List.of(new Named("reset", Fault.reset()), new Named("500", Fault.status(500)), new Named("503", Fault.status(503)), new Named("429", Fault.status(429)),
                new Named("HTML with 200", Fault.html200()), new Named("cut JSON", Fault.cutJson()));
    }

    private static Faults where(String place) {
        return source(place).equals("Keycloak") ? here.sandbox().keycloak().faults() : here.sandbox().synapse().faults();
    }

    private static String source(String place) {
        return place.startsWith("first=") || List.of("/token", "/members", "/group-by-path").contains(place) ? "Keycloak" : "Synapse";
    }

    private static Fault withoutFirstUser() {
        return Fault.body((uri, body) -> {
            try {
                ObjectNode page = (ObjectNode) new ObjectMapper().readTree(body);
                page.withArray("users").remove(0);
                return page.toString();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Exchange ask(CamelContext context) {
        Exchange exchange = ExchangeBuilder.anExchange(context).build();
        context.createProducerTemplate().send("direct:lockstep-owner-once", exchange);
        return exchange;
    }

    private static String sentence(SyncRun run) {
        return ExitCode.sentence(run.failure().orElseThrow());
    }
}

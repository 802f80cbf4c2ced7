package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.account.Asked;
import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.refusals.HttpCell;
import dev.lockstep.refusals.Refusal;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Faults;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxFederation;
import dev.lockstep.settings.GivenSettings;
import dev.lockstep.synapse.SynapseServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden case of Keycloak and Synapse, put to the real routes: how a run ends, how often it asks, what it says word for word, and that doctor says the same. */
@Timeout(20)
class RefusalsIT {

    private static final Pattern SENT = Pattern.compile("What was sent for (\\S+) has");
    private static final String LENA = "lena";
    private static final String LDAP = "ldap-1";
    private static final String BELOW_AUTH = "token below /auth";
    private static Installation here;
    /** The same with /auth at the end of Keycloak's address. */
    private static Installation below;
    private static String lena;
    private static String group;

    /** Lena has left; she and two more come from a directory, so that all is asked of her that is asked of anybody. */
    @BeforeAll
    static void start() {
        here = Installation.with("lockstep.guard.max-closings", "1000", "lockstep.guard.max-shrinkage", "1000", "lockstep.retry.reads.delay", "1ms", "lockstep.protect.mas-administrators", "false");
        SandboxFederation federation = here.sandbox().keycloak().federation(LDAP, true, SandboxFederation.Mapper.LIVE);
        for (String name : List.of(LENA, "lara", "lukas")) {
            federation.ldap().addUser(name, name + "@corp.example");
            federation.ldap().join(name, Sandbox.GROUP);
            here.sandbox().mas().addUser(name);
        }
        federation.sync();
        here.member("anna");
        SyncRun first = here.sync();
        assertThat(first.exitCode()).as(first.failure().toString()).isEqualTo(ExitCode.DONE);
        lena = here.sandbox().keycloak().userId(LENA);
        group = first.look().orElseThrow().members().groups().get(0);
        federation.ldap().leave(LENA, Sandbox.GROUP);
        SyncRun plan = here.plan();
        assertThat(plan.verdict().orElseThrow().plan().closings()).extracting(decision -> decision.mxid().localpart()).containsExactly(LENA);
        assertThat(here.sandbox().keycloak().faults().requests("/users/" + lena + "/credentials")).isPositive();
        assertThat(here.sandbox().keycloak().faults().requests("/users/" + lena + "/groups")).isPositive();
    }

    @BeforeAll
    static void start_below_auth() {
        below = Installation.with("lockstep.retry.reads.delay", "1ms");
        below.restart("lockstep.keycloak.url", below.sandbox().keycloak().url() + "/auth");
    }

    @AfterAll
    static void stop() {
        here.close();
        below.close();
    }

    static Stream<HttpCell> keycloak() {
        return HttpCell.of(Refusal.read("keycloak"));
    }

    static Stream<HttpCell> synapse() {
        return HttpCell.of(Refusal.read("synapse"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keycloak")
    void of_keycloak(HttpCell cell) {
        Installation usual = here;
        here = cell.call().equals(BELOW_AUTH) ? below : usual;
        try {
            Faults faults = here.sandbox().keycloak().faults();
            faults.clear();
            signOut();
            judge(cell, faults, here.settings().get("lockstep.keycloak.url"));
        } finally {
            here = usual;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("synapse")
    void of_synapse(HttpCell cell) {
        Faults faults = here.sandbox().synapse().faults();
        faults.clear();
        judge(cell, faults, here.sandbox().synapse().url().toString());
    }

    private static void judge(HttpCell cell, Faults faults, String url) {
        String path = path(cell.call());
        Map<String, String> places = new HashMap<>(Map.of("url", url, "path", path, "what", what(cell.call())));
        Matcher sent = SENT.matcher(cell.refusal().message());
        if (sent.find()) {
            places.put("length", String.valueOf(here.settings().getOrDefault(sent.group(1), "").length()));
        }
        try {
            faults.always(path, Fault.status(cell.status(), cell.headers(places), cell.body()));
            int before = requests(faults, path);

            SyncRun run = run(cell);

            int tries = requests(faults, path) - before;
            String said = said(run);
            assertThat(said).isEqualTo(cell.refusal().sentence().isEmpty() ? "" : cell.fill(cell.refusal().message(), places));
            assertThat(exit(run)).as("exit code").isEqualTo(cell.refusal().exit());
            assertThat(tries).as("tries").isEqualTo(cell.call().equals("account") ? 1 : cell.refusal().tries());
            assertThat(here.changes()).isEmpty();
            if (!said.isEmpty()) {
                assertThat(doctor(cell.call())).as("what doctor says").isEqualTo(said);
            }
        } finally {
            faults.clear();
        }
    }

    /** A plan ends as a sync does until something is changed, and where it may go on nothing is to be changed here. */
    private static SyncRun run(HttpCell cell) {
        if (cell.call().equals("account")) {
            SyncRun run = new SyncRun("test", false);
            Throwable failure = catchThrowable(RefusalsIT::account);
            Optional.ofNullable(failure).ifPresent(run::failedWith);
            return run;
        }
        return cell.refusal().exit() == ExitCode.SETUP.code() || cell.refusal().exit() == ExitCode.INCOMPLETE.code() ? here.syncOnly() : here.plan();
    }

    private static int exit(SyncRun run) {
        return run.failure().map(failure -> ExitCode.of(failure).code()).orElseGet(() -> run.verdict().orElseThrow().held() ? ExitCode.HELD.code() : ExitCode.DONE.code());
    }

    private static String said(SyncRun run) {
        return run.failure().map(ExitCode::sentence).orElse("");
    }

    /** Whoever has no token asks for one, and knows of none that was refused. */
    private static void signOut() {
        ask("bean:lockstepKeycloak?method=close", Map.of());
        ask("bean:lockstepUsers?method=close", Map.of());
    }

    /** The part of doctor that meets the same answer. */
    private static String doctor(String call) {
        if (call.startsWith("token")) {
            signOut();
        }
        Throwable failure = catchThrowable(() -> {
            switch (call) {
                case "token", BELOW_AUTH -> ask("direct:lockstep-check-sign-in", Map.of());
                case "group" -> ask("direct:lockstep-check-group", Map.of("group", new Asked(Sandbox.GROUP)));
                case "members" -> ask("direct:lockstep-members", Map.of());
                case "version" -> ask("direct:lockstep-check-version", Map.of());
                case "whoami" -> ask("direct:lockstep-check-token", Map.of());
                case "list" -> ask("direct:lockstep-listing", Map.of("whoami", here.launcher().ask("direct:lockstep-check-token", SyncRun.telling("test"), Map.of(), JsonNode.class)));
                case "account" -> account();
                default -> ask("direct:lockstep-check-page", Map.of("question", new PersonQuestion(Optional.of(lena), Optional.empty(),
                        Optional.of(new DirectoryEntry(LDAP, Optional.empty())), Set.of(group), Map.of())));
            }
        });
        return failure == null ? "" : ExitCode.sentence(failure);
    }

    /** As the wait for what was done looks at one account; it looks again by itself, so each look is one try. */
    private static void account() {
        JsonNode answer = here.launcher().ask("direct:lockstep-synapse-get", SyncRun.telling("test"), Map.of("path", path("account"), "query", ""), JsonNode.class);
        new SynapseServer(GivenSettings.of("lockstep.matrix.url", here.sandbox().synapse().url().toString())).account(Mxid.parse("@lena:corp.example"), answer);
    }

    private static Object ask(String route, Map<String, ?> properties) {
        return here.launcher().ask(route, SyncRun.telling("test"), properties, Object.class);
    }

    /** How often exactly this was asked for. */
    private static int requests(Faults faults, String path) {
        return (int) faults.requests().stream().filter(request -> request.replaceFirst("^[A-Z]+ ", "").replaceFirst("\\?.*", "").equals(path)).count();
    }

    private static String path(String call) {
        return switch (call) {
            case "token" -> "/realms/master/protocol/openid-connect/token";
            case BELOW_AUTH -> "/auth/realms/master/protocol/openid-connect/token";
            case "group" -> "/admin/realms/corp/group-by-path/chat";
            case "members" -> "/admin/realms/corp/groups/" + group + "/members";
            case "person" -> "/admin/realms/corp/users/" + lena;
            case "groups" -> "/admin/realms/corp/users/" + lena + "/groups";
            case "credentials" -> "/admin/realms/corp/users/" + lena + "/credentials";
            case "version" -> "/_synapse/admin/v1/server_version";
            case "whoami" -> "/_matrix/client/v3/account/whoami";
            case "list" -> "/_synapse/admin/v2/users";
            case "account" -> "/_synapse/admin/v2/users/%40lena%3Acorp.example";
            default -> throw new IllegalArgumentException(call);
        };
    }

    private static String what(String call) {
        return switch (call) {
            case "token" -> "a token";
            case "group" -> "the group '" + Sandbox.GROUP + "'";
            case "members" -> "the members of '" + Sandbox.GROUP + "'";
            default -> "the user '" + lena + "'";
        };
    }
}

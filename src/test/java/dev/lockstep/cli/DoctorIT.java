package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.Commands.Said;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.SyncRun;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Sandbox;
import dev.lockstep.sandbox.SandboxKeycloak;
import dev.lockstep.sandbox.SandboxFederation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** doctor on a whole installation and with each fault: the line of the fault has the remedy, and the other lines are there. */
@Timeout(60)
class DoctorIT {

    private static final List<String> KEYCLOAK = List.of("Keycloak", "Keycloak sign-in", "Keycloak group '/chat'", "Keycloak members");
    private static final List<String> SYNAPSE = List.of("Synapse", "Synapse version", "Matrix token", "Synapse accounts");
    private static final List<String> MAS = List.of("mas-cli config", "mas-cli", "mas-cli database", "MAS administrators");
    private static final Marks MARKS = Marks.ofTerminal();

    @TempDir
    private Path folder;
    private Installation here;
    private Sandbox sandbox;
    private Commands commands;

    @BeforeEach
    void start() {
        here = Installation.with();
        sandbox = here.sandbox();
        commands = new Commands(here, folder);
        here.member("anna").member("ben").leaver("carl").returner("emil");
        sandbox.keycloak().setEnabled("ben", false);
    }

    @AfterEach
    void stop() {
        here.close();
    }

    @Test
    void a_whole_installation_has_a_tick_on_every_line() {
        Said said = doctor(0);

        assertThat(said.lines()).filteredOn(line -> line.contains(": ")).hasSize(18).allMatch(line -> line.startsWith(MARKS.good()) || line.startsWith("All is well"));
        assertThat(said.line("settings")).contains("lockstep.properties");
        assertThat(said.line("ledger")).contains("lockstep.db' can be written and is whole, version ");
        assertThat(said.line("Keycloak sign-in")).contains("user 'admin' of realm 'master'");
        assertThat(said.line("Keycloak group '/chat'")).contains("its path is '/chat'");
        assertThat(said.line("Keycloak members")).contains("3 in the group, 1 of them disabled");
        assertThat(said.line("Keycloak people")).contains("can be asked for by themselves before they are shut out");
        assertThat(said.line("Synapse version")).contains("1.163.2");
        assertThat(said.line("Matrix token")).contains("belongs to '@admin:corp.example'");
        assertThat(said.line("Synapse accounts")).contains("5: 4 active, 1 deactivated");
        assertThat(said.line("mas-cli config")).contains("mas.yaml");
        assertThat(said.line("mas-cli database")).contains("knows '@admin:corp.example'");
        assertThat(said.line("MAS administrators")).contains("1, never touched");
        assertThat(said.line("clock")).contains("Keycloak's and Synapse's");
        assertThat(said.line("plan")).contains("close: 2, open: 1, leave alone: 1 (1 token-owner); members without a Matrix user id: 0");
        assertThat(said.lines()).last().isEqualTo("All is well: 17 checks, nothing was changed.");
    }

    @Test
    void a_directory_behind_keycloak_is_asked_and_its_settings_are_named() {
        SandboxFederation federation = here.sandbox().keycloak().federation("ldap-1", true, SandboxFederation.Mapper.LIVE);
        federation.ldap().addUser("pia", null);
        federation.ldap().join("pia", Sandbox.GROUP);
        federation.sync();

        Said up = doctor(0);
        assertThat(up.line("Keycloak people")).startsWith(MARKS.good()).contains("their directory answers");
        assertThat(up.line("Keycloak federation")).contains("1 members come from 'ldap-1'", "IMPORT", "Read timeout", "synced periodically", "size limit");

        federation.ldap().downAfter(1);
        assertThat(doctor(2).line("Keycloak people")).startsWith(MARKS.bad()).contains("'ldap-1' does not answer for anybody");
        federation.ldap().up();
        here.sandbox().keycloak().role(SandboxKeycloak.Role.NO_CREDENTIALS);
        assertThat(doctor(0).lines()).anyMatch(line -> line.startsWith(MARKS.warning()) && line.contains("Keycloak people: the role view-users"));
    }

    @Test
    void it_changes_nothing_and_needs_no_lock() {
        doctor(0);

        assertThat(here.changes()).isEmpty();
        assertThat(here.stateFolder().resolve("lockstep.lock")).doesNotExist();
        assertThat(List.of(here.query("select id from runs"), here.query("select id from actions"), here.query("select mxid from members"),
                here.query("select name from about where name like 'doctor%'"))).allMatch(List::isEmpty);
    }

    @Test
    void files_with_secrets_that_everybody_can_read_are_warned_of() throws IOException {
        Path config = commands.config();
        Path key = Files.writeString(folder.resolve("mas.yaml"), "database: {uri: postgresql://mas:sesame@db/mas}");
        commands.config("lockstep.mas.config", key.toString());
        for (Path opened : List.of(config, key)) {
            Files.setPosixFilePermissions(opened, PosixFilePermissions.fromString("rw-r--r--"));
        }
        assertThat(commands.execute("doctor", "--config=" + config).all()).as("nobody else comes into the folder").doesNotContain("everybody on this machine");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        try {
            Said said = commands.execute("doctor", "--config=" + config);

            assertThat(said.lines()).filteredOn(line -> line.startsWith(MARKS.warning())).containsExactly(
                    MARKS.warning() + " secrets: '" + config + "' holds a secret, and everybody on this machine can read it. Let only the user who runs Lockstep: chmod 600, and chown.",
                    MARKS.warning() + " secrets: '" + key + "' holds a secret, and everybody on this machine can read it. Let only the user who runs Lockstep: chmod 600, and chown.");
            assertThat(said.lines()).last().asString().contains("checks");
            Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-r-----"));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            assertThat(commands.execute("doctor", "--config=" + config).all()).doesNotContain("everybody on this machine");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void plain_http_to_another_machine_is_warned_of() {
        Said said = doctor(2, "lockstep.keycloak.url", "http://id.invalid:1", "lockstep.matrix.url", "http://192.0.2.1:1", "lockstep.proxy.url", "http://127.0.0.1:1", "lockstep.proxy.no-proxy", "nobody");

        assertThat(said.lines()).filteredOn(line -> line.startsWith(MARKS.warning())).containsExactly(
                MARKS.warning() + " secrets: lockstep.keycloak.url leads to 'id.invalid' in the clear: whoever listens on the way reads the password or secret, and can change who is a member. Use an https:// address.",
                MARKS.warning() + " secrets: lockstep.matrix.url leads to '192.0.2.1' in the clear: whoever listens on the way reads the token, and can change who is a member. Use an https:// address.");
    }

    @Test
    void so_is_plain_http_to_whoever_is_told() {
        Said said = doctor(0, "lockstep.notify.uri", "http://user:word@chat.invalid:8080/hooks/sesame", "lockstep.dead-letter.uri", "HTTP://letters.invalid/sesame");

        assertThat(said.lines()).filteredOn(line -> line.startsWith(MARKS.warning())).containsExactly(
                MARKS.warning() + " secrets: lockstep.notify.uri leads to 'chat.invalid' in the clear: whoever listens on the way reads what is told there, and any secret of the address. Use an https:// address.",
                MARKS.warning() + " secrets: lockstep.dead-letter.uri leads to 'letters.invalid' in the clear: whoever listens on the way reads what is told there, and any secret of the address. Use an https:// address.");
        assertThat(doctor(0, "lockstep.notify.uri", "http://localhost:1/hooks", "lockstep.dead-letter.uri", "https://letters.invalid/sesame").all()).doesNotContain("in the clear");
    }

    @Test
    void a_wrong_password() {
        Said said = doctor(2, "lockstep.keycloak.password", "wrong-sesame");

        bad(said, "Keycloak sign-in", "lockstep.keycloak.password");
        good(said, List.of("Keycloak"), SYNAPSE, MAS, List.of("ledger", "clock"));
        unchecked(said, "Keycloak sign-in", "Keycloak group '/chat'", "Keycloak members", "plan");
        assertThat(said.lines()).last().asString().startsWith("1 of 17 checks failed, 4 could not be made");
    }

    @Test
    void a_missing_role() {
        sandbox.keycloak().role(SandboxKeycloak.Role.NONE);

        Said said = doctor(2);

        bad(said, "Keycloak group '/chat'", "Give it the role view-users");
        good(said, List.of("Keycloak", "Keycloak sign-in"), SYNAPSE, MAS);
        unchecked(said, "Keycloak group '/chat'", "Keycloak members", "plan");
    }

    @Test
    void a_client_without_the_scope_that_newer_keycloaks_demand() {
        sandbox.keycloak().demandAdminScope();
        String[] serviceAccount = {"lockstep.keycloak.username", "", "lockstep.keycloak.password", "", "lockstep.keycloak.client-id", Sandbox.CLIENT_ID, "lockstep.keycloak.client-secret", Sandbox.CLIENT_SECRET};

        Said said = doctor(2, serviceAccount);

        good(said, List.of("Keycloak", "Keycloak sign-in"), SYNAPSE, MAS);
        bad(said, "Keycloak group '/chat'", "kc-admin-api");
        sandbox.keycloak().adminScope(Sandbox.CLIENT_ID);
        doctor(0, serviceAccount);
        try (Installation other = Installation.with(serviceAccount)) {
            other.member("anna").sandbox().keycloak().demandAdminScope();
            SyncRun run = other.syncOnly();
            assertThat(run.exitCode()).isEqualTo(ExitCode.SETUP);
            assertThat(run.failure().map(ExitCode::sentence)).get().asString().contains("kc-admin-api");
            other.sandbox().keycloak().adminScope(Sandbox.CLIENT_ID);
            assertThat(other.syncOnly().exitCode()).isEqualTo(ExitCode.DONE);
        }
    }

    @Test
    void of_two_groups_the_unknown_one() {
        Said said = doctor(2, "lockstep.keycloak.group", "chat, gone");

        bad(said, "Keycloak group 'gone'", "Check lockstep.keycloak.group");
        good(said, List.of("Keycloak group 'chat'"), SYNAPSE, MAS);
        unchecked(said, "Keycloak group 'gone'", "Keycloak members", "plan");
    }

    @Test
    void a_wrong_token() {
        Said said = doctor(2, "lockstep.matrix.token", "mct_wrong_sesame");

        bad(said, "Matrix token", "issue-compatibility-token");
        good(said, KEYCLOAK, List.of("Synapse", "Synapse version", "mas-cli config", "mas-cli", "MAS administrators"));
        unchecked(said, "Matrix token", "Synapse accounts", "mas-cli database", "plan");
    }

    @Test
    void a_token_of_another_server_than_the_settings_say() {
        bad(doctor(2, "lockstep.matrix.server-name", "other.example"), "Matrix token", "Set it to 'corp.example'");
    }

    @Test
    void a_token_that_is_no_administrators() {
        String token = sandbox.mas().signIn("anna");

        Said said = doctor(2, "lockstep.matrix.token", token);

        bad(said, "Synapse accounts", "urn:synapse:admin:*");
        good(said, KEYCLOAK, List.of("Synapse version", "Matrix token"), MAS);
        unchecked(said, "Synapse accounts", "plan");
        assertThat(said.all()).doesNotContain(token);
    }

    @Test
    void old_versions_of_synapse_and_of_mas() {
        sandbox.synapse().version("1.149.0");
        sandbox.mas().version("1.13.0");

        Said said = doctor(2);

        bad(said, "Synapse version", "needs 1.150 or newer");
        bad(said, "mas-cli", "needs MAS 1.14.0 or newer");
        good(said, KEYCLOAK, List.of("Synapse", "Matrix token", "Synapse accounts", "mas-cli config"));
        unchecked(said, "mas-cli", "mas-cli database", "MAS administrators");
        unchecked(said, "Synapse version", "plan");
    }

    @Test
    void mas_cli_is_missing() {
        Said said = doctor(2, "lockstep.mas.command", "/nowhere/mas-cli");

        bad(said, "mas-cli", "check lockstep.mas.command");
        good(said, KEYCLOAK, SYNAPSE, List.of("mas-cli config"));
        unchecked(said, "mas-cli", "mas-cli database", "MAS administrators");
        assertThat(said.line("plan")).contains("It would be held: MAS's administrators are unknown");
    }

    @Test
    void mas_cli_is_another_program_whatever_else_is_switched_off() {
        for (String other : List.of("/bin/true", "/bin/echo", "/bin/echo mas-cli v1.22.0")) {
            Said said = doctor(2, "lockstep.mas.command", other, "lockstep.protect.mas-administrators", "false");

            bad(said, "mas-cli", "'" + other + "' is not mas-cli: asked with '--version' it said ");
            good(said, KEYCLOAK, SYNAPSE);
            unchecked(said, "mas-cli", "mas-cli database");
        }
    }

    @Test
    void docker_was_told_that_there_is_a_terminal() {
        Said said = doctor(2, "lockstep.mas.command", "/bin/sh -c 'echo the input device is not a TTY >&2; exit 1'");

        bad(said, "mas-cli", "the '-t' has to go from lockstep.mas.command");
        unchecked(said, "mas-cli", "mas-cli database", "MAS administrators");
    }

    @Test
    void mas_clis_database_is_another_installations() {
        try (Sandbox other = Sandbox.start()) {
            other.mas().removeUser("admin");

            Said said = doctor(2, "lockstep.mas.config", other.settings().get("lockstep.mas.config"));

            bad(said, "mas-cli database", "belongs to another installation");
            good(said, KEYCLOAK, SYNAPSE, List.of("mas-cli config", "mas-cli", "plan"));
        }
    }

    @Test
    void mas_clis_database_is_down() {
        sandbox.mas().databaseDown(true);

        Said said = doctor(2);

        bad(said, "mas-cli database", "Check that MAS's database runs");
        bad(said, "MAS administrators", "Check that MAS's database runs");
        good(said, KEYCLOAK, SYNAPSE, List.of("mas-cli config", "mas-cli", "plan"));
    }

    @Test
    void mas_clis_config_cannot_be_read() {
        Path missing = folder.resolve("gone.yaml");

        Said said = doctor(2, "lockstep.mas.config", missing.toString());

        bad(said, "mas-cli config", "set lockstep.mas.config");
        good(said, KEYCLOAK, SYNAPSE, List.of("mas-cli"));
        unchecked(said, "mas-cli config", "mas-cli database", "MAS administrators");
    }

    @Test
    void a_command_that_may_run_elsewhere_has_its_config_looked_for_by_nobody_here() {
        Said said = doctor(0, "lockstep.mas.command", sandbox.mas().commandLine());

        assertThat(said.line("mas-cli config")).startsWith(MARKS.unchecked()).contains("another machine");
        good(said, List.of("mas-cli", "mas-cli database", "MAS administrators"));
    }

    @Test
    void the_state_folder_is_a_file() throws IOException {
        Path file = Files.writeString(folder.resolve("state"), "not a folder");

        Said said = doctor(2, "lockstep.state-dir", file.toString());

        bad(said, "ledger", "set lockstep.state-dir");
        good(said, KEYCLOAK, SYNAPSE, MAS);
        unchecked(said, "ledger", "plan");
    }

    @Test
    void the_ledger_is_damaged() throws IOException {
        Path state = Files.createDirectory(folder.resolve("damaged"));
        Files.writeString(state.resolve("lockstep.db"), "This was a database once. ".repeat(400));

        bad(doctor(2, "lockstep.state-dir", state.toString()), "ledger", "restore it from a backup");
    }

    @Test
    void both_servers_are_down() {
        Said said = doctor(2, "lockstep.keycloak.url", "http://127.0.0.1:1", "lockstep.matrix.url", "http://nowhere.invalid");

        bad(said, "Keycloak", "the connection was refused. Check that it runs, and lockstep.keycloak.url");
        bad(said, "Synapse", "no such host is known. Check that it runs, and lockstep.matrix.url");
        good(said, List.of("ledger", "mas-cli config", "mas-cli", "MAS administrators"));
        unchecked(said, "Keycloak", "Keycloak sign-in", "Keycloak group '/chat'", "Keycloak members", "plan");
        unchecked(said, "Synapse", "Synapse version", "Matrix token", "Synapse accounts", "mas-cli database");
        assertThat(said.lines()).anyMatch(line -> line.contains(" clock: not checked"));
    }

    @Test
    void an_address_with_a_password_in_it_is_shown_without() {
        String url = sandbox.keycloak().url().toString().replace("http://", "http://someone:hunter-sesame@");

        assertThat(doctor(2, "lockstep.keycloak.url", "http://someone:hunter-sesame@127.0.0.1:1").all()).doesNotContain("hunter-sesame").contains("(secret)@");
        assertThat(commands.execute("doctor", "--config", commands.config("lockstep.keycloak.url", url).toString()).all()).doesNotContain("hunter-sesame");
    }

    @Test
    void a_source_that_answers_oddly_once_is_told_at_once_and_without_a_retry() {
        sandbox.synapse().faults().always("/_synapse/admin/v2/users", Fault.html200());
        int before = sandbox.synapse().faults().requests("/_synapse/admin/v2/users");

        Said said = doctor(2);

        bad(said, "Synapse accounts", "what answered is not Synapse: 200 with a page without a title");
        assertThat(sandbox.synapse().faults().requests("/_synapse/admin/v2/users") - before).isEqualTo(1);
    }

    @Test
    void an_address_that_leads_to_somebody_else_is_told_at_once() {
        sandbox.keycloak().faults().always("/realms/master", Fault.status(301, Map.of("Location", "https://id.corp.example/realms/master"), ""));
        sandbox.synapse().faults().always("/_matrix/client/versions", Fault.status(404, Map.of("Content-Type", "text/html", "Server", "nginx"), "<title>Our website</title>"));

        Said said = doctor(2);

        bad(said, "Keycloak", "Set lockstep.keycloak.url to 'https://id.corp.example'.");
        bad(said, "Synapse", "what answered is not Synapse: 404 with a page titled 'Our website', server 'nginx'.");
        unchecked(said, "Keycloak", "Keycloak sign-in", "Keycloak members", "plan");
        unchecked(said, "Synapse", "Synapse version", "Matrix token");
    }

    @Test
    void settings_that_contradict_each_other_are_warned_of_and_stop_nothing() {
        Said said = doctor(0, "lockstep.lock-sessions", "keep", "lockstep.keycloak.disabled-members", "keep", "lockstep.guard.max-closings", "2",
                "lockstep.protect.users", "carl,dora", "lockstep.protect.keep-closed", "dora", "lockstep.settle-time", "3h", "lockstep.protect.mas-administrators", "false",
                "lockstep.retry.actions.delay", "10m");

        assertThat(said.lines()).filteredOn(line -> line.startsWith(MARKS.warning())).hasSize(6).anyMatch(line -> line.contains("lockstep.retry.max-delay=5m holds for what servers ask for alone: lockstep.retry.actions.delay=10m"))
                .anyMatch(line -> line.contains("lockstep.lock-sessions=keep has no effect")).anyMatch(line -> line.contains("lockstep.guard.max-closings=2 does not hold"))
                .anyMatch(line -> line.contains("'dora' stands in")).anyMatch(line -> line.contains("lockstep.settle-time")).anyMatch(line -> line.contains("MAS administrators"));
    }

    /** What has no effect, or another one than it seems to have, gets no tick: whoever wrote it believes in it. */
    @Test
    void lines_that_do_not_count_get_no_tick() throws IOException {
        Path file = commands.config();
        String good = Files.readString(file);
        Files.writeString(file, good + "\ncamel.main.name=x\n");
        Said said = commands.execute("doctor", "--config", file.toString());
        assertThat(said.code()).as(said.all()).isZero();
        assertThat(said.lines()).filteredOn(line -> line.contains(" settings: ")).hasSize(1)
                .allMatch(line -> line.startsWith(MARKS.warning()) && line.contains("'camel.main.name' is no setting of Lockstep, and has no effect here."));
        assertThat(said.all().split("camel.main.name", -1)).as("it is told once").hasSize(2);

        for (String wrong : List.of("LOCKSTEP_MODE=lock", "mode=lock", "Lockstep.Mode=lock", "lockstep.mode=lock\nlockstep.mode=lock", "lockstep.protect.patterns=bot-\\d+", "lockstep.tls.ca-file=/x\\\nlockstep.mode=lock")) {
            Files.writeString(file, good + "\n" + wrong + "\n");
            Said refused = commands.execute("doctor", "--config", file.toString());
            assertThat(refused.code()).as(wrong).isEqualTo(2);
            assertThat(refused.all()).as(wrong).contains("nothing was changed", "'" + file + "', line").doesNotContain(MARKS.good());
        }
    }

    @Test
    void a_name_that_people_can_edit_themselves_is_warned_of() {
        assertThat(doctor(0).lines()).noneMatch(line -> line.contains("lockstep.mxid.localpart"));
        for (String source : List.of("email-localpart", "attribute:matrix")) {
            assertThat(doctor(0, "lockstep.mxid.localpart", source).lines())
                    .anyMatch(line -> line.startsWith(MARKS.warning()) && line.contains("lockstep.mxid.localpart=" + source + ": whoever may edit that"));
        }
    }

    @Test
    void a_wrong_clock_is_told_once_and_not_again_by_the_plan() {
        sandbox.keycloak().faults().always("", Fault.clock(Duration.ofMinutes(10)));

        Said said = doctor(2);

        assertThat(said.all()).containsOnlyOnce("The clock of this machine is").containsOnlyOnce("by NTP").contains(MARKS.good() + " clock: agrees with Synapse's");
        unchecked(said, "clock", "Keycloak sign-in", "Keycloak members", "plan");
        good(said, SYNAPSE, MAS);

        sandbox.synapse().faults().always("", Fault.clock(Duration.ofMinutes(10)));
        assertThat(doctor(2).lines()).filteredOn(line -> line.contains(" clock: ")).hasSize(2).allMatch(line -> line.startsWith(MARKS.bad()));
    }

    @Test
    void a_clock_more_than_a_minute_off_fails() {
        assertThat(new Answering("Keycloak", Optional.of(Duration.ofSeconds(-95))).wrongClock().orElseThrow()).contains("95 s ahead of Keycloak's", "NTP");
        assertThat(new Answering("Synapse", Optional.of(Duration.ofSeconds(95))).wrongClock().orElseThrow()).contains("95 s behind Synapse's");
        assertThat(new Answering("Synapse", Optional.of(Duration.ofSeconds(-59))).wrongClock()).isEmpty();
    }

    @Test
    void missing_settings_are_told_in_their_one_message() throws IOException {
        Path file = Files.writeString(folder.resolve("empty.properties"), "lockstep.parallel=many\n");

        Said said = commands.execute("doctor", "--config", file.toString());

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.lines()).isEmpty();
        assertThat(said.all()).contains("lockstep.keycloak.url", "lockstep.matrix.token", "lockstep.parallel");
    }

    @Test
    void a_terminal_without_the_signs_gets_words() {
        assertThat(Marks.of(StandardCharsets.US_ASCII).good()).isEqualTo("ok  ");
        assertThat(Marks.of(StandardCharsets.UTF_8).good()).isEqualTo("✓");
    }

    private Said doctor(int code, String... keysAndValues) {
        List<String> changed = new ArrayList<>(List.of("lockstep.mas.command", program().toString()));
        changed.addAll(List.of(keysAndValues));
        Said said = commands.execute("doctor", "--config", commands.config(changed.toArray(String[]::new)).toString());
        assertThat(said.code()).as(said.all()).isEqualTo(code);
        Map<String, String> settings = here.settings();
        assertThat(said.all()).doesNotContain(settings.get("lockstep.matrix.token"), settings.get("lockstep.keycloak.password"), "sesame", "\tat ");
        return said;
    }

    /** The sandbox's mas-cli as a command of one word, as most installations have it. */
    private Path program() {
        try {
            Path program = Files.writeString(folder.resolve("mas-cli"), "#!/bin/sh\nexec " + sandbox.mas().commandLine() + " \"$@\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void bad(Said said, String name, String remedy) {
        assertThat(said.line(name)).startsWith(MARKS.bad()).contains(remedy);
    }

    private static void good(Said said, List<?>... names) {
        Stream.of(names).flatMap(List::stream).forEach(name -> assertThat(said.line(String.valueOf(name))).startsWith(MARKS.good()));
    }

    private static void unchecked(Said said, String failed, String... names) {
        Stream.of(names).forEach(name -> assertThat(said.line(name)).startsWith(MARKS.unchecked()).endsWith("not checked, because '" + failed + "' failed"));
    }
}

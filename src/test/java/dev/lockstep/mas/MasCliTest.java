package dev.lockstep.mas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.settings.GivenSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.ExecResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The executor with real processes. The programs that stand for mas-cli are lines for /bin/sh, whose printf shows its arguments byte by byte. */
@DisabledOnOs(OS.WINDOWS)
class MasCliTest {

    private static final String ECHO = "printf \"%s\\0\" \"$@\"";

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("lockstep-mas-cli");
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void the_leading_words_of_the_command_come_first() {
        assertThat(echoed("leading 'wo rds' ''", List.of("manage"))).containsExactly("wo rds", "", "manage");
    }

    @ParameterizedTest
    @CsvSource({"1, FOREIGN", "2, FOREIGN", "101, PANIC", "3, FOREIGN", "124, TIMEOUT", "125, FOREIGN", "126, FOREIGN", "127, FOREIGN", "130, KILLED", "192, KILLED", "193, FOREIGN", "255, FOREIGN"})
    void an_exit_code_without_a_word_has_little_meaning(int exitCode, MasOutcome outcome) {
        MasException failure = failureOf("exit " + exitCode);
        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(failure).hasMessageContaining("'mas-cli manage lock-user -- alice' ended with exit code " + exitCode).hasMessageContaining("it said nothing");
    }

    @Test
    void exit_code_0_is_done_and_gives_what_was_said() throws IOException {
        ExecResult result = cli("echo out; echo err >&2", "10s").execute(call("x"));
        assertThat(result.getExitValue()).isZero();
        assertThat(text(result.getStdout())).isEqualTo("out\n");
        assertThat(text(result.getStderr())).isEqualTo("err\n");
    }

    @ParameterizedTest
    @CsvSource({"Error: User not found, USER_NOT_FOUND", "2026 ERROR x error=User not found, FAILED", "'Error: User not found: x', FAILED"})
    void only_the_very_line_says_that_a_user_is_not_known(String line, MasOutcome outcome) {
        MasException failure = failureOf("echo 'a log line' >&2; echo '" + line + "' >&2; echo >&2; echo 'Stack backtrace:' >&2; exit 1");
        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(failure instanceof MasRefusalException).isEqualTo(!outcome.worthRetry());
    }

    @Test
    void the_line_about_the_user_means_nothing_with_another_exit_code() {
        assertThat(failureOf("echo 'Error: User not found' >&2; exit 3").outcome()).isEqualTo(MasOutcome.FOREIGN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void a_process_that_somebody_else_kills_may_have_made_the_change(String signal) {
        MasException failure = failureOf("kill -" + signal + " $$; sleep 5");
        assertThat(failure.outcome().worthRetry()).isTrue();
        assertThat(failure.outcome().maybeChanged()).as("whether %s may have changed something", failure.outcome()).isTrue();
    }

    @Test
    void the_telling_part_of_standard_error_is_kept() {
        MasException failure = failureOf("""
                { echo '2026-11-22T06:43:29Z ERROR mas_storage_pg::user:236 before'
                echo 'Error: could not connect to the database'; echo
                echo 'Caused by:'; echo '    0: Connection refused (os error 111)'; echo
                echo 'Stack backtrace:'; i=0; while [ $i -lt 400 ]; do echo "   $i: <unknown>"; i=$((i+1)); done; } >&2; exit 1""");
        assertThat(failure).hasMessageEndingWith("ended with exit code 1: Error: could not connect to the database | Caused by: | 0: Connection refused (os error 111)");
    }

    @Test
    void without_a_line_that_begins_with_error_the_last_lines_are_kept() {
        MasException failure = failureOf("printf 'one\\ntwo\\nthree\\nfour\\n' >&2; exit 101");
        assertThat(failure).hasMessageEndingWith(": two | three | four");
    }

    @Test
    void the_message_is_one_line_without_control_characters() {
        MasException failure = failureOf("printf 'Error: a\\033[31mred\\007\\rb\\n' >&2; exit 1");
        assertThat(failure.getMessage()).matches("\\P{Cntrl}+");
        MasException hostile = catchThrowableOfType(MasException.class, () -> cli("exit 1", "10s").execute(call("a\nb\u202e")));
        assertThat(hostile.getMessage()).contains("a\\u000ab\\u202e");
    }

    @Test
    void fifty_megabytes_of_output_cost_neither_memory_nor_time() throws IOException {
        Instant begin = Instant.now();
        ExecResult result = cli("echo first; head -c 50000000 /dev/zero | tr '\\0' x; echo; echo last", "30s").execute(call("x"));
        String out = text(result.getStdout());
        assertThat(out.length()).isLessThan(2_000_000);
        assertThat(out).startsWith("first\n").endsWith("x\nlast\n");
        assertThat(since(begin)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void the_error_is_told_even_when_fifty_megabytes_follow() {
        MasException failure = failureOf("echo 'Error: this matters' >&2; echo 'Stack backtrace:' >&2; head -c 50000000 /dev/zero | tr '\\0' y >&2; exit 1");
        assertThat(failure).hasMessageEndingWith(": Error: this matters");
    }

    @Test
    void a_process_that_ignores_being_terminated_is_killed_at_the_timeout_with_its_child() throws Exception {
        Path pids = folder.resolve("pids");
        Instant begin = Instant.now();
        MasException failure = catchThrowableOfType(MasException.class, () ->
                cli("trap '' TERM; sh -c \"trap '' TERM; echo \\$\\$; exec sleep 60\" >>" + pids + " & echo $$ >>" + pids + "; echo 'Error: waiting' >&2; wait", "700ms").execute(call("alice")));
        assertThat(since(begin)).isBetween(Duration.ofMillis(700), Duration.ofMillis(1700));
        assertThat(failure.outcome()).isEqualTo(MasOutcome.TIMEOUT);
        assertThat(failure.outcome().maybeChanged()).isTrue();
        assertThat(failure).hasMessageContaining("lockstep.mas.timeout").hasMessageContaining("isn't known").hasMessageContaining("Error: waiting");
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(2);
        for (String pid : started) {
            awaitEnd(Long.parseLong(pid));
        }
    }

    @Test
    void a_time_limit_below_a_second_is_told_as_it_is() {
        MasException failure = catchThrowableOfType(MasException.class, () -> cli("exec sleep 60", "200ms").execute(call("x")));
        assertThat(failure).hasMessageContaining("200 ms").hasMessageNotContaining(" 0 s");
    }

    /** It works a moment before it ends, as mas-cli does: its output is being waited for by then. */
    @Test
    void a_grandchild_that_holds_the_output_does_not_hold_the_answer() throws Exception {
        Path pid = folder.resolve("pid");
        Instant begin = Instant.now();
        ExecResult result = cli("sleep 60 & echo $! >" + pid + "; echo said; sleep 0.3", "30s").execute(call("x"));
        Duration took = since(begin);
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        assertThat(text(result.getStdout())).isEqualTo("said\n");
        assertThat(took).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_program_that_is_not_there_is_not_started() {
        MasException failure = catchThrowableOfType(MasException.class, () ->
                new MasCli(GivenSettings.of("lockstep.mas.command", folder.resolve("nosuch") + " exec")).execute(call("alice")));
        assertThat(failure.outcome()).isEqualTo(MasOutcome.NOT_STARTED);
        assertThat(failure.outcome().maybeChanged()).isFalse();
        assertThat(failure).hasMessageContaining("'" + folder.resolve("nosuch") + "' could not be started");
        assertThat(failure.inFull("")).contains("The program is missing: check lockstep.mas.command");
    }

    @Test
    void a_file_that_may_not_be_run_and_an_argument_that_can_not_be_passed_are_not_started() throws IOException {
        Path file = Files.writeString(folder.resolve("plain"), "text");
        for (String command : List.of(file.toString(), folder.toString())) {
            assertThat(catchThrowableOfType(MasException.class, () -> new MasCli(GivenSettings.of("lockstep.mas.command", command)).execute(call("x"))).outcome())
                    .isEqualTo(MasOutcome.NOT_STARTED);
        }
        assertThat(catchThrowableOfType(MasException.class, () -> cli("exit 0", "10s").execute(call("a\0b"))).outcome()).isEqualTo(MasOutcome.NOT_STARTED);
    }

    @Test
    void standard_input_is_closed() throws IOException {
        assertThat(text(cli("cat; echo end", "10s").execute(call("x")).getStdout())).isEqualTo("end\n");
    }

    @Test
    void being_interrupted_kills_the_process_and_keeps_the_mark() throws Exception {
        Path pid = folder.resolve("pid");
        List<Object> seen = new ArrayList<>();
        Thread caller = new Thread(() -> {
            seen.add(catchThrowableOfType(MasException.class, () -> cli("echo $$ >" + pid + ".new; mv " + pid + ".new " + pid + "; exec sleep 60", "30s").execute(call("x"))));
            seen.add(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await(() -> Files.exists(pid));
        caller.interrupt();
        caller.join(5000);
        assertThat(seen).hasSize(2);
        assertThat((MasException) seen.get(0)).hasMessageContaining("Lockstep is stopping");
        assertThat(seen.get(1)).isEqualTo(true);
        awaitEnd(Long.parseLong(Files.readString(pid).strip()));
    }

    @Test
    void nothing_of_our_environment_reaches_it_but_what_it_needs() throws Exception {
        Map<String, String> needed = Map.ofEntries(Map.entry("PATH", "/usr/bin:/bin"), Map.entry("HOME", "/home/lockstep"), Map.entry("LANG", "C.UTF-8"), Map.entry("LC_ALL", "C.UTF-8"),
                Map.entry("MAS_CONFIG", "/etc/mas.yaml"), Map.entry("PGHOST", "db.example.org"), Map.entry("PGPASSFILE", "/etc/pgpass"), Map.entry("DOCKER_HOST", "unix:///run/docker.sock"),
                Map.entry("KUBECONFIG", "/etc/kube"), Map.entry("KUBERNETES_SERVICE_HOST", "10.0.0.1"), Map.entry("SSH_AUTH_SOCK", "/run/agent"));
        Map<String, String> all = new HashMap<>(needed);
        for (String name : List.of("LOCKSTEP_MATRIX_TOKEN", "KC_ADMIN_PASS", "MATRIX_ADMIN_TOKEN", "NOTIFY_MATRIX_TOKEN", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "VAULT_TOKEN", "AWS_SECRET_ACCESS_KEY",
                "DOCKER_AUTH_CONFIG", "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "CAMEL_COMPONENT_JMS_PASSWORD", "LD_PRELOAD", "PG_SECRET", "MY_PATH")) {
            all.put(name, "sesame of " + name);
        }
        all.put("RUST_LOG", "off");

        String printed = text(new MasCli(GivenSettings.in(all, "lockstep.mas.command", "/usr/bin/env")).execute(call()).getStdout());

        assertThat(printed.lines()).containsExactlyInAnyOrderElementsOf(Stream.concat(needed.entrySet().stream().map(Object::toString), Stream.of("RUST_LOG=info")).toList());
    }

    /** Not even where nobody handed any environment in. */
    @Test
    void the_environment_of_the_process_itself_does_not_reach_it() throws Exception {
        assertThat(inProcess("environment", Map.of("NOTIFY_MATRIX_TOKEN", "sesame", "MAS_CONFIG", "/etc/sesame.yaml"))).contains("RUST_LOG=info").doesNotContain("sesame");
    }

    /** As under cron and systemd, which set no language. */
    @Test
    void a_name_never_arrives_as_another_one_where_no_language_is_set() throws Exception {
        assertThat(inProcess("name", Map.of("LC_ALL", "C"))).isIn("ü\0", "refused");
    }

    /** Java 17 writes arguments in this character set, later ones in that of the language. */
    @Test
    void a_name_never_arrives_as_another_one_where_java_was_given_another_character_set() throws Exception {
        assertThat(inProcess("name", Map.of("JAVA_TOOL_OPTIONS", "-Dfile.encoding=ISO-8859-1"))).isIn("ü\0", "refused");
    }

    @Test
    void a_failed_call_tells_its_exit_code_its_command_and_what_was_said() {
        MasException failure = catchThrowableOfType(MasException.class, () -> new MasCli(GivenSettings.of("lockstep.mas.command", "/bin/sh -c 'echo Error: no >&2; exit 7' mas-cli"))
                .execute(call("--config", "/etc/mas/lock step.yaml", "manage", "lock-user", "--", "alice")));
        assertThat(failure.exitCode()).hasValue(7);
        assertThat(failure.command()).isEqualTo("/bin/sh -c 'echo Error: no >&2; exit 7' mas-cli --config '/etc/mas/lock step.yaml' manage lock-user -- alice");
        assertThat(failure.said()).isEqualTo("Error: no");
        assertThat(failureOf("exit 101").said()).isEmpty();
        MasException refused = failureOf("echo 'Error: User not found' >&2; exit 1");
        assertThat(refused).isInstanceOf(MasRefusalException.class);
        assertThat(refused.exitCode()).hasValue(1);
        assertThat(refused.said()).isEqualTo("Error: User not found");
    }

    @Test
    void a_call_that_was_cut_off_or_never_started_has_no_exit_code() {
        MasException cutOff = catchThrowableOfType(MasException.class, () -> cli("echo 'Error: waiting' >&2; exec sleep 60", "500ms").execute(call("alice")));
        assertThat(cutOff.exitCode()).isEmpty();
        assertThat(cutOff.command()).endsWith(" mas-cli alice");
        assertThat(cutOff.said()).isEqualTo("Error: waiting");
        MasException notStarted = catchThrowableOfType(MasException.class, () ->
                new MasCli(GivenSettings.of("lockstep.mas.command", folder.resolve("nosuch") + " exec")).execute(call("a\u202eb")));
        assertThat(notStarted.exitCode()).isEmpty();
        assertThat(notStarted.command()).isEqualTo(folder.resolve("nosuch") + " exec 'a\\u202eb'");
        assertThat(notStarted.said()).isEmpty();
    }

    @Test
    void at_most_four_kibibytes_are_told() {
        MasException failure = failureOf("{ printf 'Error: a'; i=0; while [ $i -lt 2000 ]; do printf 'äöü'; i=$((i+1)); done; } >&2; exit 1");
        assertThat(failure.said()).startsWith("Error: aäöü").endsWith("ä");
        assertThat(failure.said().getBytes(StandardCharsets.UTF_8)).hasSize(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 1", "exit 2", "exit 101", "exec sleep 60"})
    void no_secret_stands_in_any_part_of_a_failure(String end) {
        String line = "echo \"Error: postgres://mas:sesame-1@db/mas, $3 $4 and pass-sesame and mct_sesame\" >&2; " + end;
        MasException failure = catchThrowableOfType(MasException.class, () ->
                new MasCli(GivenSettings.of("lockstep.mas.command", command(line) + " -e 'PGPASSWORD=sesame 2' --token sesame-3", "lockstep.mas.timeout", "700ms")).execute(call("mct_sesame")));
        for (String part : List.of(failure.toString(), failure.command(), failure.said())) {
            assertThat(part).doesNotContain("sesame");
        }
        assertThat(failure.command()).contains("-e PGPASSWORD=... --token ... ...");
        assertThat(failure.said()).isEqualTo("Error: postgres://mas:...@db/mas, --token ... and ... and ...");
    }

    @Test
    void no_secret_stands_in_the_failure_of_a_program_that_could_not_be_started() {
        MasException failure = catchThrowableOfType(MasException.class, () -> new MasCli(GivenSettings.of("lockstep.mas.command", "/nosuch/pass-sesame")).execute(call("x")));
        assertThat(failure.outcome()).isEqualTo(MasOutcome.NOT_STARTED);
        assertThat(failure).hasMessageContaining("'/nosuch/...' could not be started").hasMessageNotContaining("sesame");
        assertThat(failure.command()).isEqualTo("/nosuch/... x");
    }

    /** A JVM with another environment: prints what the child of a MasCli was given. */
    public static void main(String[] arguments) throws IOException {
        try {
            boolean name = arguments[0].equals("name");
            ExecResult result = cli(name ? ECHO : "env", "10s").execute(name ? call("\u00fc") : call("x"));
            System.out.write(result.getStdout().readAllBytes());
        } catch (MasException e) {
            System.out.print("refused");
        }
        System.out.flush();
    }

    private static String inProcess(String what, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), MasCliTest.class.getName(), what).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String printed = text(process.getInputStream());
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> echoed(String leadingWords, List<String> arguments) {
        MasCli cli = new MasCli(GivenSettings.of("lockstep.mas.command", "/bin/sh -c '" + ECHO + "' " + leadingWords));
        String printed = text(cli.execute(call(arguments.toArray(String[]::new))).getStdout());
        List<String> words = Arrays.asList(printed.split("\0", -1));
        return words.subList(0, words.size() - 1);
    }

    private static MasException failureOf(String line) {
        return catchThrowableOfType(MasException.class, () -> cli(line, "20s").execute(call("manage", "lock-user", "--", "alice")));
    }

    @Test
    void whoever_owns_the_call_is_told_of_its_process_and_stands_in_its_environment() {
        List<ProcessMark> told = new ArrayList<>();
        ExecResult result = cli("read line < /dev/null; echo $STARTED_BY_LOCKSTEP_RUN $$; sleep 0.2", "10s").execute(owned("0badcafe", told::add));
        assertThat(told).hasSize(1);
        assertThat(text(result.getStdout()).strip()).isEqualTo("0badcafe " + told.get(0).pid());
    }

    @Test
    void a_process_that_cannot_be_noted_is_ended() {
        List<ProcessMark> told = new ArrayList<>();
        assertThatThrownBy(() -> cli("sleep 600", "10m").execute(owned("0badcafe", process -> {
            told.add(process);
            throw new IllegalStateException("the ledger is full");
        }))).hasMessage("the ledger is full");
        assertThat(new Orphans(Set.of(), told).end()).as("what is still there, at most for a moment").hasSizeLessThanOrEqualTo(1);
        assertThat(told).hasSize(1).noneMatch(ProcessMark::isAlive);
    }

    private static ExecCommand owned(String run, Consumer<ProcessMark> told) {
        return new MasBinding.Call(call("manage"), Optional.of(new CallOwner() {
            @Override
            public String runId() {
                return run;
            }

            @Override
            public void started(ProcessMark process) {
                told.accept(process);
            }
        }));
    }

    private static MasCli cli(String line, String timeout) {
        return new MasCli(GivenSettings.of("lockstep.mas.command", command(line), "lockstep.mas.timeout", timeout));
    }

    /** The command of settings knows no escapes, so the line is put together from quoted pieces. */
    private static String command(String line) {
        return "/bin/sh -c '" + line.replace("'", "'\"'\"'") + "' mas-cli";
    }

    private static ExecCommand call(String... arguments) {
        return new ExecCommand("ignored", List.of(arguments), null, 0L, null, null, null, false, null);
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Duration since(Instant begin) {
        return Duration.between(begin, Instant.now());
    }

    /** A killed process may stay a zombie where nobody reaps orphans: that one is dead as well. */
    private static void awaitEnd(long pid) throws InterruptedException {
        await(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty() || zombie(pid));
    }

    private static boolean zombie(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "stat")).contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        Instant limit = Instant.now().plusSeconds(5);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(limit);
            Thread.sleep(10);
        }
    }
}

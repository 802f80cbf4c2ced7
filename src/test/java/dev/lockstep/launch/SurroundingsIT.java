package dev.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lockstep.OddText;
import dev.lockstep.net.TestProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped program where machines differ: the folder that it lies in, the locale, the home folder, the names of hosts. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/lockstep is for a shell")
class SurroundingsIT {

    private static final Path SHIPPED = Path.of(System.getProperty("lockstep.dist", "target/lockstep")).toAbsolutePath();
    /** What the shell writes for {@code jürgen}, whatever the locale of this test is. */
    private static final String JUERGEN = "$(printf 'j\\303\\274rgen')";

    @TempDir
    private Path folder;

    private record Ended(int code, String out, String err) { }

    /** One folder for the program, the settings and the ledger, and a sync that makes the archive of classes there. */
    @ParameterizedTest
    @ValueSource(strings = {OddText.ALL, "a%20b+c'd\"e,f;g"})
    void a_folder_of_any_letters_holds_program_settings_and_ledger(String odd) throws Exception {
        Path home = folder.resolve(odd);
        LaunchRepository.copy(SHIPPED, home);
        int before = archives(home);
        try (Scene scene = new Scene()) {
            Path state = folder.resolve("state " + odd);
            Path file = Scene.write(home.resolve("application.properties"), with(scene, "lockstep.state-dir", state.toString()));

            Ended sync = run(Map.of(), "exec sh " + quoted(home.resolve("bin/lockstep")) + " sync");

            assertThat(sync.code()).as(sync.out() + sync.err()).isZero();
            scene.requireDone();
            assertThat(state.resolve("lockstep.db")).isNotEmptyFile();
            assertThat(archives(home)).as("the archive of classes").isEqualTo(before + 1);
            assertThat(run(Map.of(), "exec sh " + quoted(home.resolve("bin/lockstep")) + " audit --config " + quoted(file)).out()).contains("@carl:corp.example");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a!"})
    void a_folder_that_java_cannot_read_from_is_named(String odd) throws Exception {
        Path bin = Files.createDirectories(folder.resolve(odd).resolve("bin"));
        Files.copy(SHIPPED.resolve("bin/lockstep"), bin.resolve("lockstep"));

        Ended ended = run(Map.of(), "exec sh " + quoted(bin.resolve("lockstep")) + " --version");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("can't start in the folder '" + folder.resolve(odd) + "'").contains("Move it");
    }

    @Test
    void the_path_for_changing_folders_leads_nowhere_else() throws Exception {
        Files.createDirectories(folder.resolve("bin"));

        Ended ended = run(Map.of("CDPATH", folder.toString()), "cd " + quoted(SHIPPED) + " && sh bin/lockstep --version");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith("lockstep ");
    }

    @ParameterizedTest
    @CsvSource({"LC_ALL, C", "LC_ALL, POSIX", "LC_CTYPE, C", "LANG, xx_YY.UTF-8", "LANG, ''"})
    void umlauts_are_letters_in_every_locale(String variable, String locale) throws Exception {
        try (Scene scene = new Scene()) {
            scene.member("jürgen");
            Path file = Scene.write(folder.resolve("lockstep.properties"), with(scene, "lockstep.state-dir", folder.resolve("stätte").toString()));

            Ended explain = run(Map.of(variable, locale), "LOCKSTEP_KEYCLOAK_REALM=corp exec " + quoted(SHIPPED.resolve("bin/lockstep")) + " explain " + JUERGEN + " --config " + quoted(file));

            assertThat(explain.code()).as(explain.out() + explain.err()).isZero();
            assertThat(explain.out()).contains("jürgen").contains("in the group");
        }
    }

    /** As jbang and a host application start it: without the launcher. */
    @Test
    void where_java_itself_loses_letters_the_locale_is_named() throws Exception {
        String java = quoted(Path.of(System.getProperty("java.home"), "bin", "java")) + " -cp " + quoted(SHIPPED.resolve("lockstep.jar")) + ":" + quoted(SHIPPED.resolve("lib")) + "/'*' dev.lockstep.cli.Lockstep ";
        try (Scene scene = new Scene()) {
            Path good = Scene.write(folder.resolve("good.properties"), scene.settings());
            Path bad = Scene.write(folder.resolve("bad.properties"), with(scene, "lockstep.state-dir", folder.resolve("stätte").toString()));
            for (String command : List.of("exec " + java + "explain " + JUERGEN + " --config " + quoted(good), "LOCKSTEP_KEYCLOAK_GROUP=" + JUERGEN + " exec " + java + "plan --config " + quoted(good),
                    "exec " + java + "plan --config " + quoted(bad), "HOME=/" + JUERGEN + " exec " + java + "pause --config " + quoted(Scene.write(folder.resolve("none.properties"), with(scene, "lockstep.state-dir", ""))))) {
                Ended ended = run(Map.of("LC_ALL", "C"), command);

                assertThat(ended.code()).as(command + "\n" + ended.out() + ended.err()).isEqualTo(2);
                assertThat(ended.out() + ended.err()).contains("this environment's locale, which is 'C' (LC_ALL)", "set LC_ALL=C.UTF-8").containsIgnoringCase("nothing was changed");
            }
            scene.requireUntouched();
        }
    }

    /** As for a user id that stands in no /etc/passwd: Java then calls the home folder '?'. */
    @Test
    void without_a_home_folder_the_place_of_the_ledger_is_asked_for() throws Exception {
        try (Scene scene = new Scene()) {
            Path file = Scene.write(folder.resolve("lockstep.properties"), with(scene, "lockstep.state-dir", ""));
            String plan = "cd " + quoted(folder) + " && exec " + quoted(SHIPPED.resolve("bin/lockstep")) + " plan --config " + quoted(file);

            Ended nowhere = run(Map.of("JAVA_OPTS", "-Duser.home=?"), "unset HOME; " + plan);
            Ended home = run(Map.of("JAVA_OPTS", "-Duser.home=?", "HOME", folder.resolve("home").toString()), plan);

            assertThat(nowhere.code()).as(nowhere.out() + nowhere.err()).isEqualTo(2);
            assertThat(nowhere.err()).contains("HOME is not set").contains("Set lockstep.state-dir");
            assertThat(home.code()).as(home.out() + home.err()).isZero();
            assertThat(folder.resolve("home/.local/state/lockstep/lockstep.db")).exists();
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(each -> each.getFileName().toString())).containsExactlyInAnyOrder("home", "lockstep.properties");
            }
        }
    }

    /** Docker's names; Java's own resolver is told where they lead. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hosts_with_an_underscore_are_reached(boolean throughProxy) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost stack_keycloak.1 stack_synapse corp_proxy hook_receiver\n");
        List<String> told = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            told.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try (Scene scene = new Scene(); TestProxy proxy = new TestProxy()) {
            Map<String, String> settings = with(scene, "lockstep.state-dir", folder.resolve("state").toString());
            settings.computeIfPresent("lockstep.keycloak.url", (key, url) -> url.replace("127.0.0.1", "stack_keycloak.1"));
            settings.computeIfPresent("lockstep.matrix.url", (key, url) -> url.replace("127.0.0.1", "stack_synapse"));
            if (throughProxy) {
                settings.put("lockstep.proxy.url", "http://" + proxy.address().replace("127.0.0.1", "corp_proxy"));
                settings.put("lockstep.proxy.no-proxy", "elsewhere");
            }
            settings.put("lockstep.notify.uri", "http://hook_receiver:" + receiver.getAddress().getPort() + "/hooks/a+b%2B?x=%41");
            scene.leaverWhoFails("dora");
            settings.put("lockstep.retry.actions.count", "0");
            Path file = Scene.write(folder.resolve("lockstep.properties"), settings);

            Ended sync = run(Map.of("JAVA_OPTS", "-Djdk.net.hosts.file=" + hosts), "exec " + quoted(SHIPPED.resolve("bin/lockstep")) + " sync --config " + quoted(file));

            assertThat(settings.get("lockstep.matrix.url")).startsWith("http://stack_synapse:");
            assertThat(sync.code()).as(sync.out() + sync.err()).isEqualTo(5);
            scene.requireDone();
            assertThat(told).containsExactly("POST /hooks/a+b%2B?x=%41 hook_receiver:" + receiver.getAddress().getPort());
            assertThat(proxy.requests().isEmpty()).isNotEqualTo(throughProxy);
        } finally {
            receiver.stop(0);
        }
    }

    /** As docker and Kubernetes set them; a shell passes none of them on. */
    @ParameterizedTest
    @CsvSource({"lockstep.mode, LOCKSTEP_MODE", "LOCKSTEP-PROTECT-USERS, LOCKSTEP_PROTECT_USERS", "lockstep.keycloak.password_FILE, LOCKSTEP_KEYCLOAK_PASSWORD_FILE"})
    void variables_that_the_shell_drops_are_told_of(String name, String right) throws Exception {
        try (Scene scene = new Scene()) {
            Path file = Scene.write(folder.resolve("lockstep.properties"), with(scene, "lockstep.state-dir", folder.resolve("state").toString()));
            String program = quoted(SHIPPED.resolve("bin/lockstep"));

            Ended sync = run(Map.of("A_LONG_ONE", "a\nlockstep.mode=b"), "exec env " + name + "=sesame " + program + " sync --config " + quoted(file));
            Ended plan = run(Map.of("A_LONG_ONE", "a\nlockstep.mode=b"), "exec env " + name + "= " + program + " plan --config " + quoted(file));

            assertThat(sync.code()).as(sync.out() + sync.err()).isEqualTo(2);
            assertThat(sync.err()).contains("The environment variable '" + name + "' is not how it is named: write " + right + ".").doesNotContain("sesame");
            scene.requireUntouched();
            assertThat(plan.code()).as(plan.out() + plan.err()).isZero();
        }
    }

    private static int archives(Path home) {
        String[] files = home.resolve("cache").toFile().list((folder, name) -> name.endsWith(".jsa"));
        return files == null ? 0 : files.length;
    }

    private static Map<String, String> with(Scene scene, String key, String value) {
        Map<String, String> settings = new TreeMap<>(scene.settings());
        settings.put(key, value);
        return settings;
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\"'\"'") + "'";
    }

    private Ended run(Map<String, String> variables, String command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("lockstep", ".out");
        Path err = Files.createTempFile("lockstep", ".err");
        ProcessBuilder builder = Launches.clean(new ProcessBuilder("sh", "-c", command)).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG") || name.equals("JAVA_OPTS") || name.equals("XDG_STATE_HOME"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", "/dev/null");
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(command).isTrue();
            return new Ended(process.exitValue(), new String(Files.readAllBytes(out), StandardCharsets.UTF_8), new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
        } finally {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }
}

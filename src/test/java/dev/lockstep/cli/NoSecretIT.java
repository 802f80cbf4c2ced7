package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A whole story through the shipped program with {@code --verbose}, everything that it left behind, and a search of that for every secret that it was given. */
@Timeout(600)
class NoSecretIT {

    private static final long LOOK_NANOS = 10_000_000;
    private static final String CLIENT_SECRET = "kc-Cl1entS3cret-5dk2";
    private static final String PASSWORD = "kc-Adm1nPassw0rd/+8xw1";
    private static final String HOOK = "N0tifyHookS3cret31";
    private static final String HOOK_KEY = "N0tifyK3yS3cret32";
    private static final String LETTERS = "L3tterBoxS3cret41";
    private static final String DATABASE = "MasDb-Passw0rd-66q";

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    @TempDir
    private Path folder;
    private final Map<String, String> secrets = new LinkedHashMap<>();
    /** What the story left: where, and what. */
    private final Map<String, byte[]> found = new LinkedHashMap<>();
    private final Set<String> arguments = new ConcurrentSkipListSet<>();

    @Test
    @EnabledOnOs(OS.LINUX)
    void no_secret_leaves_the_settings() throws IOException {
        Path state = folder.resolve("state");
        try (Receiver receiver = Receiver.start(); Installation here = Installation.with("lockstep.state-dir", state.toString(), "lockstep.retry.actions.count", "1",
                "lockstep.retry.reads.count", "0", "lockstep.guard.first-run", "hold")) {
            here.member("anna").leaver("carl").leaver("dora");
            here.sandbox().keycloak().client("story", CLIENT_SECRET).admin("root", PASSWORD);
            secrets.putAll(Map.of("client secret", CLIENT_SECRET, "password", PASSWORD, "token", here.settings().get("lockstep.matrix.token"), "hook", HOOK, "key of the hook", HOOK_KEY,
                    "letter box", LETTERS, "database", DATABASE));
            here.restart("lockstep.mas.command", "sh " + script(here));
            Map<String, String> byClient = new LinkedHashMap<>(Map.of("LOCKSTEP_KEYCLOAK_CLIENT_ID", "story", "LOCKSTEP_KEYCLOAK_CLIENT_SECRET", CLIENT_SECRET, "LOCKSTEP_KEYCLOAK_USERNAME", "",
                    "LOCKSTEP_MATRIX_TOKEN", here.settings().get("lockstep.matrix.token"),
                    "LOCKSTEP_NOTIFY_URI", receiver.url() + "/hooks/" + HOOK + "?key=" + HOOK_KEY, "LOCKSTEP_DEAD_LETTER_URI", receiver.url() + "/letters/" + LETTERS));
            String config = "--config=" + new Commands(here, folder).config("lockstep.keycloak.username", "", "lockstep.keycloak.password", "", "lockstep.matrix.token", "");

            tell(4, byClient, "sync", config);
            tell(5, byClient, "apply", here.query("select id from plans").get(0), config);
            tell(5, byClient, "replay", "1", config);
            for (String command : List.of("dead-letters", "audit", "plan")) {
                tell(0, byClient, command, config);
                tell(0, byClient, command, "--json", config);
            }
            tell(0, byClient, "explain", "carl", config);
            tell(0, byClient, "doctor", config);
            assertThat(receiver.requests()).as("a hold, given-up actions, and a copy of each letter").hasSizeGreaterThanOrEqualTo(4);
            receiver.got().forEach(message -> found.put("message " + found.size(), message.toString().getBytes(StandardCharsets.UTF_8)));

            Map<String, String> elsewhere = new LinkedHashMap<>(byClient);
            elsewhere.put("LOCKSTEP_NOTIFY_URI", "http://127.0.0.1:1/hooks/" + HOOK + "?key=" + HOOK_KEY);
            elsewhere.put("LOCKSTEP_DEAD_LETTER_URI", "no-such-component:" + LETTERS);
            here.sandbox().synapse().faults().next("/users", 1, Fault.status(401, JSON, "{\"errcode\": \"M_UNKNOWN_TOKEN\", \"error\": \"Unknown token " + secrets.get("token") + "\"}"));
            tell(2, elsewhere, "sync", config);
            here.sandbox().keycloak().faults().next("/members", 1, Fault.status(500, JSON, "{\"error\": \"client_secret=" + CLIENT_SECRET + "\"}"));
            tell(3, elsewhere, "sync", config);
            tell(5, elsewhere, "sync", config);
            elsewhere.put("LOCKSTEP_KEYCLOAK_CLIENT_SECRET", PASSWORD);
            tell(2, elsewhere, "doctor", config);

            Path spool = folder.resolve("spool");
            Map<String, String> byPassword = Map.of("LOCKSTEP_KEYCLOAK_USERNAME", "root", "LOCKSTEP_KEYCLOAK_PASSWORD", PASSWORD, "LOCKSTEP_MATRIX_TOKEN", secrets.get("token"),
                    "LOCKSTEP_DEAD_LETTER_URI", "file:" + spool);
            tell(5, byPassword, "sync", config);
            tell(2, Map.of("LOCKSTEP_KEYCLOAK_USERNAME", "root", "LOCKSTEP_KEYCLOAK_PASSWORD", CLIENT_SECRET, "LOCKSTEP_MATRIX_TOKEN", secrets.get("token")), "sync", config);

            collect(state);
            collect(spool);
            found.put("environment of mas-cli", Files.readAllBytes(folder.resolve("environment")));
            found.put("arguments of processes", String.join("\n", arguments).getBytes(StandardCharsets.UTF_8));
            assertThat(arguments).as("mas-cli was seen at work").anyMatch(line -> line.contains("lock-user --deactivate -- carl"));
            assertThat(text("environment of mas-cli").lines()).contains("RUST_LOG=info").noneMatch(line -> line.startsWith("LOCKSTEP_"));
            assertThat(Files.list(spool)).isNotEmpty();

            assertThat(leaks()).isEmpty();

            // The search finds what is there: in the database, in a log, in an address and encoded.
            here.sql("insert into about (name, value) values ('planted', '" + secrets.get("token") + "')");
            Files.writeString(state.resolve("planted"), "Basic " + Base64.getEncoder().encodeToString(DATABASE.getBytes(StandardCharsets.UTF_8)));
            collect(state);
            found.put("planted address", ("?password=" + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
            assertThat(leaks()).hasSizeBetween(3, 4).anyMatch(leak -> leak.startsWith("token in " + state.resolve("lockstep.db"))).contains("database in " + state.resolve("planted"),
                    "password in planted address");
        }
    }

    /** Runs a command, keeps what it printed, and looks at its arguments and those of its children while it runs. */
    private void tell(int code, Map<String, String> variables, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.add("--verbose");
        try (Shipped program = Shipped.start(List.of(), variables, all.toArray(String[]::new))) {
            Thread looking = new Thread(() -> look(program));
            looking.start();
            Shipped.Ended ended = program.await();
            looking.join();
            assertThat(ended.code()).as(all + "\n" + ended.out() + ended.err()).isEqualTo(code);
            found.put(found.size() + " " + command[0] + " on standard output", ended.out().getBytes(StandardCharsets.UTF_8));
            found.put(found.size() + " " + command[0] + " on standard error", ended.err().getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void look(Shipped program) {
        while (program.isAlive()) {
            Stream.concat(Stream.of(program.pid()), ProcessHandle.of(program.pid()).stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid)).forEach(pid -> {
                try {
                    arguments.add(Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1).replace('\0', ' '));
                } catch (IOException e) {
                    // It has ended meanwhile.
                }
            });
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private List<String> leaks() {
        List<String> leaks = new ArrayList<>();
        secrets.forEach((name, secret) -> found.forEach((place, content) -> {
            String text = new String(content, StandardCharsets.ISO_8859_1);
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            // Encoded by itself, a secret is seen but for its last characters.
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, bytes.length / 3 * 3));
            if (Stream.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8), encoded).anyMatch(text::contains)) {
                leaks.add(name + " in " + place);
            }
        }));
        return leaks;
    }

    private void collect(Path where) throws IOException {
        try (Stream<Path> files = Files.walk(where)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    found.put(file.toString(), Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private String text(String place) {
        return new String(found.get(place), StandardCharsets.UTF_8);
    }

    /** mas-cli, which tells its environment and, for one person, fails as it does when the database refuses: with the whole address. */
    private Path script(Installation here) throws IOException {
        return Files.writeString(folder.resolve("mas-cli.sh"), """
                env >> '%1$s'
                case "$*" in
                  *lock-user*" -- carl")
                    sleep 0.3
                    echo 'Error: could not connect to the database' >&2
                    echo 'Caused by:' >&2
                    echo '    0: postgresql://mas:%2$s@db.corp.example:5432/mas?sslmode=require refused' >&2
                    echo '    1: host=db user=mas password=%2$s dbname=mas' >&2
                    exit 1;;
                  *) exec %3$s "$@";;
                esac
                """.formatted(folder.resolve("environment"), DATABASE, here.sandbox().mas().commandLine()));
    }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.sandbox.Sandbox;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The picture in the README: doctor, plan, a sync that is held and its release, by the shipped program on a real terminal, with the people of the demo in
 * the sandbox. {@code docs/recording/record} makes it anew; here its words are compared with what the program prints now.
 */
@Timeout(300)
class RecordingIT {

    private static final Path PICTURE = Path.of("docs", "recording", "lockstep.svg");
    private static final Path DIST = Path.of(System.getProperty("lockstep.dist", "target/lockstep")).toAbsolutePath();
    private static final int COLUMNS = 100;
    private static final int HELD = 4;
    private static final Pattern APPLY = Pattern.compile("apply ([0-9a-f]{12})\\b");

    @TempDir
    private Path folder;

    @Test
    void the_picture_in_the_readme_shows_what_the_program_prints_now() throws Exception {
        Screen screen = new Screen(COLUMNS);
        try (Sandbox sandbox = Sandbox.start()) {
            DemoPeople.introduce(sandbox);
            unpack(sandbox);
            show(screen, sandbox, "doctor", 0);
            show(screen, sandbox, "plan", 0);
            Matcher plan = APPLY.matcher(show(screen, sandbox, "sync", HELD));
            assertThat(plan.find()).as("a held sync says how to release it").isTrue();
            String applied = show(screen, sandbox, "apply " + plan.group(1), 0);
            assertThat(applied).contains("done");
        }
        String made = ScreenPicture.of(screen.lines(), COLUMNS, "lockstep doctor, plan, a sync that is held, and apply");
        if (Boolean.getBoolean("lockstep.write")) {
            Files.writeString(PICTURE, made);
        }

        assertThat(sentences(Files.readString(PICTURE))).as("%s is out of date: run docs/recording/record", PICTURE).isEqualTo(sentences(made));
    }

    /** Runs a command in the unpacked folder and shows it; gives what it printed. */
    private String show(Screen screen, Sandbox sandbox, String command, int code) throws IOException, InterruptedException {
        String printed;
        try (PseudoTerminal terminal = PseudoTerminal.start("bin/lockstep " + command, COLUMNS, folder, Map.of("PATH", folder + ":" + System.getenv("PATH"), "XDG_CACHE_HOME", "/dev/null"))) {
            printed = everywhere(terminal.end(), sandbox);
            assertThat(terminal.code()).as(printed).isEqualTo(code);
        }
        screen.print("\u001b[1m$ bin/lockstep " + command + "\u001b[0m\r\n" + printed + "\r\n");
        return printed;
    }

    /** As somebody would: the archive, a settings file beside bin/, and a mas-cli in the path. */
    private void unpack(Sandbox sandbox) throws Exception {
        Process tar = new ProcessBuilder("tar", "-xzf", DIST.resolveSibling("lockstep.tar.gz").toString(), "--strip-components=1", "-C", folder.toString()).inheritIO().start();
        assertThat(tar.waitFor()).isZero();
        // No archive of classes is made here: it would cost more than the recording.
        Files.createFile(folder.resolve("cache"));
        Properties settings = new Properties();
        settings.putAll(sandbox.settings());
        Path masCli = Files.writeString(folder.resolve("mas-cli"), "#!/bin/sh\nexec " + settings.getProperty("lockstep.mas.command") + " \"$@\"\n");
        assertThat(masCli.toFile().setExecutable(true)).isTrue();
        settings.setProperty("lockstep.mas.command", "mas-cli");
        settings.setProperty("lockstep.state-dir", Files.createDirectory(folder.resolve("state")).toString());
        settings.setProperty("lockstep.guard.unmapped", "ignore");
        settings.setProperty("lockstep.protect.users", "breakglass");
        Path file = folder.resolve("application.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** What is this one run's alone, as it would be on a server. */
    private String everywhere(String printed, Sandbox sandbox) {
        return printed.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d", "2026-11-22T09:15:02").replaceAll("\\brun [0-9a-f]{8}\\b", "run 7f3a09c2").replace(sandbox.keycloak().url().toString(), "https://id.corp.example").replace(sandbox.synapse().url().toString(), "https://matrix.corp.example")
                .replace(sandbox.settings().get("lockstep.mas.config"), "/etc/lockstep/mas.yaml").replace(folder.toString(), "/opt/lockstep");
    }

    /** What it says, wherever its lines are wrapped: that depends on the length of folders and addresses. */
    private static List<String> sentences(String picture) {
        return List.of(String.join("", ScreenPicture.lines(picture)).replaceAll("\\s+", "").split("(?<=[.:,])"));
    }
}

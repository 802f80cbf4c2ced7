package dev.lockstep.mas;

import dev.lockstep.account.Administrators;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.exec.ExecResult;

/** Whether mas-cli is usable and whose it is: its config file, its version, its administrators. */
public final class MasInstallation {

    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)\\b.*");
    private static final int OLDEST_MINOR = 14;
    private static final Pattern HEAD = Pattern.compile("The following users can request admin privileges \\((\\d+) total\\):");
    private static final Pattern ADMINISTRATOR = Pattern.compile(" username=(\\S+)\\s*$");

    private final Settings settings;

    public MasInstallation(Settings settings) {
        this.settings = settings;
    }

    /**
     * Refuses to go on without a config file: mas-cli would then fall back to libpq's defaults, and perhaps change another database.
     * Only a command of one word is known to read the files of this machine; through docker or kubectl it is the preflight that tells.
     */
    public void requireConfig() {
        if (settings.get(Keys.MAS_COMMAND).size() > 1) {
            return;
        }
        Optional<String> named = settings.find(Keys.MAS_CONFIG).map(Path::toString).or(() -> Optional.ofNullable(settings.environment().get("MAS_CONFIG")).filter(text -> !text.isBlank()));
        List<String> files = named.map(text -> settings.find(Keys.MAS_CONFIG).isPresent() ? List.of(text) : List.of(text.split(":"))).orElse(List.of("config.yaml"));
        for (String file : files) {
            if (!Files.isRegularFile(Path.of(file)) || !Files.isReadable(Path.of(file))) {
                throw new SetupException("mas-cli's config file '" + file + "' is not there or not readable. Nothing was changed. Without it mas-cli may reach another database:"
                        + " set lockstep.mas.config to the absolute path of MAS's config file; one that holds its 'database:' section alone will do.");
            }
        }
    }

    /** Refuses a mas-cli too old for its locks to reach Synapse; one that doesn't tell its version is believed. */
    public void requireVersion(String stdout) {
        Matcher matcher = VERSION.matcher(stdout.lines().findFirst().orElse("").strip().replaceFirst("^mas-cli\\s+", ""));
        if (matcher.matches() && (Integer.parseInt(matcher.group(1)) < 1 || Integer.parseInt(matcher.group(1)) == 1 && Integer.parseInt(matcher.group(2)) < OLDEST_MINOR)) {
            throw new SetupException("'" + Shown.text(stdout.strip()) + "' is too old; Lockstep needs MAS 1." + OLDEST_MINOR + ".0 or newer, because a lock of an older one does not reach"
                    + " Synapse. Nothing was changed.");
        }
    }

    /** MAS's administrators from the log of {@code list-admin-users}: where a line of it is missing, the list is unknown, not shorter. */
    public Administrators administrators(ExecResult result) {
        return administrators(text(result.getStderr()));
    }

    Administrators administrators(String stderr) {
        Set<String> names = new HashSet<>();
        int total = -1;
        for (String line : stderr.lines().toList()) {
            Matcher head = HEAD.matcher(line);
            if (head.find()) {
                total = Integer.parseInt(head.group(1));
                continue;
            }
            Matcher name = ADMINISTRATOR.matcher(line);
            if (total >= 0 && name.find()) {
                names.add(name.group(1));
            }
        }
        if (names.size() != total) {
            throw new SetupException("mas-cli's list of administrators could not be read (" + (total < 0 ? "its first line is missing" : names.size() + " of " + total
                    + " names") + "). Nothing was changed. It is a log: where mas-cli runs in a container, its environment needs RUST_LOG=info (docker exec -e RUST_LOG=info ...).");
        }
        return Administrators.of(names);
    }

    /** What stands for the list where it isn't wanted ({@code lockstep.protect.mas-administrators=false}). */
    public Administrators noAdministrators() {
        return Administrators.of(Set.of());
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws anew, for a call that only looks, what it means to the run. */
    public void explain(Exception failure) {
        if (!(failure instanceof MasException mas)) {
            throw failure instanceof RuntimeException known ? known : new SourceException(String.valueOf(failure.getMessage()), failure);
        }
        String said = mas.getMessage() + " Nothing was changed.";
        switch (mas.outcome()) {
            case USER_NOT_FOUND -> throw new SetupException(said + " mas-cli's database does not know the owner of the Matrix token, so it belongs to another installation than"
                    + " lockstep.matrix.url: check lockstep.mas.config and lockstep.mas.command.", mas);
            case NOT_STARTED -> throw new SetupException(said, mas);
            case USAGE -> throw new SetupException(said + " Is lockstep.mas.command really mas-cli, version 1." + OLDEST_MINOR + ".0 or newer?", mas);
            default -> throw new SourceException(said + " Check that MAS's database runs, and that lockstep.mas.config names it.", mas);
        }
    }
}

package dev.lockstep.mas;

import dev.lockstep.account.Administrators;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.account.SourceException;
import dev.lockstep.settings.CommandWords;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.exec.ExecResult;

/** Whether mas-cli is usable and whose it is: its config file, its version, its administrators. */
public final class MasInstallation {

    /** {@code git describe} of a release, or of what came after one. */
    private static final Pattern VERSION = Pattern.compile("mas-cli v?(\\d{1,6})\\.(\\d{1,6})[\\w.+-]*");
    private static final Pattern NAME = Pattern.compile("mas-cli \\S+");
    private static final int OLDEST_MINOR = 14;
    private static final int SHOWN = 200;
    private static final Pattern HEAD = Pattern.compile("The following users can request admin privileges \\((\\d+) total\\):");
    private static final Pattern ADMINISTRATOR = Pattern.compile(" username=(\\S+)\\s*$");

    private static final Set<MasOutcome> DOUBTFUL = EnumSet.of(MasOutcome.FOREIGN, MasOutcome.USAGE, MasOutcome.USER_NOT_FOUND);

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

    /**
     * What a program says of itself, asked for its version: whoever does not say that it is mas-cli, and which, is not taken for it, for many a program ends with 0 whatever it is asked for.
     *
     * @return that line
     * @throws SetupException where it says something else, and where it is too old for its locks to reach Synapse
     */
    public String version(ExecResult result) {
        return identity(text(result.getStdout()));
    }

    String identity(String stdout) {
        List<String> lines = MasWords.of(stdout, "").lines().stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
        Matcher known = lines.stream().map(VERSION::matcher).filter(Matcher::matches).findFirst().orElseThrow(() -> notMasCli(lines));
        int major = Integer.parseInt(known.group(1));
        if (major < 1 || major == 1 && Integer.parseInt(known.group(2)) < OLDEST_MINOR) {
            throw new SetupException("'" + known.group() + "' is too old. Nothing was changed. Lockstep needs MAS 1." + OLDEST_MINOR
                    + ".0 or newer, because a lock of an older one does not reach Synapse.");
        }
        return known.group();
    }

    private SetupException notMasCli(List<String> lines) {
        Optional<String> unnumbered = lines.stream().filter(line -> NAME.matcher(line).matches()).findFirst();
        Secrets secrets = new Secrets(settings);
        String command = Shown.text(CommandWords.join(secrets.hide(settings.get(Keys.MAS_COMMAND))));
        String said = Shown.text(secrets.hide(lines.stream().findFirst().orElse("")));
        return unnumbered.map(line -> new SetupException("'" + command + "' does not tell its version: asked with '--version' it said '" + Shown.text(line) + "'. Nothing was changed. Lockstep needs MAS 1."
                + OLDEST_MINOR + ".0 or newer, and must know it: take a released mas-cli, or build it with VERGEN_GIT_DESCRIBE=v and its version."))
                .orElseGet(() -> new SetupException("'" + command + "' is not mas-cli: asked with '--version' it said "
                        + (said.isEmpty() ? "nothing" : "'" + said.substring(0, Math.min(said.length(), SHOWN)) + "'") + ", not 'mas-cli' and a version. Nothing was changed. Check lockstep.mas.command."));
    }

    /**
     * MAS's administrators from the log of {@code list-admin-users}: where a line of it is missing, the list is unknown, not shorter. Behind a terminal the log stands on standard output.
     *
     * @throws SetupException where the list can't be read; {@link #isDoubtful} then
     */
    public Administrators administrators(ExecResult result) {
        return listed(MasWords.of(text(result.getStdout()), text(result.getStderr())));
    }

    Administrators listed(MasWords words) {
        Set<String> names = new HashSet<>();
        int total = -1;
        for (String line : words.lines()) {
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
            throw new Unreadable("mas-cli's list of administrators could not be read (" + (total < 0 ? "its first line is missing" : names.size() + " of " + total
                    + " names") + "). Nothing was changed. It is a log: where mas-cli runs in a container, its environment needs RUST_LOG=info (docker exec -e RUST_LOG=info ...).");
        }
        return Administrators.of(names);
    }

    /** What stands for the list where it isn't wanted ({@code lockstep.protect.mas-administrators=false}). */
    public Administrators noAdministrators() {
        return Administrators.of(Set.of());
    }

    /** From the beginning: whoever watches the routes, as the Camel CLI does, has read the answer by then. */
    private static String text(InputStream stream) {
        try (stream) {
            stream.reset();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether such a failure may come of a program that is not mas-cli, or of an old one: its version tells. */
    public boolean isDoubtful(Exception failure) {
        return failure instanceof Unreadable || failure instanceof MasException mas && DOUBTFUL.contains(mas.outcome());
    }

    /** Throws anew, for a call that only looks, what it means to the run. */
    public void explain(Exception failure) {
        if (!(failure instanceof MasException mas)) {
            throw failure instanceof RuntimeException known ? known : new SourceException(String.valueOf(failure.getMessage()), failure);
        }
        String sentence = mas.inFull("Nothing was changed.");
        switch (mas.outcome()) {
            case USER_NOT_FOUND -> throw new SetupException(sentence + " mas-cli's database does not know the owner of the Matrix token, so it belongs to another installation than"
                    + " lockstep.matrix.url: check lockstep.mas.config and lockstep.mas.command.", mas);
            case NOT_STARTED, USAGE, DENIED, COMMAND -> throw new SetupException(sentence, mas);
            case FOREIGN -> throw mas.exitCode().stream().anyMatch(AroundMas::ends) ? new SetupException(sentence, mas) : new SourceException(sentence, mas);
            default -> throw new SourceException(sentence, mas);
        }
    }

    /** A list of administrators that is none. */
    private static final class Unreadable extends SetupException {

        private static final long serialVersionUID = 1L;

        Unreadable(String sentence) {
            super(sentence);
        }
    }
}

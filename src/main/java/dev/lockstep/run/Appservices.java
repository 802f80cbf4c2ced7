package dev.lockstep.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.plan.Bridges;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Reads the registrations of appservices, as Synapse has them. One that can't be read stops the run: a bridge's users would look like people who left. */
final class Appservices {

    /** Of a key that stands twice it would take the second alone, and what the first one protects would be lost. */
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final Pattern WILDCARD = Pattern.compile("[*?]");
    /** A glob of Java's takes these for its own too; in a path they are letters. */
    private static final Pattern LETTERS = Pattern.compile("[\\[\\]{}\\\\]");

    private Appservices() {
    }

    /**
     * Whom these files leave to their appservices.
     *
     * @param places absolute paths, or globs of them
     * @throws SetupException when a file is missing, can't be read or is no registration, or a glob finds none
     */
    static Bridges read(List<String> places) {
        List<Pattern> users = new ArrayList<>();
        Set<String> senders = new HashSet<>();
        for (String place : places) {
            for (Path file : files(place)) {
                JsonNode registration = registration(file);
                JsonNode sender = registration.path("sender_localpart");
                JsonNode namespaces = registration.path("namespaces");
                if (!sender.isTextual() || !namespaces.isObject()) {
                    throw wrong(file, "it has no sender_localpart or no namespaces");
                }
                senders.add(sender.textValue());
                if (!namespaces.path("users").isMissingNode() && !namespaces.path("users").isArray() && !namespaces.path("users").isNull()) {
                    throw wrong(file, "its namespaces.users is no list");
                }
                for (JsonNode namespace : namespaces.path("users")) {
                    if (!namespace.path("regex").isTextual() || !namespace.path("exclusive").isBoolean()) {
                        throw wrong(file, "each of namespaces.users needs a regex and exclusive: true or false");
                    }
                    if (namespace.path("exclusive").booleanValue()) {
                        users.add(pattern(file, namespace.path("regex").textValue()));
                    }
                }
            }
        }
        return new Bridges(List.copyOf(users), Set.copyOf(senders));
    }

    private static List<Path> files(String place) {
        try {
            if (!WILDCARD.matcher(place).find()) {
                return List.of(Path.of(place));
            }
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + LETTERS.matcher(place).replaceAll("\\\\$0"));
            Path from = Path.of(place.substring(0, place.lastIndexOf('/', first(place)) + 1));
            try (Stream<Path> all = Files.walk(from, depth(place.substring(first(place))))) {
                List<Path> found = all.filter(matcher::matches).sorted().toList();
                if (found.isEmpty()) {
                    throw new SetupException("No file fits '" + place + "' of " + Keys.PROTECT_APPSERVICES.key() + ". Nothing was changed. Mend the path, or leave it out if there is no appservice.");
                }
                return found;
            }
        } catch (IOException | UncheckedIOException | InvalidPathException | PatternSyntaxException e) {
            throw new SetupException("The files '" + place + "' of " + Keys.PROTECT_APPSERVICES.key() + " can't be looked for (" + e + "). Nothing was changed. Mend the path, or the rights of its folder.", e);
        }
    }

    private static int first(String glob) {
        var matcher = WILDCARD.matcher(glob);
        return matcher.find() ? matcher.start() : glob.length();
    }

    private static int depth(String wild) {
        return wild.contains("**") ? Integer.MAX_VALUE : 1 + (int) wild.chars().filter(c -> c == '/').count();
    }

    private static JsonNode registration(Path file) {
        try {
            return YAML.readTree(Text.utf8(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw wrong(file, "there is no such file");
        } catch (JsonProcessingException e) {
            // The parser's message would quote the lines around, and the tokens stand there.
            throw wrong(file, (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field") ? "a key stands there twice" : "it is no YAML") + (e.getLocation() == null ? "" : ", see its line " + e.getLocation().getLineNr()));
        } catch (IllegalArgumentException e) {
            throw wrong(file, "it " + e.getMessage());
        } catch (IOException e) {
            throw wrong(file, e.toString());
        }
    }

    private static Pattern pattern(Path file, String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw wrong(file, "the regex '" + Shown.text(regex) + "' is none that Java understands: " + e.getDescription());
        }
    }

    private static SetupException wrong(Path file, String why) {
        return new SetupException("The appservice registration '" + file + "' can't be used: " + why + ". Nothing was changed. Mend it, or its path in " + Keys.PROTECT_APPSERVICES.key()
                + ", and let the user who runs Lockstep read it.");
    }
}

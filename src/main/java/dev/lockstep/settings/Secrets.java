package dev.lockstep.settings;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Hides secrets in texts that others wrote, before they reach a log, a ledger or a message: the values of our own secret settings, and what looks like a secret of somebody else's.
 * A value shorter than six characters, or one that is a word of our settings' names (password, keycloak), is not looked for by itself: a gap in a well-known sentence would show it
 * rather than hide it. Such a value is hidden where its name or its place gives it away.
 */
public final class Secrets {

    private static final String HIDDEN = "...";
    private static final int TELLING = 6;
    private static final Set<String> OUR_WORDS = Keys.all().stream().flatMap(setting -> Stream.of(setting.key().split("[.-]"))).collect(Collectors.toUnmodifiableSet());

    /** Of an address the path, the query and the user may be secret. */
    private static final List<Setting<?>> ENDPOINTS = List.of(Keys.NOTIFY_URI, Keys.DEAD_LETTER_URI, Keys.PROXY_URL);

    private static final String NAME = "(?:password|passwd|passphrase|secret|token|credential|api[_-]?key|(?<![A-Za-z])pass)s?\\d*(?:[_-]?key)?";
    private static final String VALUE = "(?!<[A-Z_-]+>)(?:\"[^\"]*\"?|'[^']*'?|[^\\s,;&\"')}\\]]+)";
    private static final Pattern NAMED_WORD = Pattern.compile("(?is)([\\w.-]*" + NAME + "\\s*=).+");
    private static final Pattern OPTION = Pattern.compile("(?i)--?[\\w-]*" + NAME);
    /** Each with what stays before the secret in its first group. Repetitions have bounds where a long text could make them slow. */
    private static final List<Pattern> SHAPES = Stream.of(
            // A port and a path are no password: http://localhost:8080/users/@alice:example.org
            "(://[^\\s/:@?#]{0,200}:)(?!\\d{1,5}(?:[/?#\\s'\"]|$))[^\\s'\"]{0,500}(?=@)",
            "(?i)(" + NAME + "=)" + VALUE,
            "(?i)(--[\\w-]{0,40}" + NAME + "\\s)\\s*" + VALUE,
            "(?i)(" + NAME + "\":\\s?)" + VALUE,
            "(?i)((?:password|passphrase|secret):\\s?)(?:Some\\()?(?:\"[^\"]*\"?|'[^']*'?)\\)?",
            "(?im)^([ \\t]*(?:- )?[\\w.-]{0,40}" + NAME + ":[ \\t])[ \\t]*\\S.*$",
            "(?i)(\\bAuthorization\"?\\s?[:=]\\s?\"?(?:(?:Bearer|Basic)\\s)?)[^\\s\"']+",
            "(?i)(\\b(?:Bearer|Basic)\\s)(?=[\\w.~+/-]{0,200}[0-9_]|[\\w.~+/-]{20})[\\w.~+/-]{8,}=*(?![\\w\"=])",
            // Synapse's tokens, MAS's, and Keycloak's.
            "((?<![A-Za-z0-9]))sy[trl]_[\\w+/=-]{8,}",
            "((?<![A-Za-z0-9]))(?:mat|mar|mct|mcr|mpt)_[A-Za-z0-9]{16,}\\w*",
            "((?<![A-Za-z0-9]))eyJ[\\w-]{8,2000}\\.[\\w.-]+").map(Pattern::compile).toList();

    private final Settings settings;
    private int reading;
    private List<String> values;

    public Secrets(Settings settings) {
        this.settings = settings;
        this.reading = settings.reading();
        this.values = values(Set.of());
    }

    /** Those of earlier readings too: an answer may still name one. */
    private synchronized List<String> values() {
        if (reading != settings.reading()) {
            reading = settings.reading();
            values = values(Set.copyOf(values));
        }
        return values;
    }

    private List<String> values(Set<String> earlier) {
        Set<String> secrets = new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        Keys.all().stream().filter(setting -> setting.traits().secret() && !ENDPOINTS.contains(setting)).forEach(setting -> settings.find(setting).map(String::valueOf).ifPresent(secrets::add));
        ENDPOINTS.forEach(setting -> settings.find(setting).map(String::valueOf).map(Secrets::pieces).ifPresent(secrets::addAll));
        List.copyOf(secrets).forEach(secret -> secrets.add(URLEncoder.encode(secret, StandardCharsets.UTF_8)));
        secrets.removeIf(secret -> secret.length() < TELLING || OUR_WORDS.contains(secret));
        secrets.addAll(earlier);
        return List.copyOf(secrets);
    }

    /**
     * What can be said of a secret that a server has refused without giving it away: how long it is, and what of it people hardly ever mean.
     * A sentence with a blank before it; empty where no such secret is set.
     */
    public static String shape(Settings settings, Setting<String> secret) {
        return settings.find(secret).map(text -> " What was sent for " + secret.key() + " has " + text.length() + (text.length() == 1 ? " character" : " characters") + odd(text) + ".").orElse("");
    }

    private static String odd(String text) {
        List<String> odd = new ArrayList<>();
        char first = text.charAt(0);
        if (text.length() > 1 && (first == '"' || first == '\'') && text.charAt(text.length() - 1) == first) {
            odd.add("quotes at both ends");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            odd.add("line ends or other control characters in it");
        }
        if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.FORMAT)) {
            odd.add("invisible characters in it");
        }
        if (text.codePoints().anyMatch(point -> Character.isSpaceChar(point))) {
            odd.add("blanks in it");
        }
        if (text.chars().anyMatch(c -> c > 0x7e && !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT && !Character.isSpaceChar(c))) {
            odd.add("letters outside ASCII");
        }
        if (text.contains("{{") || text.contains("${")) {
            odd.add("braces as of a placeholder");
        }
        return odd.isEmpty() ? "" : ", and " + String.join(", ", odd);
    }

    /** The text with {@code ...} in the place of every secret. */
    public String hide(String text) {
        String hidden = text;
        for (String value : values()) {
            hidden = hidden.replace(value, HIDDEN);
        }
        for (Pattern shape : SHAPES) {
            hidden = shape.matcher(hidden).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
        }
        return hidden;
    }

    /** The words of a command with {@code ...} in the place of every secret: a word that begins {@code PGPASSWORD=} has one up to its end, blanks too, and so has the word behind {@code --token}. */
    public List<String> hide(List<String> words) {
        List<String> hidden = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            Matcher named = NAMED_WORD.matcher(words.get(i));
            if (i > 0 && OPTION.matcher(words.get(i - 1)).matches()) {
                hidden.add(HIDDEN);
            } else {
                hidden.add(named.matches() ? named.group(1) + HIDDEN : hide(words.get(i)));
            }
        }
        return hidden;
    }

    /** What of an endpoint may be secret: all but its scheme, its host and the names of its parameters. */
    private static List<String> pieces(String uri) {
        String[] addressAndQuery = uri.split("\\?", 2);
        String address = addressAndQuery[0].replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*:", "").replaceFirst("^(//(?:[^/]*@)?)[^/@]*", "$1");
        Stream<String> values = addressAndQuery.length == 1 ? Stream.empty() : Stream.of(addressAndQuery[1].split("&")).map(parameter -> parameter.replaceFirst("^[^=]*=", ""));
        return Stream.concat(Stream.of(address), values).flatMap(part -> Stream.of(part.split("[/?&=:@]+"))).flatMap(piece -> Stream.of(piece, decoded(piece))).toList();
    }

    private static String decoded(String piece) {
        try {
            return URLDecoder.decode(piece, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return piece;
        }
    }
}

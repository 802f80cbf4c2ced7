package dev.lockstep.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of values that settings have, each with what is allowed. */
final class Kinds {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern LOCALPART = Pattern.compile("[a-z0-9._=/+-]+");
    private static final Pattern WEB = Pattern.compile("(?i)https?:(?://([^/?#]*))?");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.");
    private static final Pattern LIMIT = Pattern.compile("\\d{1,7}|(\\d{1,2}|100)\\s?%");

    private Kinds() {
    }

    static Setting<String> text(String key, String standard, String sentence) {
        return of(key, standard, "text", sentence, Function.identity());
    }

    static Setting<URI> url(String key, String sentence) {
        return of(key, "", "http:// or https:// address", sentence, text -> {
            URI uri = Authority.address(text.replaceAll("/+$", ""));
            require(("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && Authority.of(uri).userInfo().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null);
            return uri;
        });
    }

    static Setting<URI> proxy(String key, String sentence) {
        return of(key, "", "http://host:port, or http://user:password@host:port in which special characters are written as %40 and so on", sentence, text -> {
            URI uri = Authority.address(text.replaceAll("/+$", ""));
            require("http".equals(uri.getScheme()) && Authority.of(uri).port() > 0 && uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null);
            return uri;
        });
    }

    /** An address of the web is sent to as it stands. Of any other endpoint Camel looks for placeholders of its own in the parameters, however they are written. */
    static Setting<String> endpoint(String key, String sentence) {
        return of(key, "", "an http:// or https:// address, or a Camel endpoint without {{ or }} behind its ?", sentence, text -> {
            Matcher web = WEB.matcher(text);
            if (web.lookingAt()) {
                require(Authority.parse(web.group(1)).isPresent());
                return text;
            }
            require(!text.contains("//") || SCHEME.matcher(text).lookingAt());
            int parameters = text.indexOf('?');
            String after = (parameters < 0 ? "" : text.substring(parameters)).replaceAll("(?i)%7B", "{").replaceAll("(?i)%7D", "}");
            require(!after.contains("{{") && !after.contains("}}"));
            return text;
        });
    }

    static Setting<String> choice(String key, String standard, String sentence, String... others) {
        List<String> all = new java.util.ArrayList<>(List.of(standard));
        all.addAll(Arrays.asList(others));
        return of(key, standard, String.join(" | ", all), sentence, text -> {
            require(all.contains(text));
            return text;
        });
    }

    static Setting<Boolean> flag(String key, boolean standard, String sentence) {
        return of(key, String.valueOf(standard), "true | false", sentence, text -> {
            require(text.equals("true") || text.equals("false"));
            return Boolean.valueOf(text);
        });
    }

    static Setting<Integer> number(String key, int standard, int least, int most, String sentence) {
        return of(key, String.valueOf(standard), "a whole number from " + least + " to " + most, sentence, text -> {
            int number = Integer.parseInt(text);
            require(number >= least && number <= most);
            return number;
        });
    }

    static Setting<Duration> duration(String key, String standard, String sentence) {
        return of(key, standard, "a number with ms, s, m, h or d", sentence, text -> {
            Matcher matcher = DURATION.matcher(text);
            require(matcher.matches());
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        });
    }

    /** A duration that isn't nothing: a time limit of 0 would be none, or let nothing through. */
    static Setting<Duration> timeLimit(String key, String standard, String sentence) {
        Setting<Duration> any = duration(key, standard, sentence);
        return of(key, standard, any.allowed() + ", more than 0", sentence, text -> {
            Duration duration = any.parser().apply(text);
            require(!duration.isZero());
            return duration;
        });
    }

    /** A duration that is none by default, which needs no unit. */
    static Setting<Duration> durationOrNone(String key, String sentence) {
        Setting<Duration> any = duration(key, "", sentence);
        return of(key, "0", any.allowed() + ", or 0", sentence, text -> text.equals("0") ? Duration.ZERO : any.parser().apply(text));
    }

    /** A number of accounts, or a percentage. */
    static Setting<String> limit(String key, String standard, String sentence) {
        return of(key, standard, "a count such as 25, or a percentage such as 10%", sentence, text -> {
            require(LIMIT.matcher(text).matches());
            return text;
        });
    }

    static Setting<Set<String>> names(String key, String sentence) {
        return Kinds.<Set<String>>of(key, "", "localparts (no @, no server, lower case) separated by commas; what stands in quotes is one of them", sentence, text -> {
            List<String> names = Lists.split(text);
            require(!names.isEmpty() && names.stream().allMatch(LOCALPART.asMatchPredicate()));
            return new TreeSet<>(names);
        }).quotes();
    }

    static Setting<List<String>> list(String key, String sentence) {
        return of(key, "", "one or several, separated by commas" + Lists.QUOTES, sentence, text -> {
            List<String> items = Lists.split(text);
            require(!items.isEmpty());
            return items;
        }).quotes();
    }

    static Setting<Path> absolutePath(String key, String standard, String sentence) {
        return of(key, standard, "an absolute path", sentence, text -> {
            Path path = Path.of(text);
            require(path.isAbsolute());
            return path;
        });
    }

    static Setting<List<String>> absolutePaths(String key, String sentence) {
        return of(key, "", "absolute paths separated by commas, * and ? allowed" + Lists.QUOTES, sentence, text -> {
            List<String> paths = Lists.split(text);
            require(!paths.isEmpty() && paths.stream().allMatch(path -> path.startsWith("/")));
            return paths;
        }).quotes();
    }

    static Setting<List<Pattern>> patterns(String key, String sentence) {
        return of(key, "", "regular expressions separated by commas; a comma inside braces or double quotes separates nothing", sentence, text -> {
            String inside = Text.unquoted(text);
            if (!inside.equals(text)) {
                try {
                    // No localpart holds a comma: quotes around several patterns are those that a program kept which reads environment files.
                    return compiled(inside);
                } catch (IllegalArgumentException e) {
                    return compiled(text);
                }
            }
            return compiled(text);
        }).quotes();
    }

    private static List<Pattern> compiled(String text) {
        List<Pattern> patterns = Lists.split(text, true).stream().map(Pattern::compile).toList();
        require(!patterns.isEmpty());
        return patterns;
    }

    static Setting<ZoneId> zone(String key, String standard, String sentence) {
        return of(key, standard, "a time zone such as Europe/Berlin", sentence, text -> {
            try {
                ZoneId zone = ZoneId.of(text);
                // Quartz reads it by an older class of Java's, which takes what it doesn't know for GMT.
                require(TimeZone.getTimeZone(text).toZoneId().getRules().equals(zone.getRules()));
                return zone;
            } catch (java.time.DateTimeException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    static <T> Setting<T> of(String key, String standard, String allowed, String sentence, Function<String, T> parser) {
        return new Setting<>(key, sentence, standard, allowed, "", "", new Setting.Traits(false, false, false, false), parser);
    }

    static void require(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
    }
}

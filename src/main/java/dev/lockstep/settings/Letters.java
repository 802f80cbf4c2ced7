package dev.lockstep.settings;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The letters that arguments, variables and paths may have: those of the environment's locale. In one of ASCII alone Java reads an umlaut as two marks that stand for nothing, and writes it as a question
 * mark: what comes of that is another name.
 */
public final class Letters {

    /** What Java reads for a byte that is no letter. */
    private static final char LOST = '\ufffd';
    private static final String PROPERTY = "sun.jnu.encoding";

    private Letters() {
    }

    /** Whether this text came from outside with letters that were lost on the way. */
    public static boolean areLostIn(String text) {
        return areLostIn(text, set());
    }

    static boolean areLostIn(String text, Charset set) {
        return text.indexOf(LOST) >= 0 && !set.equals(StandardCharsets.UTF_8);
    }

    /** Why, and what to do: a sentence or two that name the locale. */
    public static String why(Map<String, String> environment) {
        return why(environment, set());
    }

    /** The same where this set is the one that lacks them. */
    public static String why(Map<String, String> environment, Charset set) {
        return "its letters are lost in this environment's locale, which is " + Stream.of("LC_ALL", "LC_CTYPE", "LANG").filter(name -> !environment.getOrDefault(name, "").isBlank()).findFirst()
                .map(name -> "'" + environment.get(name) + "' (" + name + ")").orElse("not set") + " and leads to the character set " + set.name() + ": set LC_ALL=C.UTF-8, or another locale of UTF-8 that is there";
    }

    /** The set in which Java reads arguments and paths. */
    private static Charset set() {
        String name = System.getProperty(PROPERTY, Charset.defaultCharset().name());
        return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }
}

package dev.lockstep.settings;

import java.util.ArrayList;
import java.util.List;

/** What can be said of a secret that a server has refused without giving it away: how long it is, and what of it people hardly ever mean. */
public final class SecretShape {

    private SecretShape() {
    }

    /** A sentence with a blank before it; empty where no such secret is set. */
    public static String of(Settings settings, Setting<String> secret) {
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
}

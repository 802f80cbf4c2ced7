package dev.lockstep.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value that isn't allowed, as far as a message may show it: a part that is no secret tells which value is meant. */
final class BadValue {

    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z][A-Za-z0-9+.:-]*:/+)([^/?#]*)(.*)", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("(?:[\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,9})?");

    private BadValue() {
    }

    /** Of an address the scheme and the host, of a command its program, and of a secret nothing. */
    static String shown(Setting<?> setting, String text) {
        if (setting.traits().secret()) {
            return "(secret)";
        }
        if (setting.equals(Keys.MAS_COMMAND)) {
            String[] words = text.strip().split("\\s+", 2);
            return "'" + words[0] + (words.length > 1 ? " ..." : "") + "'";
        }
        return setting.key().endsWith(".url") || text.contains("://") ? address(text) : "'" + text + "'";
    }

    private static String address(String text) {
        if (HOST.matcher(text).matches()) {
            return "'" + text + "'";
        }
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            return "(not shown: it may hold a secret)";
        }
        String authority = parts.group(2);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        boolean user = host.length() < authority.length();
        // With an @ further behind, what looks like the host may be the beginning of a password.
        if (!HOST.matcher(host).matches() || !user && parts.group(3).contains("@")) {
            return "'" + parts.group(1) + "...'";
        }
        return "'" + parts.group(1) + (user ? "(secret)@" : "") + host + (parts.group(3).isEmpty() ? "" : "/...") + "'";
    }
}

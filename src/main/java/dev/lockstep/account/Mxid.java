package dev.lockstep.account;

import java.util.Locale;
import java.util.Objects;

/**
 * A Matrix user id, {@code @localpart:server}.
 *
 * @param localpart the part before the first colon, without the {@code @}
 * @param server    the server name, with its port where it has one
 * @see <a href="https://spec.matrix.org/latest/appendices/#user-identifiers">Matrix, user identifiers</a>
 */
public record Mxid(String localpart, String server) implements Comparable<Mxid> {

    public Mxid {
        Objects.requireNonNull(localpart);
        Objects.requireNonNull(server);
    }

    /**
     * Reads {@code @localpart:server}.
     *
     * @throws IllegalArgumentException when the text isn't of that form
     */
    public static Mxid parse(String text) {
        int colon = text.indexOf(':');
        if (!text.startsWith("@") || colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException("'" + Shown.text(text) + "' is not a Matrix user id of the form @localpart:server");
        }
        return new Mxid(text.substring(1, colon), text.substring(colon + 1));
    }

    /**
     * A localpart as whoever ignores case might look it up: two of the same fold can be taken for each other. Databases fold in several ways (character by
     * character or by whole words, after one locale's or another's custom), so this takes together whatever any of them does.
     */
    public static String folded(String localpart) {
        if (localpart.chars().allMatch(character -> character < 0x80)) {
            return localpart.toLowerCase(Locale.ROOT);
        }
        String upper = eachLower(localpart).toUpperCase(Locale.ROOT);
        return eachLower(upper).replaceAll("i\u0307+", "i");
    }

    private static String eachLower(String text) {
        return text.codePoints().map(Character::toLowerCase).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    @Override
    public int compareTo(Mxid other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return "@" + localpart + ":" + server;
    }
}

package dev.lockstep.account;

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

    @Override
    public int compareTo(Mxid other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return "@" + localpart + ":" + server;
    }
}

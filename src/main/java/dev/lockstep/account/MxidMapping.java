package dev.lockstep.account;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * From a Keycloak user to a Matrix user id. A name that doesn't fit is refused with the reason, never bent until it fits: the bent name could be another person's.
 *
 * @param source     {@code username}, {@code email-localpart} or {@code attribute:<name>}
 * @param serverName the server part of the ids
 * @see <a href="https://spec.matrix.org/latest/appendices/#user-identifiers">Matrix, user identifiers</a>
 */
public record MxidMapping(String source, String serverName) {

    private static final Pattern LOCALPART = Pattern.compile("[a-z0-9._=/+-]+");
    private static final int LONGEST = 255;
    private static final String ATTRIBUTE = "attribute:";

    /** Either an id, or the reason why there is none. */
    public record Mapped(Optional<Mxid> mxid, String reason) {
    }

    /** The attribute that holds the localpart, where one does. */
    public Optional<String> attribute() {
        return source.startsWith(ATTRIBUTE) ? Optional.of(source.substring(ATTRIBUTE.length())) : Optional.empty();
    }

    /**
     * The localpart that a Keycloak user would have, unchecked; empty where the e-mail address or the attribute is missing.
     *
     * @param verified whether the e-mail address was verified; one that wasn't counts as missing, because anybody can write any address into their profile
     */
    public Optional<String> localpart(String username, String email, boolean verified, Function<String, List<String>> attributes) {
        if (attribute().isPresent()) {
            List<String> values = attributes.apply(attribute().get());
            return values == null || values.size() != 1 ? Optional.empty() : Optional.of(values.get(0));
        }
        if (source.equals("email-localpart")) {
            return !verified || email == null || email.indexOf('@') < 1 ? Optional.empty() : Optional.of(email.substring(0, email.lastIndexOf('@')));
        }
        return Optional.ofNullable(username);
    }

    /** The Matrix user id of a member, or why there is none. */
    public Mapped map(Member member) {
        if (member.localpart().isEmpty()) {
            return refused(attribute().map(name -> "has no single value in the attribute '" + name + "'").orElse("has no verified e-mail address"));
        }
        String localpart = member.localpart().get();
        if (!LOCALPART.matcher(localpart).matches()) {
            return refused("'" + Shown.text(localpart) + "' is not a Matrix localpart: only a-z 0-9 . _ = - / + are allowed");
        }
        Mxid mxid = new Mxid(localpart, serverName);
        if (mxid.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return refused("its Matrix user id would be longer than " + LONGEST + " bytes");
        }
        return new Mapped(Optional.of(mxid), "");
    }

    private static Mapped refused(String reason) {
        return new Mapped(Optional.empty(), reason);
    }
}

package dev.lockstep.account;

/**
 * How many people a listing holds.
 *
 * @param members all of them
 * @param enabled those whom Keycloak lets in: a directory that is down can show all of its people, disabled
 */
public record Headcount(int members, int enabled) {

    /** Nobody. */
    public static final Headcount NOBODY = new Headcount(0, 0);

    Headcount and(Member member) {
        return new Headcount(members + 1, enabled + (member.enabled() ? 1 : 0));
    }

    Headcount larger(Headcount other) {
        return new Headcount(Math.max(members, other.members), Math.max(enabled, other.enabled));
    }
}

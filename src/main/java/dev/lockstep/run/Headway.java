package dev.lockstep.run;

import java.util.OptionalLong;

/**
 * How far one part of a run is.
 *
 * @param part  which
 * @param done  how many are done
 * @param total of how many; empty while that isn't known
 */
public record Headway(Part part, long done, OptionalLong total) {

    /** What is counted. */
    public enum Part {
        /** Reading Keycloak's members. */
        MEMBERS,
        /** Reading Synapse's accounts. */
        ACCOUNTS,
        /** Asking Keycloak for single people. */
        PEOPLE,
        /** Carrying actions out. */
        ACTIONS,
        /** Waiting until Synapse shows them. */
        SHOWN
    }

    static Headway of(Part part, long done, long total) {
        return new Headway(part, done, OptionalLong.of(total));
    }

    static Headway of(Part part, long done) {
        return new Headway(part, done, OptionalLong.empty());
    }
}

package dev.lockstep.plan;

/**
 * How much may be closed without a person's word.
 *
 * @param maxClosings      {@code lockstep.guard.max-closings}
 * @param maxClosingsCount never more than this many in 24 hours, whatever the percentage allows
 * @param minClosings      this many are always allowed, so that a small server isn't held for one leaver
 * @param firstRunHeld     whether the first plan of a ledger is held when it changes anybody
 * @param unmappedHold     whether members without a Matrix user id hold the closings of accounts whose owner isn't known
 * @param openingsAsked    {@code lockstep.reopen=ask}: whether opening what somebody else closed waits for a person
 */
public record GuardPolicy(Limit maxClosings, int maxClosingsCount, int minClosings, boolean firstRunHeld, boolean unmappedHold, boolean openingsAsked) {

    /** One under which unmapped members hold, and openings don't wait. */
    GuardPolicy(Limit maxClosings, int maxClosingsCount, int minClosings, boolean firstRunHeld) {
        this(maxClosings, maxClosingsCount, minClosings, firstRunHeld, true, false);
    }

    /** A number of accounts, or a share of the active unprotected ones, rounded down. */
    public record Limit(int value, boolean percent) {

        int of(int accounts) {
            return percent ? (int) ((long) accounts * value / 100) : value;
        }

        int roundedUp(int accounts) {
            return percent ? (int) (((long) accounts * value + 99) / 100) : value;
        }

        @Override
        public String toString() {
            return percent ? value + " %" : String.valueOf(value);
        }
    }
}

package dev.lockstep.plan;

import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.account.PersonPage.Found;
import dev.lockstep.plan.Decision.Person;

/** What Keycloak's own page of a person means to the closing of their account. */
public enum Finding {
    /** The page agrees: the person has left, or is disabled, or is gone. */
    CLOSE,
    /** The person is in the group after all. */
    MEMBER_AFTER_ALL,
    /** The page shows the group that the listing lacks, and either may be an old copy; or the directory has nothing to say of this person alone. */
    DOUBTFUL,
    /** The directory behind the person doesn't answer, so nobody can tell who has left. */
    DIRECTORY_DOWN,
    /** Nobody could be asked: it is the age of the look that counts. */
    NOT_ASKED;

    /**
     * What a page means.
     *
     * @param inquiry         the closing, and what is known of the person
     * @param page            what Keycloak's page shows
     * @param disabledMembers what a disabled member counts as
     */
    public static Finding of(Inquiry inquiry, PersonPage page, SyncPolicy.DisabledMembers disabledMembers) {
        if (page.directory() == Directory.DOWN) {
            return DIRECTORY_DOWN;
        }
        if (page.found() != Found.SOMEBODY) {
            return page.found() == Found.NOBODY ? CLOSE : NOT_ASKED;
        }
        if (page.directory() == Directory.SILENT_HERE) {
            return DOUBTFUL;
        }
        boolean another = inquiry.directoryId().isPresent() && page.entry().flatMap(entry -> entry.id()).filter(id -> !id.equals(inquiry.directoryId().get())).isPresent();
        boolean absent = !page.inGroup() || !page.enabled() && disabledMembers == SyncPolicy.DisabledMembers.ABSENT;
        boolean disabledAsListed = inquiry.closing().person() == Person.DISABLED && !page.enabled();
        if (another || absent || disabledAsListed) {
            return CLOSE;
        }
        // A page that a directory stands behind can be a copy of what was so before.
        return page.directory() == Directory.ANSWERS && inquiry.listedBefore() && inquiry.closing().person() != Person.DISABLED ? DOUBTFUL : MEMBER_AFTER_ALL;
    }
}

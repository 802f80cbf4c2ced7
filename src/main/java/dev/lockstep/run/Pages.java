package dev.lockstep.run;

import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.plan.Inquiry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keycloak's pages of those whom a plan would shut out, as they come in. Safe for several threads. */
public final class Pages {

    private final List<Inquiry> inquiries;
    private final Map<Inquiry, PersonPage> pages = new ConcurrentHashMap<>();
    private volatile Exception failure;
    private volatile boolean down;

    Pages(List<Inquiry> inquiries) {
        this.inquiries = inquiries;
    }

    /** Whom to ask for. */
    public List<Inquiry> getInquiries() {
        return inquiries;
    }

    boolean goesOn() {
        return failure == null && !down;
    }

    void add(Inquiry inquiry, PersonPage page) {
        pages.put(inquiry, page);
        down |= page.directory() == Directory.DOWN;
    }

    void failed(Exception reason) {
        failure = reason;
    }

    /** All that came; whoever wasn't asked is not among them. */
    Map<Inquiry, PersonPage> whole() throws Exception {
        if (failure != null) {
            throw failure;
        }
        return pages;
    }
}

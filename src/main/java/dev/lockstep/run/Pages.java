package dev.lockstep.run;

import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.plan.Inquiry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/** Keycloak's pages of those whom a plan would shut out, as they come in. Safe for several threads. */
public final class Pages {

    private final List<Inquiry> inquiries;
    private final IntConsumer count;
    private final Map<Inquiry, PersonPage> pages = new ConcurrentHashMap<>();
    private volatile Exception failure;
    private volatile boolean down;

    /** @param count is told of each page how many have come */
    Pages(List<Inquiry> inquiries, IntConsumer count) {
        this.inquiries = inquiries;
        this.count = count;
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
        count.accept(pages.size());
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

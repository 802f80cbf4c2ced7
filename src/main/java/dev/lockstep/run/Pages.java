package dev.lockstep.run;

import dev.lockstep.account.LookTimeException;
import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.account.SourceException;
import dev.lockstep.plan.Inquiry;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;

/**
 * Keycloak's pages of those whom a plan would shut out, as they come in. A page that Keycloak can't show, where it shows others, keeps back nobody else: its person is asked for again right before
 * the action, which is given up if there is still no answer. Safe for several threads.
 */
public final class Pages {

    /** So many pages that can't be shown are odd each for itself; more are a Keycloak that doesn't work. */
    private static final int ODD = 5;

    private final List<Inquiry> inquiries;
    private final IntConsumer count;
    private final Map<Inquiry, PersonPage> pages = new ConcurrentHashMap<>();
    private final Queue<SourceException> unshown = new ConcurrentLinkedQueue<>();
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
        return failure == null && !down && unshown.size() <= ODD;
    }

    void add(Inquiry inquiry, PersonPage page) {
        pages.put(inquiry, page);
        down |= page.directory() == Directory.DOWN;
        count.accept(pages.size());
    }

    void failed(Exception reason) {
        Causes.find(reason, SourceException.class).filter(source -> !(source instanceof LookTimeException)).ifPresentOrElse(unshown::add, () -> failure = reason);
    }

    /** What Keycloak said for each of those whom it could not show. */
    List<String> unshown() {
        return unshown.stream().map(Exception::getMessage).toList();
    }

    /**
     * All that came; whoever wasn't asked, or could not be shown, is not among them.
     *
     * @throws Exception what kept Keycloak from answering for anybody, or for more people than a few odd ones
     */
    Map<Inquiry, PersonPage> whole() throws Exception {
        if (failure != null) {
            throw failure;
        }
        if (!down && !unshown.isEmpty() && (pages.isEmpty() || unshown.size() > ODD)) {
            throw unshown.element();
        }
        return pages;
    }
}

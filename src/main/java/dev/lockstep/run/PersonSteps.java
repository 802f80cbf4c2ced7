package dev.lockstep.run;

import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Finding;
import dev.lockstep.plan.Hearing;
import dev.lockstep.plan.Inquiry;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.SyncPolicy;
import dev.lockstep.settings.Settings;
import java.util.List;
import java.util.Optional;

/** Before somebody is shut out Keycloak is asked for them: once for the plan, and again right before each attempt, for a plan can grow old while it waits. */
public final class PersonSteps {

    private final SyncPolicy.DisabledMembers disabledMembers;
    private final Time time;

    public PersonSteps(Settings settings) {
        this(settings, Time.SYSTEM);
    }

    PersonSteps(Settings settings, Time time) {
        this.disabledMembers = Policies.disabledMembers(settings);
        this.time = time;
    }

    /** Whom to ask for before this plan. */
    public Pages begin(SyncRun run, SyncPlan plan) {
        List<Inquiry> inquiries = run.situation().inquiries().of(plan).stream().filter(inquiry -> inquiry.question().canBeAsked()).toList();
        return new Pages(inquiries, asked -> run.progress(Headway.of(Headway.Part.PEOPLE, asked, inquiries.size())));
    }

    /** Whether it is worth asking on: not once a directory answers for nobody, for then the whole plan waits. */
    public boolean goesOn(Pages pages) {
        return pages.goesOn();
    }

    /** Notes a page. */
    public void add(Pages pages, Inquiry inquiry, PersonPage page) {
        pages.add(inquiry, page);
    }

    /** Notes that somebody could not be asked for. */
    public void failed(Pages pages, Exception failure) {
        pages.failed(failure);
    }

    /**
     * The plan without those whom their pages show in the group.
     *
     * @throws Exception what kept Keycloak from answering
     */
    public SyncPlan heard(SyncRun run, SyncPlan plan, Pages pages) throws Exception {
        Hearing hearing = Hearing.of(pages.whole(), disabledMembers);
        run.situation(run.situation().heard(hearing));
        if (!pages.unshown().isEmpty()) {
            RunLog.warn(run, "Keycloak could not be asked for " + pages.unshown().size() + " of those who would be shut out: they are asked for once more right before, and nobody is shut out unasked. "
                    + pages.unshown().get(0));
        }
        SyncPlan careful = hearing.spare(plan);
        int left = plan.actions().size() - careful.actions().size();
        if (left > 0) {
            RunLog.warn(run, left + " would have been shut out, but Keycloak's own pages show them in the group: they are left alone (member-after-all).");
        }
        return careful;
    }

    /**
     * Whom to ask for before this attempt at an action; nobody for an opening, nor where nobody is known to ask for.
     *
     * @throws HaltedException when it rests on the look alone and that is old, or a directory was found not to answer
     */
    public Optional<PersonQuestion> question(SyncRun run, ActionRun action) {
        Decision decision = action.decision();
        Optional<PersonQuestion> question = decision.closes() ? Optional.of(run.situation().inquiries().of(decision).question()).filter(PersonQuestion::canBeAsked) : Optional.empty();
        if (question.isEmpty()) {
            restOnLook(run);
        } else if (run.directoryIsDown()) {
            throw new HaltedException(Ledger.HELD, "A directory behind Keycloak doesn't answer, so nobody further is shut out.");
        }
        return question;
    }

    /**
     * What the page means to the action. A person who applied the plan has settled what they read to be doubtful in it.
     *
     * @throws HaltedException when it must not begin
     */
    public void judge(SyncRun run, ActionRun action, PersonPage page) {
        Finding finding = Finding.of(run.situation().inquiries().of(action.decision()), page, disabledMembers);
        boolean isSettled = run.settled().contains(action.decision().mxid());
        if (finding == Finding.MEMBER_AFTER_ALL) {
            throw new HaltedException(Ledger.LEFT_ALONE, "Keycloak's own page shows the person in the group now (member-after-all).");
        } else if (finding == Finding.NOT_ASKED) {
            restOnLook(run);
        } else if (finding == Finding.DOUBTFUL && !isSettled) {
            throw new HaltedException(Ledger.HELD, "Keycloak's list lacks the person, and Keycloak's own page does not say that they left.");
        } else if (finding == Finding.DIRECTORY_DOWN && !isSettled) {
            run.directoryIsDown(true);
            throw new HaltedException(Ledger.HELD, "The directory behind Keycloak doesn't answer, so nobody can tell whether the person has left.");
        }
    }

    private void restOnLook(SyncRun run) {
        if (run.age().isTooOld(time)) {
            throw new HaltedException("The look that asks for it is more than " + LookAge.OLDEST.toMinutes() + " minutes old, and may no longer be true.");
        }
    }
}

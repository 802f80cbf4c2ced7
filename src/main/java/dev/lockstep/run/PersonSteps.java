package dev.lockstep.run;

import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Finding;
import dev.lockstep.plan.Hearing;
import dev.lockstep.plan.Inquiry;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.SyncPolicy;
import dev.lockstep.settings.Settings;
import java.time.Instant;
import java.util.Optional;

/** Before somebody is shut out Keycloak is asked for them: once for the plan, and again right before each attempt, for a plan can grow old while it waits. */
public final class PersonSteps {

    private final SyncPolicy.DisabledMembers disabledMembers;

    public PersonSteps(Settings settings) {
        this.disabledMembers = Policies.disabledMembers(settings);
    }

    /** Whom to ask for before this plan. */
    public Pages begin(SyncRun run, SyncPlan plan) {
        return new Pages(run.situation().inquiries().of(plan).stream().filter(inquiry -> inquiry.question().canBeAsked()).toList());
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
        SyncPlan careful = hearing.spare(plan);
        int left = plan.actions().size() - careful.actions().size();
        if (left > 0) {
            RunLog.warn(run, left + " would have been shut out, but Keycloak's own pages show them in the group: they are left alone (member-after-all).");
        }
        return careful;
    }

    /** Whom to ask for before this attempt at an action; nobody for an opening, nor where nobody is known to ask for. What rests on the look alone isn't begun once that is old. */
    public Optional<PersonQuestion> question(SyncRun run, ActionRun action) {
        Decision decision = action.decision();
        Optional<PersonQuestion> question = decision.closes() ? Optional.of(run.situation().inquiries().of(decision).question()).filter(PersonQuestion::canBeAsked) : Optional.empty();
        if (question.isEmpty()) {
            restOnLook(run, action);
        } else if (run.directoryIsDown()) {
            action.stop(ActionRun.HELD, "A directory behind Keycloak doesn't answer, so nobody further is shut out.");
        }
        return action.stopped() ? Optional.empty() : question;
    }

    /** What the page means to the action. A person who applied the plan has read what is doubtful. */
    public void judge(SyncRun run, ActionRun action, PersonPage page) {
        Finding finding = Finding.of(run.situation().inquiries().of(action.decision()), page, disabledMembers);
        boolean applied = run.applies().isPresent();
        if (finding == Finding.MEMBER_AFTER_ALL) {
            action.stop(ActionRun.LEFT_ALONE, "Keycloak's own page shows the person in the group now (member-after-all).");
        } else if (finding == Finding.NOT_ASKED) {
            restOnLook(run, action);
        } else if (finding == Finding.DOUBTFUL && !applied) {
            action.stop(ActionRun.HELD, "Keycloak's list lacks the person, and Keycloak's own page does not say that they left: the next run asks again.");
        } else if (finding == Finding.DIRECTORY_DOWN && !applied) {
            run.directoryIsDown(true);
            action.stop(ActionRun.HELD, "The directory behind Keycloak doesn't answer, so nobody can tell whether the person has left: the next run asks again.");
        }
    }

    private static void restOnLook(SyncRun run, ActionRun action) {
        if (run.age().isTooOld(Instant.now(), System.nanoTime())) {
            action.stop(ActionRun.NOT_BEGUN, "The look that asks for it is more than " + LookAge.OLDEST.toMinutes() + " minutes old, and may no longer be true: the next run looks anew.");
        }
    }
}

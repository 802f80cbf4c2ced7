package dev.lockstep.run;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Census;
import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.account.SetupException;
import dev.lockstep.ledger.AuditRow.Event;
import dev.lockstep.ledger.DeadLetter;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.mas.ProcessMark;
import dev.lockstep.plan.Finding;
import dev.lockstep.plan.History;
import dev.lockstep.plan.Inquiries;
import dev.lockstep.plan.Look;
import dev.lockstep.plan.MembersGuard;
import dev.lockstep.plan.People;
import dev.lockstep.plan.PlanGuard;
import dev.lockstep.plan.StoredPlan;
import dev.lockstep.plan.Reason;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.SyncPlanner;
import dev.lockstep.plan.Verdict;
import dev.lockstep.plan.Verdict.Hold;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/** The steps of a run that the routes name: each joins the plan, the guard and the ledger at one point. Their order stands in {@code routes/sync.camel.yaml}. */
public final class SyncSteps implements AutoCloseable {

    private final Settings settings;
    private final Path folder;
    private final Time time;
    private Ledger ledger;

    public SyncSteps(Settings settings) {
        this(settings, Time.SYSTEM, null);
    }

    /** With somebody else's time and ledger; without one (null) the state folder's is opened when it is first needed. */
    SyncSteps(Settings settings, Time time, Ledger ledger) {
        this.settings = settings;
        this.folder = StateFolder.of(settings);
        this.time = time;
        this.ledger = ledger;
    }

    /**
     * Begins a run that may change accounts: takes the run lock, and notes it in the ledger.
     *
     * @throws RunLockedException when another run is at work
     */
    public SyncRun begin(SyncRun given, String trigger) {
        SyncRun run = given != null ? given : new SyncRun(trigger != null ? trigger : "direct", true);
        Ledger open = ledger();
        run.applies().ifPresent(this::stored);
        boolean asked = run.applies().isPresent() || run.replays().isPresent();
        RunLock lock = asked ? RunLock.await(folder, run.toString()) : RunLock.take(folder, run.toString());
        try {
            Collection<String> ended = new Predecessors(open).settle(lock);
            open.runBegan(run.origin(), ProcessMark.own().map(ProcessMark::toString).orElse(""), lock.mark(), run.began());
            ended.forEach(process -> tellEnded(open, run, process));
            run.applies().ifPresent(plan -> open.said(run.origin(), Event.APPLIED, "Plan " + plan + " is to be applied.", run.began()));
            run.replays().filter(letters -> !letters.isEmpty()).ifPresent(letters -> open.said(run.origin(), Event.REPLAYED, RunReport.replayed(letters), run.began()));
            forgetOld(open);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        run.holding(lock);
        run.breaker(settings.get(Keys.RETRY_BREAKER));
        RunLog.info(run, "begins.");
        return run;
    }

    private void tellEnded(Ledger open, SyncRun run, String process) {
        String sentence = "Ended " + process + ", which a run that was cut off had left behind: it could still have changed an account.";
        RunLog.warn(run, sentence);
        open.said(run.origin(), Event.PROCESS_ENDED, sentence, time.now());
    }

    /** Tells how many members were read. */
    public void membersRead(SyncRun run, Members members) {
        run.progress(Headway.of(Headway.Part.MEMBERS, members.all().size(), members.all().size()));
    }

    /** Tells how many accounts were read so far. */
    public void accountsRead(SyncRun run, int read, long total) {
        run.progress(Headway.of(Headway.Part.ACCOUNTS, read, total));
    }

    /** What the table says of this look. */
    public SyncPlan plan(SyncRun run, Look look) {
        run.looked(look, LookAge.of(time));
        String serverName = look.accounts().owner().server();
        ledger().requireOwner(serverName, settings.get(Keys.KEYCLOAK_REALM));
        SyncPlanner planner = planner(serverName);
        if (run.acts()) {
            People people = planner.people(look.members().all(), look, history(run, look));
            ledger().looked(run.origin(), look.accounts().all(), people.has(), entries(look), people.standing().keySet(), planner.present(people), time.now());
        }
        History history = history(run, look);
        run.situation(new Situation(history, planner.people(look.members().all(), look, history), new Inquiries(planner, mapping(serverName), look, history), look.members()));
        RunLog.info(run, "read " + look.members().all().size() + " members and " + look.accounts().all().size() + " accounts.");
        look.administrators().unknown().ifPresent(why -> RunLog.result(run, Level.WARN, "MAS's administrators are unknown, so this plan may name one: " + why));
        return planner.plan(look, history);
    }

    /** The plan without those who were missing at the first look and are there at the second. */
    public SyncPlan leaveAlone(SyncRun run, SyncPlan plan, Members secondLook) {
        run.lookedAgain(LookAge.of(time));
        run.situation(run.situation().readAgain(secondLook));
        SyncPlan careful = planner(look(run).accounts().owner().server()).lookAgain(plan, secondLook.all(), look(run), run.situation().history());
        int left = plan.actions().size() - careful.actions().size();
        if (left > 0) {
            RunLog.info(run, left + " would have been shut out, but the second look at the members shows them in another light: they are left alone.");
        }
        return careful;
    }

    /** The guard's word. */
    public Verdict guard(SyncRun run, SyncPlan plan) {
        Situation situation = run.situation();
        MembersGuard members = Policies.members(settings);
        Optional<Census> good = ledger().looks().lastGood();
        List<Reason> missing = members.missing(good, situation.first());
        List<Reason> differing = situation.second().map(second -> members.differing(situation.first(), second)).orElse(List.of());
        Verdict verdict = run.applies().isPresent() ? applied(run, plan, stored(run.applies().get()))
                : judged(run, run.replays().map(letters -> stillWanted(run, plan, letters)).orElse(plan), Stream.concat(missing.stream(), differing.stream()).toList());
        boolean anything = !verdict.plan().actions().isEmpty();
        verdict = verdict.and(anything ? ledger().paused().stream().map(Reason::of).toList() : List.of());
        if (anything && run.keepsPlan()) {
            boolean unmeasured = !missing.isEmpty() || good.isEmpty();
            Optional<Census> accepts = unmeasured && differing.isEmpty() ? Optional.of(situation.census()) : Optional.empty();
            ledger().plans().seen(verdict.plan(), verdict.reason().orElse(null), accepts, situation.hearing().doubted(verdict.plan()), time.now());
            if (verdict.held()) {
                ledger().plans().seen(verdict.heldPlan(), verdict.reason().orElse(null), accepts, situation.hearing().doubted(verdict.plan()), time.now());
            }
        }
        run.judged(verdict);
        if (plan.actions().isEmpty()) {
            Stream.of(situation.hearing().reasons(), missing, differing).flatMap(List::stream)
                    .forEach(reason -> RunLog.warn(run, reason.text() + " Nothing would be changed, so nothing is held; this look is no measure for later ones."));
        }
        if (run.acts()) {
            note(run, verdict, plan, missing.isEmpty() && differing.isEmpty());
        }
        return verdict;
    }

    private static Verdict applied(SyncRun run, SyncPlan plan, StoredPlan stored) {
        SyncPlan needed = stillNeeded(run, plan, stored);
        run.settled(stored.doubted());
        return new Verdict(needed, List.of(), run.situation().hearing().unread(needed, stored.doubted()));
    }

    private Verdict judged(SyncRun run, SyncPlan plan, List<Reason> looks) {
        Situation situation = run.situation();
        Verdict verdict = new PlanGuard(Policies.guard(settings)).check(plan, situation.history());
        List<Hold> holds = Stream.concat(verdict.holds().stream(), situation.hearing().holds().stream()).toList();
        List<Reason> against = new ArrayList<>();
        if (!plan.actions().isEmpty()) {
            against.addAll(situation.hearing().reasons());
            against.addAll(looks);
            if (settings.get(Keys.APPLY).equals("manual") && run.replays().isEmpty()) {
                against.add(Reason.of("lockstep.apply is manual."));
            }
        }
        return new Verdict(plan, verdict.reasons(), holds).and(against);
    }

    /** What the guard's word means for later runs. */
    private void note(SyncRun run, Verdict verdict, SyncPlan whole, boolean looksWhole) {
        Situation situation = run.situation();
        if (verdict.held()) {
            ledger().said(run.origin(), Event.HELD, "Plan " + verdict.heldPlan().id() + " is held. " + verdict.reason().orElseThrow(), time.now());
        }
        ledger().present(situation.hearing().findings().entrySet().stream().filter(finding -> finding.getValue() == Finding.MEMBER_AFTER_ALL).map(Map.Entry::getKey).collect(Collectors.toSet()));
        boolean good = looksWhole && situation.hearing().reasons().isEmpty();
        if (run.applies().isPresent()) {
            stored(run.applies().get()).accepts().filter(situation.census()::covers).ifPresent(ledger().looks()::accepted);
        } else if (run.replays().isEmpty() && good && verdict.trusted()) {
            ledger().looks().good(situation.census(), look(run).accounts().all(), planner(look(run).accounts().owner().server()).present(situation.people()), time.now());
        }
        if (good && verdict.trusted()) {
            // A look that isn't trusted is no reason to close a letter.
            ledger().letters().settle(run.origin(), whole, time.now());
        }
    }

    private StoredPlan stored(String id) {
        StoredPlan stored = ledger().plans().find(id).orElseThrow(() -> new SetupException("There is no stored plan '" + id + "'. Nothing was changed. 'lockstep plan' shows the plan of now and its id."));
        if (stored.lastSeen().plus(settings.get(Keys.GUARD_PLAN_LIFETIME)).isBefore(time.now())) {
            throw new SetupException("The plan '" + id + "' was last seen at " + stored.lastSeen() + ", longer ago than lockstep.guard.plan-lifetime allows. Nothing was changed."
                    + " Read the plan of now with 'lockstep plan'.");
        }
        return stored;
    }

    private static SyncPlan stillNeeded(SyncRun run, SyncPlan plan, StoredPlan stored) {
        SyncPlan needed = plan.within(stored);
        RunLog.info(run, needed.actions().size() + " of the " + stored.actions().size() + " actions of plan " + stored.id() + " are still needed"
                + (needed.actions().size() == plan.actions().size() ? "." : "; " + (plan.actions().size() - needed.actions().size())
                + " others have come since and are left to the next sync."));
        return needed;
    }

    private SyncPlan stillWanted(SyncRun run, SyncPlan plan, Set<Long> letters) {
        Map<Mxid, AccountAction> wanted = chosen(letters).stream().collect(Collectors.toMap(DeadLetter::mxid, DeadLetter::action));
        SyncPlan needed = plan.within(new StoredPlan("", wanted, time.now(), Optional.empty(), Set.of()));
        RunLog.info(run, needed.actions().size() + " of " + letters.size() + (letters.size() == 1 ? " dead letter is" : " dead letters are") + " still wanted.");
        return needed;
    }

    private List<DeadLetter> chosen(Set<Long> letters) {
        return ledger().letters().open().stream().filter(letter -> letters.contains(letter.id())).toList();
    }

    /** Notes that what the guard lets through is carried out. */
    public void passed(SyncRun run) {
        boolean trusted = run.applies().isPresent() || settings.get(Keys.GUARD_FIRST_RUN).equals("carry-out");
        ledger().runPassed(run.origin(), run.verdict().orElseThrow().released(), look(run).members().groups(), trusted, time.now());
    }

    /**
     * Ends a run well and says what came of it.
     *
     * @throws RunLockLostException when somebody took the run lock's file away meanwhile
     */
    public void report(SyncRun run) {
        run.requireLock();
        boolean held = run.exitCode() == ExitCode.HELD;
        if (run.results().stream().anyMatch(result -> result.outcome().equals(Ledger.HELD))) {
            ledger().plans().seen(run.heldPlan(), run.heldReason().orElseThrow(), Optional.empty(), run.doubted(), time.now());
        }
        String sentence = held ? RunReport.held(run) : RunReport.summary(run);
        ledger().runEnded(run.origin(), run.exitCode().words(), RunReport.ended(run), time.now());
        RunLog.result(run, held ? Level.WARN : Level.INFO, sentence);
        RunReport.unknownToMas(run).ifPresent(hint -> RunLog.warn(run, hint));
    }

    /** Notes that a run was stopped by a failure. */
    public void failed(SyncRun run, Throwable failure) {
        run.failedWith(failure);
        RunLog.failure(run, failure);
        ledger().runEnded(run.origin(), ExitCode.of(failure).words(), ExitCode.sentence(failure), time.now());
    }

    /**
     * Tells why a scheduled run could not even begin, or could not note its end.
     *
     * @param begun the run, if it had begun; null otherwise
     * @return it, or one that stands for it
     */
    public SyncRun unbegun(SyncRun begun, Throwable failure) {
        SyncRun run = begun != null ? begun : new SyncRun("cron", true);
        run.failedWith(failure);
        RunLog.failure(run, failure);
        return run;
    }

    /** Gives the run lock back, however the run ended. */
    public void release(SyncRun run) {
        run.release();
    }

    /** For a run that only plans: it goes on without the administrators; one that acts doesn't. */
    public Administrators withoutAdministrators(SyncRun run, RuntimeException failure) {
        if (run.acts()) {
            throw failure;
        }
        return Administrators.unknown(ExitCode.sentence(failure));
    }

    /** Whose token reads the accounts: MAS must know that account too. */
    public Mxid owner(SyncRun run) {
        return look(run).accounts().owner();
    }

    Time time() {
        return time;
    }

    /** How long one call of mas-cli may take. */
    Duration callTime() {
        return settings.get(Keys.MAS_TIMEOUT);
    }

    Ledger openLedger() {
        return ledger();
    }

    @Override
    public synchronized void close() {
        if (ledger != null) {
            ledger.close();
            ledger = null;
        }
    }

    private synchronized Ledger ledger() {
        if (ledger == null) {
            ledger = Ledger.open(folder);
        }
        return ledger;
    }

    private History history(SyncRun run, Look look) {
        History history = ledger().history(look.members().groups(), time.now());
        return run.replays().map(letters -> history.tryingAgain(chosen(letters).stream().map(DeadLetter::mxid).collect(Collectors.toSet()))).orElse(history);
    }

    private static Map<String, DirectoryEntry> entries(Look look) {
        return look.members().all().stream().filter(member -> member.entry().isPresent()).collect(Collectors.toMap(Member::id, member -> member.entry().orElseThrow()));
    }

    private void forgetOld(Ledger open) {
        int days = settings.get(Keys.AUDIT_KEEP_DAYS);
        if (days > 0) {
            open.audit().keep(Duration.ofDays(days), time.now());
        }
    }

    private SyncPlanner planner(String serverName) {
        return new SyncPlanner(mapping(serverName), Policies.planner(settings));
    }

    private MxidMapping mapping(String serverName) {
        return new MxidMapping(settings.get(Keys.MXID_LOCALPART), serverName);
    }

    private static Look look(SyncRun run) {
        return run.look().orElseThrow(() -> new IllegalStateException(run + " has looked at nothing yet"));
    }
}

package dev.lockstep.run;

import dev.lockstep.account.Mxid;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.Origin;
import dev.lockstep.mas.CallOwner;
import dev.lockstep.mas.ProcessMark;
import dev.lockstep.plan.Look;
import dev.lockstep.plan.Reason;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Verdict;
import dev.lockstep.plan.Verdict.Hold;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run: its id and trigger, which every log line bears, and what came of it. Safe for several threads. */
public final class SyncRun implements CallOwner {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 4;
    private static final String CRON = "cron";

    private final String id;
    private final String trigger;
    private final boolean acts;
    private final Instant began = Instant.now();
    private final List<ActionResult> results = new ArrayList<>();
    private volatile Look look;
    private volatile Situation situation;
    private volatile LookAge age;
    private volatile boolean directoryDown;
    private volatile Set<Mxid> settled = Set.of();
    private volatile Verdict verdict;
    private volatile Throwable failure;
    private volatile Consumer<Headway> progress = headway -> { };
    private volatile RunLock lock;
    private final AtomicLong signs = new AtomicLong();
    private final SendBudget copying = new SendBudget();
    private volatile boolean begun;
    private String applies;
    private Set<Long> replays;
    private boolean tells;
    private Breaker breaker = new Breaker(0);
    private boolean waits;
    private boolean toldByCaller;
    private volatile Settling settling;

    /**
     * A run that begins now.
     *
     * @param trigger what started it: {@code cli}, {@code cron}, {@code direct} for a host application's own route
     * @param acts    whether it may change accounts; a plan may not
     */
    public SyncRun(String trigger, boolean acts) {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        this.id = HexFormat.of().formatHex(bytes);
        this.trigger = trigger;
        this.acts = acts;
    }

    /** What became of one action. */
    public record ActionResult(String mxid, String action, String outcome, int attempts, String detail) {

        /** Whether it was left to the next run: not begun, or halted on its way. */
        public boolean isLeft() {
            return outcome.equals(Ledger.NOT_BEGUN) || outcome.equals(Ledger.HALTED);
        }

        /** Whether it was given up, and is a dead letter now. */
        public boolean isGivenUp() {
            return !isLeft() && !Set.of(Ledger.DONE, Ledger.LEFT_ALONE, Ledger.HELD).contains(outcome);
        }
    }

    public String id() {
        return id;
    }

    public String trigger() {
        return trigger;
    }

    /** A run that carries out of a stored plan what is still needed, and waits for a run in progress. */
    public static SyncRun applying(String plan, String trigger) {
        SyncRun run = new SyncRun(trigger, true);
        run.applies = plan;
        return run;
    }

    /** The id of the stored plan that this run applies, if it does. */
    public Optional<String> applies() {
        return Optional.ofNullable(applies);
    }

    /** A run that tries these open dead letters again, as far as they are still wanted, and waits for a run in progress. */
    public static SyncRun replaying(Set<Long> letters, String trigger) {
        SyncRun run = new SyncRun(trigger, true);
        run.replays = Set.copyOf(letters);
        return run;
    }

    /** A run that only tells what a sync would do: it waits for nobody who writes to the ledger, and its plan isn't kept there. */
    public static SyncRun telling(String trigger) {
        SyncRun run = new SyncRun(trigger, false);
        run.tells = true;
        return run;
    }

    /** Whether its plan is kept, so that it can be applied; the one that is being applied is there already. */
    boolean keepsPlan() {
        return applies == null && !tells;
    }

    /** The numbers of the dead letters that this run tries again, if it does. */
    public Optional<Set<Long>> replays() {
        return Optional.ofNullable(replays);
    }

    /** Who is behind this run, for the ledger. */
    public Origin origin() {
        return new Origin(id, trigger, trigger.equals(CRON) ? "schedule" : Actor.ofProcess(System.getenv()));
    }

    Breaker breaker() {
        return breaker;
    }

    void breaker(int limit) {
        breaker = new Breaker(limit);
    }

    /** The same run, which ends only when Synapse shows what it did. */
    public SyncRun waiting() {
        waits = true;
        return this;
    }

    /** Whether it ends only when Synapse shows what it did, or the time for that is over. */
    public boolean waits() {
        return waits;
    }

    /** The same run, whose end its caller tells a person: the log leaves out what would only say it again. */
    public SyncRun told() {
        toldByCaller = true;
        return this;
    }

    boolean isTold() {
        return toldByCaller;
    }

    /** Whether Synapse shows a result for which it was waited. */
    public boolean shows(ActionResult result) {
        return settling().filter(wait -> wait.shows(Mxid.parse(result.mxid()))).isPresent();
    }

    /** What came of waiting for Synapse, once it has begun. */
    public Optional<Settling> settling() {
        return Optional.ofNullable(settling);
    }

    void settles(Settling wait) {
        this.settling = wait;
    }

    /** Whether this run may change accounts. */
    public boolean acts() {
        return acts;
    }

    public Instant began() {
        return began;
    }

    public Optional<Look> look() {
        return Optional.ofNullable(look);
    }

    void looked(Look seen, LookAge now) {
        this.look = seen;
        this.age = now;
        signs.incrementAndGet();
    }

    /** Notes that the members were read once more: what the plan rests on is as young as that. */
    void lookedAgain(LookAge now) {
        this.age = now;
    }

    /** How old the look is, once there was one. */
    LookAge age() {
        return age;
    }

    /** Whether a directory behind Keycloak was found not to answer while actions began. */
    boolean directoryIsDown() {
        return directoryDown;
    }

    void directoryIsDown(boolean down) {
        directoryDown = down;
    }

    /** Whose closing a person applied though they had read that it is doubtful. */
    Set<Mxid> settled() {
        return settled;
    }

    void settled(Set<Mxid> accounts) {
        settled = accounts;
    }

    /** What the look, the ledger and Keycloak's pages say together. */
    Situation situation() {
        return Optional.ofNullable(situation).orElseThrow(() -> new IllegalStateException(this + " has planned nothing yet"));
    }

    void situation(Situation known) {
        this.situation = known;
        signs.incrementAndGet();
    }

    /** The plan and the guard's word on it, once there is one. */
    public Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    void judged(Verdict word) {
        this.verdict = word;
        signs.incrementAndGet();
    }

    /** What of the plan waits for a person: what the guard held, and what turned out doubtful right before it began. */
    public SyncPlan heldPlan() {
        return verdict.and(new Hold(heldLater(), Reason.of(""))).heldPlan();
    }

    /** Whose closing {@link #heldReason} calls doubtful. */
    Set<Mxid> doubted() {
        return Stream.concat(situation().hearing().doubted(verdict.plan()).stream(), heldLater().stream()).collect(Collectors.toSet());
    }

    private Set<Mxid> heldLater() {
        return results().stream().filter(result -> result.outcome().equals(Ledger.HELD)).map(result -> Mxid.parse(result.mxid())).collect(Collectors.toSet());
    }

    /** Why; empty when nothing waits. */
    public Optional<String> heldReason() {
        return Optional.of(heldReasons().stream().map(Reason::text).collect(Collectors.joining(" "))).filter(reason -> !reason.isEmpty());
    }

    /** Why one by one: the guard's word, then what turned out right before single actions began. */
    public List<Reason> heldReasons() {
        return Stream.concat(verdict.allReasons().stream(), results().stream().filter(result -> result.outcome().equals(Ledger.HELD)).limit(Reason.NAMED)
                .map(result -> Reason.of("'" + result.mxid() + "': " + result.detail()))).toList();
    }

    /** What stopped the run, if something did. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Notes what stopped the run. */
    public void failedWith(Throwable reason) {
        this.failure = reason;
    }

    /** Whether it has had the run lock and stands in the ledger; a plan never does. */
    public boolean hasBegun() {
        return begun;
    }

    /** Whoever wants to be told how far it is. */
    public void onProgress(Consumer<Headway> listener) {
        this.progress = listener;
    }

    /** How many signs of life it has given. */
    long signs() {
        return signs.get();
    }

    /** Whether it has the run lock now. */
    boolean hasLock() {
        return lock != null;
    }

    /** What it may still spend on copies of dead letters. */
    SendBudget copying() {
        return copying;
    }

    /** Tells how far it is. */
    public void progress(Headway headway) {
        signs.incrementAndGet();
        progress.accept(headway);
    }

    void holding(RunLock held) {
        this.lock = held;
        this.begun = true;
    }

    /** Whether it has the run lock, and nobody has taken the file away under it. */
    boolean holdsLock() {
        RunLock held = lock;
        return held != null && held.stands();
    }

    void requireLock() {
        if (!holdsLock()) {
            long done = results().stream().filter(result -> result.outcome().equals(Ledger.DONE)).count();
            throw new RunLockLostException("The run lock '" + lock.place() + "' was removed or replaced while this run was at work, so another one may have begun beside it. No further action was begun: "
                    + done + " of " + (verdict == null ? 0 : verdict.plan().actions().size()) + " were done. See who removes that file (a clean-up, a restored backup?), and run it again: the next run settles what is open.");
        }
    }

    @Override
    public String runId() {
        return id;
    }

    /** What only reads needs no note: it is found by the run in its environment. */
    @Override
    public void started(ProcessMark process) {
    }

    void release() {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    synchronized void ended(ActionResult result) {
        results.add(result);
        progress(Headway.of(Headway.Part.ACTIONS, results.size(), verdict.released().actions().size()));
    }

    /** What became of the actions, by MXID. */
    public synchronized List<ActionResult> results() {
        return results.stream().sorted(Comparator.comparing(ActionResult::mxid)).toList();
    }

    /** How the run ended. */
    public synchronized ExitCode exitCode() {
        if (failure != null) {
            return ExitCode.of(failure);
        }
        if (acts && verdict != null && verdict.held() || results.stream().anyMatch(result -> result.outcome().equals(Ledger.HELD))) {
            return ExitCode.HELD;
        }
        if (results.stream().anyMatch(ActionResult::isLeft)) {
            return ExitCode.UNEXPECTED;
        }
        if (results.stream().anyMatch(ActionResult::isGivenUp)) {
            return ExitCode.DEAD_LETTERS;
        }
        return settling == null || settling.allShown() ? ExitCode.DONE : ExitCode.UNEXPECTED;
    }

    @Override
    public String toString() {
        return "run " + id + " (" + trigger + ")";
    }
}

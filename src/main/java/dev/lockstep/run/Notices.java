package dev.lockstep.run;

import dev.lockstep.account.Mxid;
import dev.lockstep.account.Shown;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.run.SyncRun.ActionResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Decides what of a run people are to be told: what is new, once, and what is over. Pure: a run and what was told before in, news out. */
final class Notices {

    private static final String FAILED = "failed ";
    private static final String HELD = "held ";
    private static final String GAVE_UP = "gave-up ";
    private static final int NAMED = 10;
    private static final int KIND_LENGTH = 300;

    private Notices() {
    }

    /**
     * What is to be told now.
     *
     * @param text one line for each piece of news
     * @param told what counts as told from now on, each kind with its line
     * @param over the kinds that are over
     */
    record News(List<String> text, Map<String, String> told, Set<String> over) {

        boolean isEmpty() {
            return text.isEmpty();
        }
    }

    /**
     * Compares a run with what was told before.
     *
     * @param told    each kind that is not over yet, with the line that told it
     * @param letters the dead letters that are open now, each as its action and MXID
     * @param opened  whose account we opened lately though somebody else had closed it, by the number of the action
     */
    static News of(SyncRun run, Map<String, String> told, Set<String> letters, Map<Long, Mxid> opened) {
        Map<String, String> open = new LinkedHashMap<>();
        Set<String> over = new TreeSet<>();
        if (run.failure().isPresent()) {
            String sentence = ExitCode.sentence(run.failure().get());
            open.put(kind(run, sentence), "Lockstep's " + run + " failed: " + sentence);
        } else {
            // Whoever plans has read everything: the failures before are over.
            over.addAll(kinds(told, FAILED));
            held(run, told, open, over);
            open.putAll(AccountNews.of(run, opened));
            told.keySet().stream().filter(kind -> AccountNews.isOne(kind) && !open.containsKey(kind)).forEach(over::add);
            kinds(told, GAVE_UP).stream().filter(kind -> !letters.contains(kind.substring(GAVE_UP.length()))).forEach(over::add);
        }
        Map<String, String> fresh = new LinkedHashMap<>(open);
        fresh.keySet().removeAll(told.keySet());
        List<String> text = new ArrayList<>();
        fresh.entrySet().stream().filter(each -> !each.getKey().startsWith(GAVE_UP) && !AccountNews.isOne(each.getKey())).forEach(each -> text.add(each.getValue()));
        givenUp(run, fresh).ifPresent(text::add);
        text.addAll(AccountNews.lines(fresh));
        over.stream().filter(kind -> !superseded(kind, open) && !AccountNews.happened(kind)).forEach(kind -> text.add("Over since Lockstep's " + run + ": " + told.get(kind)));
        return new News(text.stream().map(Shown::text).toList(), fresh, over);
    }

    private static void held(SyncRun run, Map<String, String> told, Map<String, String> open, Set<String> over) {
        boolean held = run.exitCode() == ExitCode.HELD;
        if (held) {
            String plan = run.heldPlan().id();
            open.put(HELD + plan, "Lockstep's " + run + (run.results().isEmpty() ? " was held with plan " + plan + ", nothing was changed. "
                    : " carried out a part of its plan; the rest is held as plan " + plan + ". ") + run.heldReason().orElseThrow());
        }
        kinds(told, HELD).stream().filter(kind -> !open.containsKey(kind)).forEach(over::add);
        if (run.verdict().isPresent()) {
            run.results().stream().filter(Notices::isGivenUp).forEach(result -> open.put(kind(result), Shown.text(result.action() + " '" + result.mxid() + "': " + result.detail())));
        }
    }

    private static Optional<String> givenUp(SyncRun run, Map<String, String> fresh) {
        List<String> lines = fresh.entrySet().stream().filter(each -> each.getKey().startsWith(GAVE_UP)).map(Map.Entry::getValue).toList();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("Lockstep's " + run + " gave up " + (lines.size() == 1 ? "1 action" : lines.size() + " actions") + ": "
                + lines.stream().limit(NAMED).map(line -> line.replaceFirst("\\.$", "")).collect(Collectors.joining("; "))
                + (lines.size() > NAMED ? "; and " + (lines.size() - NAMED) + " more" : "") + ". The next run tries again.");
    }

    /** A hold that another one follows isn't over: the new one is told. */
    private static boolean superseded(String kind, Map<String, String> open) {
        return kind.startsWith(HELD) && !kinds(open, HELD).isEmpty();
    }

    private static boolean isGivenUp(ActionResult result) {
        return !Set.of(Ledger.DONE, Ledger.HELD, Ledger.LEFT_ALONE).contains(result.outcome()) && !result.isLeft();
    }

    /** Numbers differ from one failure to the next of the same kind: counts, durations, request numbers. */
    private static String kind(SyncRun run, String sentence) {
        String kind = FAILED + run.exitCode().name().toLowerCase(Locale.ROOT) + " " + sentence.replaceAll("\\d+", "#");
        return kind.substring(0, Math.min(kind.length(), KIND_LENGTH));
    }

    private static String kind(ActionResult result) {
        return GAVE_UP + result.action() + " " + result.mxid();
    }

    private static List<String> kinds(Map<String, String> told, String prefix) {
        return told.keySet().stream().filter(kind -> kind.startsWith(prefix)).sorted().toList();
    }
}

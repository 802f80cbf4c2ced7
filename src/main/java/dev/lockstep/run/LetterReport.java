package dev.lockstep.run;

import dev.lockstep.account.Shown;
import dev.lockstep.ledger.DeadLetter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is said of dead letters: one object each for programs, a table for people. */
public final class LetterReport {

    private static final int WIDEST = 100;

    private LetterReport() {
    }

    /** The object of {@code dead-letters --json}, and of the copy that {@code lockstep.dead-letter.uri} gets. */
    public static Map<String, Object> json(DeadLetter letter) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", letter.id());
        object.put("mxid", letter.mxid().toString());
        object.put("action", letter.action().words());
        object.put("rule", letter.rule());
        object.put("run", letter.run());
        object.put("firstTried", letter.firstTried().toString());
        object.put("lastTried", letter.lastTried().toString());
        object.put("attempts", letter.attempts());
        object.put("outcome", letter.why().outcome());
        object.put("exitCode", letter.why().exitCode().isPresent() ? letter.why().exitCode().getAsInt() : null);
        object.put("maybeChanged", letter.why().maybeChanged());
        object.put("failedCall", letter.why().call());
        object.put("calls", letter.why().calls());
        object.put("command", letter.why().command());
        object.put("said", letter.why().said());
        object.put("detail", letter.why().detail());
        return object;
    }

    /** The letters as a table: number, account, action, how and when it was given up, and why. */
    public static List<String> table(List<DeadLetter> letters) {
        return TextTable.of(List.of("ID", "MXID", "ACTION", "RULE", "OUTCOME", "TRIES", "FIRST TRY", "LAST TRY", "WHY"), letters.stream().map(letter -> List.of(
                String.valueOf(letter.id()), Shown.text(letter.mxid().toString()), letter.action().words(), letter.rule(), letter.why().outcome(), String.valueOf(letter.attempts()),
                letter.firstTried().truncatedTo(ChronoUnit.SECONDS).toString(), letter.lastTried().truncatedTo(ChronoUnit.SECONDS).toString(),
                shortened(letter.why().said().isEmpty() ? letter.why().detail() : letter.why().said()))).toList());
    }

    private static String shortened(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
    }
}

package dev.lockstep.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.ledger.DeadLetter;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;

/** The steps of the route lockstep-letter-copy: the copy of a dead letter that {@code lockstep.dead-letter.uri} gets. */
public final class LetterSteps {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Outbox outbox;

    public LetterSteps(Settings settings) {
        this.outbox = new Outbox(settings, Keys.DEAD_LETTER_URI);
    }

    /** Whether anybody wants a copy, and has taken those before in bearable time: the run must not wait for a dead endpoint letter by letter. */
    public boolean isWanted(SyncRun run) {
        if (outbox.isOpen() && run.copying().isNewlySpent()) {
            RunLog.warn(run, "has waited " + SendBudget.ALL.toSeconds() + " s for lockstep.dead-letter.uri, and sends no more copies of dead letters. The letters are in the ledger: 'lockstep dead-letters'.");
        }
        return outbox.isOpen() && !run.copying().left().isZero();
    }

    /** How long sending it may take. */
    public SendBudget time(SyncRun run) {
        return run.copying();
    }

    /** One JSON object, as {@code dead-letters --json} shows it. */
    public String json(DeadLetter letter) throws JsonProcessingException {
        return JSON.writeValueAsString(letter.facts());
    }

    /** Its name in a folder: another one for each run that gives the action up. */
    public String fileName(DeadLetter letter) {
        return "dead-letter-" + letter.id() + "-run-" + letter.run() + ".json";
    }

    /** Where it goes. */
    public String endpoint() {
        return outbox.endpoint();
    }

    /** A copy that could not be sent never fails an action: the letter itself is in the ledger. */
    public void notCopied(SyncRun run, Throwable failure) {
        RunLog.warn(run, "could not send a copy of a dead letter to lockstep.dead-letter.uri: " + outbox.reason(failure) + ". The letter is in the ledger: 'lockstep dead-letters'.");
    }
}

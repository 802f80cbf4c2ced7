package dev.lockstep.run;

import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.account.SourceException;
import dev.lockstep.ledger.LedgerException;
import dev.lockstep.settings.SettingsException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a command ended, as the caller's shell sees it. */
public enum ExitCode {
    DONE(0), UNEXPECTED(1), SETUP(2), INCOMPLETE(3), HELD(4), DEAD_LETTERS(5), LOCKED(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The name in the ledger, in metrics and in health. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The exit code for what stopped a run; the outermost known exception decides. */
    public static ExitCode of(Throwable failure) {
        Throwable known = known(failure);
        if (known instanceof SetupException || known instanceof SettingsException) {
            return SETUP;
        }
        if (known instanceof SourceException) {
            return INCOMPLETE;
        }
        return known instanceof RunLockedException ? LOCKED : UNEXPECTED;
    }

    /** The sentence for what stopped a run, one line; bad settings alone have a line each. */
    public static String sentence(Throwable failure) {
        Throwable known = known(failure);
        if (known instanceof SettingsException) {
            return known.getMessage().lines().map(Shown::text).collect(Collectors.joining("\n"));
        }
        return Shown.text(known != null ? known.getMessage() : "Something unexpected happened: " + failure + ". Run it again with --verbose for the whole story, and report it.");
    }

    /** A failure with its stack, for whoever asked for it. */
    public static String story(Throwable failure) {
        StringWriter story = new StringWriter();
        failure.printStackTrace(new PrintWriter(story, true));
        return story.toString().lines().map(line -> Shown.text(line.replace("\t", "    "))).collect(Collectors.joining("\n"));
    }

    private static Throwable known(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof SetupException || cause instanceof SettingsException || cause instanceof SourceException
                || cause instanceof RunLockedException || cause instanceof RunLockLostException || cause instanceof LedgerException)) {
            cause = cause.getCause();
        }
        return cause;
    }
}

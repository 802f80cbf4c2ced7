package dev.lockstep.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is written to standard error, the log among it. */
final class StandardError {

    private StandardError() {
    }

    /** What some work wrote there. */
    static String of(Runnable work) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            work.run();
            return log.toString(StandardCharsets.UTF_8);
        } finally {
            System.setErr(before);
        }
    }
}

package dev.lockstep.cli;

/** The launcher's log: sentences on standard error, nobody else's chatter below a warning. To be set before the first logger is made. */
final class Logging {

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {
    }

    static void configure(boolean verbose) {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.setProperty(PREFIX + "defaultLogLevel", verbose ? "info" : "error");
        System.setProperty(PREFIX + "log.lockstep", verbose ? "debug" : "info");
        // It logs stack traces of what it throws as well.
        System.setProperty(PREFIX + "log.org.sqlite", verbose ? "info" : "off");
        System.setProperty(PREFIX + "showDateTime", "true");
        System.setProperty(PREFIX + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ssXXX");
        System.setProperty(PREFIX + "showThreadName", "false");
        System.setProperty(PREFIX + "showLogName", String.valueOf(verbose));
    }

    /** At a terminal a person is told the result; beside it the log says warnings alone, unless more was asked for. */
    static void quietAt(Terminal terminal, boolean verbose) {
        if (terminal.err() && !verbose) {
            quiet("warn");
        }
    }

    /** No more than this. */
    static void quiet(String level) {
        System.setProperty(PREFIX + "log.lockstep", level);
    }
}

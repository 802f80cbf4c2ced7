package dev.lockstep.karaf;

import dev.lockstep.run.ExitCode;

/** Lockstep could not be started. Karaf logs its message with the stack, so it has none: the message says what to do. */
public final class NotStartedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private NotStartedException(String message) {
        super(message, null, false, false);
    }

    static NotStartedException of(Exception failure) {
        return new NotStartedException("Lockstep does not start. " + (ExitCode.of(failure) == ExitCode.UNEXPECTED
                ? "A route can't be loaded (" + root(failure) + "). Nothing was changed. Install the bundle again; it brings its routes with it." : ExitCode.sentence(failure)));
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}

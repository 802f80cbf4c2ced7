package dev.lockstep.run;

/** An error of Java's, which Camel would lose, as an exception. */
final class JavaFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JavaFailedException(Error error) {
        super("Java failed: " + error, error);
    }
}

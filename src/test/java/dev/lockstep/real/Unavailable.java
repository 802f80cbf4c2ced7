package dev.lockstep.real;

/** A real neighbour can't be had on this machine (no Python, no network, no zip): a reason to skip a test, in one line. A server that is there and won't start is a failure, not this. */
public final class Unavailable extends Exception {
    Unavailable(String reason) {
        super(reason.strip().replaceAll("\\s*\\R\\s*", " "));
    }
}

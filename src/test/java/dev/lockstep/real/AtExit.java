package dev.lockstep.real;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What must be gone when this JVM ends, also when it is interrupted: processes and their folders. */
final class AtExit {
    private static final Set<Runnable> CLEANUPS = ConcurrentHashMap.newKeySet();

    private static volatile boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::cleanUp, "real-servers-cleanup"));
    }

    private AtExit() {
    }

    static void add(Runnable cleanup) {
        CLEANUPS.add(cleanup);
    }

    static void remove(Runnable cleanup) {
        CLEANUPS.remove(cleanup);
    }

    /** Whether the JVM is on its way out: what is started now would outlive it. */
    static boolean isEnding() {
        return ending;
    }

    private static void cleanUp() {
        ending = true;
        CLEANUPS.forEach(AtExit::runQuietly);
    }

    private static void runQuietly(Runnable cleanup) {
        try {
            cleanup.run();
        } catch (RuntimeException e) {
            System.err.println("Cleaning up after the tests: " + e);
        }
    }
}

package dev.lockstep.launch;

import dev.lockstep.real.Unavailable;
import java.io.IOException;
import org.opentest4j.TestAbortedException;

/** What the launches have in common. */
final class Launches {

    private Launches() {
    }

    /** Something that has to be fetched first. */
    interface Fetched {
        void fetch() throws IOException, Unavailable;
    }

    /** Fetches it; where it can't be had the tests are skipped, with {@code CI=true} they fail. */
    static void require(Fetched something) throws IOException {
        try {
            something.fetch();
        } catch (Unavailable e) {
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new AssertionError("With CI=true nothing may be skipped. " + e.getMessage(), e);
            }
            System.out.println("Skipped: " + e.getMessage());
            throw new TestAbortedException(e.getMessage(), e);
        }
    }

    /** Takes away what in this machine's environment looks like a setting. */
    static ProcessBuilder clean(ProcessBuilder builder) {
        builder.environment().keySet().removeIf(name -> name.startsWith("LOCKSTEP_") || name.startsWith("KC_") || name.startsWith("MATRIX_") || name.startsWith("MAS_") || name.startsWith("JBANG_")
                || name.startsWith("CAMEL_"));
        return builder;
    }
}

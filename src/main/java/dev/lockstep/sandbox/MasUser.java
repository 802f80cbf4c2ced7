package dev.lockstep.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One user of a {@link SandboxMas} and their sessions; guarded by {@link MasUsers}. */
final class MasUser {

    private static final SplittableRandom RANDOM = new SplittableRandom(42);

    /** A personal token outlives kill-sessions, a compatibility session doesn't. */
    record Session(String token, Optional<String> device, String scope, boolean personal) {
    }

    final String id = random("01M8", "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 22);
    final String username;
    final boolean admin;
    final List<Session> sessions = new ArrayList<>();
    boolean locked;
    boolean deactivated;

    MasUser(String username, boolean admin) {
        this.username = username;
        this.admin = admin;
    }

    boolean mayComeIn() {
        return !locked && !deactivated;
    }

    static String random(String prefix, String letters, int length) {
        StringBuilder text = new StringBuilder(prefix);
        synchronized (RANDOM) {
            for (int i = 0; i < length; i++) {
                text.append(letters.charAt(RANDOM.nextInt(letters.length())));
            }
        }
        return text.toString();
    }
}

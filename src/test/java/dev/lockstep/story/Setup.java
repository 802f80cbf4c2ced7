package dev.lockstep.story;

import dev.lockstep.sandbox.Realm.Home;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * With what a story begins: who is in the group, each with an account, and the settings. The limits are small, so that few people reach them.
 *
 * @param homes           where each of the first people is kept
 * @param mode            {@code lockstep.mode}
 * @param deactivateAfter {@code lockstep.deactivate-after}
 * @param reopen          {@code lockstep.reopen}
 * @param disabled        {@code lockstep.keycloak.disabled-members}
 * @param firstRun        {@code lockstep.guard.first-run}
 */
record Setup(List<Home> homes, String mode, String deactivateAfter, String reopen, String disabled, String firstRun) {

    /** So many closings in 24 hours without a person's word. */
    static final int MAX_CLOSINGS = 2;
    static final String NO_GRACE = "0s";

    /** For how long a leaver is only locked. */
    Duration grace() {
        return Duration.parse(deactivateAfter.equals(NO_GRACE) ? "PT0S" : "P" + deactivateAfter.toUpperCase(Locale.ROOT));
    }

    /** Keys and values in turn. */
    String[] settings() {
        List<String> settings = new ArrayList<>(List.of("lockstep.mode", mode, "lockstep.reopen", reopen, "lockstep.keycloak.disabled-members", disabled,
                "lockstep.guard.first-run", firstRun, "lockstep.guard.max-closings", "" + MAX_CLOSINGS, "lockstep.guard.min-closings", "1",
                "lockstep.guard.max-shrinkage", "1", "lockstep.protect.users", Town.PROTECTED));
        if (mode.equals("deactivate")) {
            settings.addAll(List.of("lockstep.deactivate-after", deactivateAfter));
        }
        return settings.toArray(String[]::new);
    }
}

package dev.lockstep.run;

import dev.lockstep.plan.GuardPolicy;
import dev.lockstep.plan.MembersGuard;
import dev.lockstep.plan.SyncPolicy;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Setting;
import dev.lockstep.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The administrator's choices, from the settings to what the planner and the guard understand. */
final class Policies {

    private Policies() {
    }

    /** The appservices' registrations are read anew each time. */
    static SyncPolicy planner(Settings settings) {
        return new SyncPolicy(choice(settings, Keys.MODE, SyncPolicy.Mode.class), choice(settings, Keys.KEYCLOAK_DISABLED_MEMBERS, SyncPolicy.DisabledMembers.class),
                choice(settings, Keys.REOPEN, SyncPolicy.Reopen.class), choice(settings, Keys.SCOPE, SyncPolicy.Scope.class),
                settings.find(Keys.PROTECT_USERS).orElse(Set.of()), settings.find(Keys.PROTECT_KEEP_CLOSED).orElse(Set.of()), settings.get(Keys.SETTLE_TIME),
                settings.find(Keys.PROTECT_PATTERNS).orElse(List.of()), Appservices.read(settings.find(Keys.PROTECT_APPSERVICES).orElse(List.of())),
                settings.get(Keys.DEACTIVATE_AFTER));
    }

    static GuardPolicy guard(Settings settings) {
        return new GuardPolicy(limit(settings.get(Keys.GUARD_MAX_CLOSINGS)), settings.get(Keys.GUARD_MAX_CLOSINGS_COUNT), settings.get(Keys.GUARD_MIN_CLOSINGS),
                settings.get(Keys.GUARD_FIRST_RUN).equals("hold"), settings.get(Keys.GUARD_UNMAPPED).equals("hold"), settings.get(Keys.REOPEN).equals("ask"));
    }

    static MembersGuard members(Settings settings) {
        return new MembersGuard(limit(settings.get(Keys.GUARD_MAX_SHRINKAGE)));
    }

    static SyncPolicy.DisabledMembers disabledMembers(Settings settings) {
        return choice(settings, Keys.KEYCLOAK_DISABLED_MEMBERS, SyncPolicy.DisabledMembers.class);
    }

    private static GuardPolicy.Limit limit(String text) {
        boolean percent = text.endsWith("%");
        return new GuardPolicy.Limit(Integer.parseInt(percent ? text.substring(0, text.length() - 1).strip() : text), percent);
    }

    private static <E extends Enum<E>> E choice(Settings settings, Setting<String> setting, Class<E> type) {
        return Enum.valueOf(type, settings.get(setting).toUpperCase(Locale.ROOT));
    }
}

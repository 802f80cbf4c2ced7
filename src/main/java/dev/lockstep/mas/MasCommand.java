package dev.lockstep.mas;

import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The argument lists of mas-cli, each argument its own: options first, then {@code --}, then the name, which may begin with a dash.
 *
 * @see <a href="https://element-hq.github.io/matrix-authentication-service/reference/cli/manage.html">mas-cli manage</a>
 */
public final class MasCommand {

    private static final Set<String> LOOKS = Set.of("--version", "list-admin-users", "--dry-run");

    private final List<String> config;
    private final boolean endSessions;

    public MasCommand(Settings settings) {
        this.config = settings.find(Keys.MAS_CONFIG).map(file -> List.of("--config", file.toString())).orElse(List.of());
        this.endSessions = settings.get(Keys.LOCK_SESSIONS).equals("end");
    }

    /**
     * The calls that an action consists of, in order; it is done when the last one is.
     *
     * @param state         the account's state; empty where it isn't certain, and then every call is made
     * @param keepsSessions whether a lock leaves the sessions alone, whatever {@code lockstep.lock-sessions} says
     */
    public List<List<String>> calls(AccountAction action, Optional<AccountState> state, Mxid mxid, boolean keepsSessions) {
        String name = mxid.localpart();
        return switch (action) {
            case DEACTIVATE -> List.of(manage("lock-user", "--deactivate", "--", name), manage("kill-sessions", "--", name));
            case LOCK -> endSessions && !keepsSessions ? List.of(manage("lock-user", "--", name), manage("kill-sessions", "--", name)) : List.of(manage("lock-user", "--", name));
            case ACTIVATE -> state.filter(AccountState.LOCKED::equals).isPresent() ? List.of(manage("unlock-user", "--", name))
                    : List.of(manage("unlock-user", "--", name), manage("unlock-user", "--reactivate", "--", name));
        };
    }

    /** Asks for the version. */
    public List<String> version() {
        return List.of("--version");
    }

    /** Asks for MAS's administrators. */
    public List<String> listAdministrators() {
        return manage("list-admin-users");
    }

    /** Changes nothing; ends well only if the database answers and knows this user. */
    public List<String> preflight(Mxid owner) {
        return manage("kill-sessions", "--dry-run", "--", owner.localpart());
    }

    /** Whether a call changes nothing, however it ends. */
    static boolean onlyLooks(List<String> call) {
        List<String> options = call.subList(0, call.contains("--") ? call.indexOf("--") : call.size());
        return options.stream().anyMatch(LOOKS::contains);
    }

    private List<String> manage(String... words) {
        List<String> arguments = new ArrayList<>(config);
        arguments.add("manage");
        arguments.addAll(List.of(words));
        return List.copyOf(arguments);
    }
}

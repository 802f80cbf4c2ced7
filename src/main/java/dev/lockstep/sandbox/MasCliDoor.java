package dev.lockstep.sandbox;

import dev.lockstep.sandbox.SandboxMas.Failure;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The far side of {@link MasCliProgram}: carries out one call and says which log lines and which outcome it has. */
final class MasCliDoor {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final Set<String> CHANGING = Set.of("lock-user", "unlock-user", "kill-sessions");

    private final MasUsers users;
    private final MasWorker worker;
    private final List<List<String>> calls = new ArrayList<>();
    private final List<List<String>> changingCalls = new ArrayList<>();
    private final Map<String, Deque<Failure>> failures = new HashMap<>();
    private String brokenDatabase = "";
    private volatile SandboxMas.Watcher watcher = new SandboxMas.Watcher() {
    };
    private boolean breaksAtChange;

    MasCliDoor(MasUsers users, MasWorker worker) {
        this.users = users;
        this.worker = worker;
    }

    synchronized void database(String outcome) {
        brokenDatabase = outcome;
    }

    synchronized void breakAtNextChange() {
        breaksAtChange = true;
    }

    synchronized void fail(String username, List<Failure> next) {
        failures.computeIfAbsent(username, name -> new ArrayDeque<>()).addAll(next);
    }

    synchronized void recover() {
        failures.clear();
    }

    void watch(SandboxMas.Watcher newWatcher) {
        watcher = newWatcher;
    }

    synchronized List<List<String>> calls() {
        return List.copyOf(calls);
    }

    synchronized List<List<String>> changingCalls() {
        return List.copyOf(changingCalls);
    }

    /** The question is {@link MasCliProgram}'s: command, flag, username, arguments, a line each in hexadecimal. */
    String answer(String question) throws InterruptedException {
        List<String> words = question.lines().map(line ->
                new String(HexFormat.of().parseHex(line), StandardCharsets.UTF_8)).toList();
        Call call = new Call(words.get(0), Boolean.parseBoolean(words.get(1)), words.get(2));
        List<String> arguments = words.subList(3, words.size());
        Optional<String> broken = record(call, arguments);
        watcher.begins(managed(arguments));
        if (broken.isPresent()) {
            return broken.get();
        }
        Failure failure = nextFailure(call.username());
        String answer = failure.carriedOut() ? carryOut(call) : "";
        if (failure.outcome().equals("hang")) {
            Thread.sleep(Long.MAX_VALUE);
        }
        if (failure.carriedOut()) {
            watcher.done(managed(arguments));
        }
        return failure.outcome().isEmpty() ? answer : "X" + failure.outcome() + "\n";
    }

    private record Call(String command, boolean flag, String username) {

        boolean changes() {
            return CHANGING.contains(command) && !isDryRun();
        }

        boolean isDryRun() {
            return command.equals("kill-sessions") && flag;
        }
    }

    private synchronized Optional<String> record(Call call, List<String> arguments) {
        calls.add(arguments);
        if (call.changes()) {
            changingCalls.add(managed(arguments));
            brokenDatabase = breaksAtChange ? "refused" : brokenDatabase;
            breaksAtChange = false;
        }
        return switch (brokenDatabase) {
            case "" -> Optional.empty();
            case "empty" -> Optional.of(line(1, "mas_storage_pg::user:236",
                    "error=error returned from database: relation \"users\" does not exist") + "Xempty\n");
            default -> Optional.of("X" + brokenDatabase + "\n");
        };
    }

    private static List<String> managed(List<String> arguments) {
        return arguments.subList(arguments.indexOf("manage") + 1, arguments.size());
    }

    private synchronized Failure nextFailure(String username) {
        Deque<Failure> next = failures.get(username);
        return next == null || next.isEmpty() ? Failure.OK : next.poll();
    }

    private String carryOut(Call call) {
        if (call.command().equals("list-admin-users")) {
            return listAdmins();
        }
        return users.find(call.username()).map(user -> switch (call.command()) {
            case "lock-user" -> lock(user, call.flag());
            case "unlock-user" -> unlock(user, call.flag());
            default -> killSessions(user, call.isDryRun());
        }).orElse("Xnot-found\n");
    }

    private String listAdmins() {
        List<MasUser> admins = users.admins();
        StringBuilder lines = new StringBuilder(manage(3, 390,
                "The following users can request admin privileges (" + admins.size() + " total):"));
        admins.forEach(user -> lines.append(manage(3, 395, "user.id=" + user.id + " username=" + user.username)));
        return lines + "Xok\n";
    }

    String lock(MasUser user, boolean deactivate) {
        users.setLocked(user, true);
        provision(user);
        String lines = manage(3, 634, "Locking user user.id=" + user.id);
        if (deactivate) {
            // The queued job, not the command, marks the user as deactivated in MAS too.
            worker.add(() -> {
                users.setDeactivated(user, true);
                users.endSessions(user, true);
                worker.push("delete_user", Answer.object("localpart", user.username, "erase", false));
            });
            lines += manage(2, 648, "Scheduling user deactivation user.id=" + user.id);
        }
        return lines + "Xok\n";
    }

    private String unlock(MasUser user, boolean reactivate) {
        if (reactivate) {
            worker.add(() -> {
                worker.push("reactivate_user", Answer.object("localpart", user.username));
                users.setDeactivated(user, false);
            });
            return manage(2, 684, "Scheduling user reactivation user.id=" + user.id) + "Xok\n";
        }
        users.setLocked(user, false);
        provision(user);
        return "Xok\n";
    }

    private void provision(MasUser user) {
        worker.add(() -> worker.push("provision_user", provisioning(users, user)));
    }

    static Map<String, Object> provisioning(MasUsers users, MasUser user) {
        return Answer.object("localpart", user.username, "locked", users.isLocked(user));
    }

    private String killSessions(MasUser user, boolean dryRun) {
        long sessions = users.compatSessions(user);
        String none = "No active compatibility sessions to end";
        String lines = (sessions == 0 ? manage(3, 569, none)
                : manage(3, 571, "Ended " + sessions + " active compatibility sessions"))
                // The second line means OAuth 2 sessions; mas-cli itself names them so.
                + manage(3, 582, none) + manage(3, 595, "No active browser sessions to end")
                + manage(2, 601, "Scheduling job to sync devices for the user");
        if (dryRun) {
            return lines + manage(3, 608, "Dry run, not saving") + "Xok\n";
        }
        users.endSessions(user, false);
        worker.add(() -> worker.push("sync_devices",
                Answer.object("localpart", user.username, "devices", users.devices(user))));
        return lines + "Xok\n";
    }

    private static String manage(int level, int lineNumber, String message) {
        return line(level, "mas_cli::commands::manage:" + lineNumber, message);
    }

    private static String line(int level, String target, String message) {
        String name = switch (level) {
            case 1 -> "ERROR";
            case 2 -> " WARN";
            default -> " INFO";
        };
        return level + TIME.format(ZonedDateTime.now(ZoneOffset.UTC)) + " " + name + " " + target + " " + message + "\n";
    }
}

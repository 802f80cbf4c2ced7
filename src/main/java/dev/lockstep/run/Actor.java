package dev.lockstep.run;

import java.util.Map;

/** Who gives a command, as the audit names them. */
public final class Actor {

    private Actor() {
    }

    /** The user of the operating system; behind sudo the one who called it. */
    public static String ofProcess(Map<String, String> environment) {
        String user = System.getProperty("user.name", "?");
        String behind = environment.getOrDefault("SUDO_USER", "");
        return behind.isEmpty() || behind.equals(user) ? user : behind + " as " + user;
    }
}

package dev.lockstep.sandbox;

/** mas-cli's own words when it fails. */
final class MasCliErrors {

    private MasCliErrors() {
    }

    /** Prints an outcome's error; returns the exit code. */
    static int print(String outcome, StringBuilder err) {
        switch (outcome) {
            case "ok":
                return 0;
            case "not-found":
                return error("User not found", null, 12, err);
            case "refused":
                return error("could not connect to the database",
                        "    0: error communicating with database: Connection refused (os error 111)\n"
                                + "    1: Connection refused (os error 111)\n", 14, err);
            case "empty":
                return error("error returned from database: relation \"users\" does not exist",
                        "    relation \"users\" does not exist\n", 12, err);
            case "no-secrets":
                return error("missing field `secrets`", null, 12, err);
            case "usage":
                err.append(usage("unexpected argument '--deactivate' found",
                        "mas-cli manage lock-user [OPTIONS] <USERNAME>"));
                return 2;
            case "bad-arguments":
                return 2;
            case "panic":
                err.append("\nthread 'main' panicked at crates/cli/src/commands/manage.rs:1:1:\nexplicit panic\n"
                        + "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n");
                return 101;
            default:
                throw new IllegalArgumentException("A JVM can't end as " + outcome);
        }
    }

    /** A usage error in clap's form; no usage line where it is null. */
    static String usage(String sentence, String usage) {
        StringBuilder text = new StringBuilder("error: ").append(sentence).append("\n\n");
        if (usage != null) {
            text.append("Usage: ").append(usage).append("\n\n");
        }
        return text.append("For more information, try '--help'.\n").toString();
    }

    /** The stack is as long and as useless as the real one: readers must look at the top. */
    private static int error(String sentence, String causes, int mainFrame, StringBuilder err) {
        err.append("Error: ").append(sentence).append('\n');
        if (causes != null) {
            err.append("\nCaused by:\n").append(causes);
        }
        err.append("\nStack backtrace:\n");
        for (int frame = 0; frame < mainFrame; frame++) {
            unknown(frame, err);
        }
        frame(mainFrame, err).append("__libc_start_call_main\n"
                + "             at ./csu/../sysdeps/nptl/libc_start_call_main.h:58:16\n");
        frame(mainFrame + 1, err).append("__libc_start_main_impl\n             at ./csu/../csu/libc-start.c:360:3\n");
        unknown(mainFrame + 2, err);
        return 1;
    }

    private static void unknown(int number, StringBuilder err) {
        frame(number, err).append("<unknown>\n");
    }

    private static StringBuilder frame(int number, StringBuilder err) {
        return err.append(number < 10 ? "   " : "  ").append(number).append(": ");
    }
}

package dev.lockstep.mas;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stands between Lockstep and mas-cli, known by its words: a container's client, sudo, ssh, a shell, the system. Their numbers tell little: docker and kubectl end with 1 as mas-cli does.
 *
 * @see <a href="https://docs.docker.com/engine/containers/run/#exit-status">docker, exit status</a>
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02">POSIX, exit status for commands</a>
 */
enum AroundMas {
    NO_TERMINAL("^the input device is not a TTY|cannot attach stdin to a TTY-enabled container", MasOutcome.COMMAND,
            "There is no terminal here, so the '-t' has to go from lockstep.mas.command: 'docker exec -i', 'docker compose exec -T', 'kubectl exec -i'."),
    ANOTHER_MACHINE("[Ee]xec format error|cannot execute binary file|: \\d+: Syntax error: |syntax error near unexpected|ELF.*not found", MasOutcome.COMMAND,
            "The program is not one for this machine (another architecture), or a damaged file or script: take the mas-cli for it."),
    LIBRARY("error while loading shared libraries|Error loading shared library|Error relocating |version `GLIBC\\S* not found", MasOutcome.COMMAND,
            "A library that mas-cli needs is missing here or too old: take the mas-cli for this system, or call the one in MAS's container."),
    MISSING("executable file .*not found|stat \\S*mas-cli: no such file|attempted to invoke a command that was not found|^sudo: .*: command not found", MasOutcome.COMMAND,
            "The program is missing: check lockstep.mas.command, which has to name it as it is called where it lies, with its whole path where PATH does not lead to it."),
    NOT_EXECUTABLE("OCI.*[Pp]ermission denied|unable to start container process.*permission denied", MasOutcome.COMMAND,
            "The program is there and may not be run: look at its rights (chmod +x), whether its folder forbids programs (noexec), and that it is no folder."),
    NO_RIGHT_TO_DOCKER("permission denied while trying to connect to the [Dd]ocker|permission denied.*(?:docker|podman)\\S*sock", MasOutcome.COMMAND,
            "The user that runs Lockstep may not use docker: give it the right to docker's socket (the group 'docker', say), or call a mas-cli that lies here."),
    NO_DAEMON("Cannot connect to the Docker daemon|^error during connect: (?!.*(?:EOF|broken pipe|reset by peer))|annot connect to Podman|nable to connect to Podman", MasOutcome.UNREACHED,
            "docker or podman does not answer: does it run, and do DOCKER_HOST or CONTAINER_HOST name it?"),
    NO_CONTAINER("[Nn]o such container|no container with name or ID|[Nn]o such service", MasOutcome.COMMAND,
            "There is no such container: check its name in lockstep.mas.command, and that it was made."),
    NO_RIGHT_IN_CLUSTER("^Error from server \\(Forbidden\\)|upgrade connection: Forbidden", MasOutcome.COMMAND,
            "Kubernetes does not allow it: whoever KUBECONFIG or the pod's service account names needs the right to create 'pods/exec' there."),
    NOT_RUNNING("^Error response from daemon: .*(?:is not running|is restarting|is paused)|^service \".*\" is not running|container state improper|exec sessions on running containers"
            + "|unable to upgrade connection|in a completed pod|does not have a host assigned|cannot exec in a stopped", MasOutcome.UNREACHED,
            "The container does not run: start it, or wait until it does."),
    NO_SIGN_IN_TO_CLUSTER("be logged in to the server|\\(Unauthorized\\)|getting credentials: |no configuration has been provided|context \\S+ does not exist|no context exists", MasOutcome.COMMAND,
            "kubectl can't sign in to its cluster: check the file that KUBECONFIG names, and that the user that runs Lockstep can read it."),
    NO_CLUSTER("^The connection to the server .* was refused|^Unable to connect to the server|^Error from server \\((?:ServiceUnavailable|Timeout|InternalError|TooManyRequests)\\)|error dialing backend",
            MasOutcome.UNREACHED, "kubectl does not reach its cluster: does that run, and does KUBECONFIG name it?"),
    NOT_IN_CLUSTER("^Error from server \\(|^error: .*(?:not found|not valid for pod)", MasOutcome.COMMAND,
            "Kubernetes refuses it: check the namespace (-n), the name and the container (-c) in lockstep.mas.command."),
    PASSWORD("password is required|terminal is required|no tty present|must have a tty|a tty is required|must be run from a terminal|[Aa]uthentication (?:is )?required|askpass (?:program|helper)", MasOutcome.COMMAND,
            "It would ask for a password, and nobody is here to type one: let sudoers allow this very command without (NOPASSWD), and write 'sudo -n'."),
    NO_NEW_PRIVILEGES("no new privileges|'nosuid' option|must be setuid|effective uid is not 0", MasOutcome.COMMAND,
            "Lockstep runs where no program may gain rights (NoNewPrivileges= of a systemd unit, allowPrivilegeEscalation of a pod): run it as the user that mas-cli needs, without sudo."),
    NOT_ALLOWED("not in the sudoers file|^Sorry, user |^(?:sudo|doas): (?!unable to resolve host)|^(?:su|runuser|pkexec|nsenter): ", MasOutcome.COMMAND,
            "The user that runs Lockstep may not run it so: mend the rule (sudoers, doas.conf), or lockstep.mas.command."),
    HOST_KEY("Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|host key is known for", MasOutcome.COMMAND,
            "ssh does not know the host's key, or another one: sign in once by hand as the user that runs Lockstep, or put the right key into known_hosts."),
    SSH_SIGN_IN("Permission denied \\([\\w,-]+\\)|Too many authentication failures|UNPROTECTED PRIVATE KEY|no mutual signature", MasOutcome.COMMAND,
            "ssh could not sign in: the user that runs Lockstep needs a key without a passphrase, or SSH_AUTH_SOCK, that the host allows."),
    SSH_UNREACHED("^ssh: |^kex_exchange_identification: |^Connection (?:closed|reset|timed out).* port \\d+|Connection timed out during banner", MasOutcome.UNREACHED,
            "ssh does not reach the host: does that run, and is its name in lockstep.mas.command right?"),
    CUT_OFF("unexpected EOF|lost connection|connection lost|closed by remote host|^client_loop: |[Bb]roken pipe|reset by peer|websocket: close|deadline exceeded|^Timeout, server |^Connection to \\S+ closed",
            MasOutcome.FOREIGN, "The way to mas-cli broke in the middle of the call: look at the network, and at what restarted."),
    MISUSED("^unknown (?:shorthand )?flag|^docker: |^(?:Error|error): (?:unknown (?:command|flag|shorthand)|pod, type/name|you must|flag|invalid)|Bad configuration option|no configuration file provided"
            + "|: (?:invalid|unrecognized|illegal) option", MasOutcome.COMMAND,
            "The first words of lockstep.mas.command are not understood: try the whole command in a shell, with '--version' behind it.");

    /** Where a shell, docker or another program says that it could not start the next one; never a number of mas-cli's. */
    private static final int FIRST = 125;
    private static final int LAST = 127;

    /** The system's numbers, as Linux and macOS have them. See errno(3). */
    static final int MISSING_FILE = 2;
    static final int FORBIDDEN_FILE = 13;
    private static final int NO_PROGRAM = 8;
    /** No process, memory or file is to be had now, or the program is being written. */
    private static final Set<Integer> PASSING = Set.of(11, 12, 23, 24, 26, 35);

    private final Pattern words;
    private final MasOutcome outcome;
    private final String remedy;

    AroundMas(String words, MasOutcome outcome, String remedy) {
        this.words = Pattern.compile(words);
        this.outcome = outcome;
        this.remedy = remedy;
    }

    /** Whose words stand in some line. */
    static Optional<AroundMas> of(List<String> lines) {
        return Arrays.stream(values()).filter(each -> lines.stream().anyMatch(line -> each.words.matcher(line).find())).findFirst();
    }

    /** Whether a number can't be mas-cli's. */
    static boolean ends(int exitCode) {
        return exitCode >= FIRST && exitCode <= LAST;
    }

    /** Who ended with a number that can't be mas-cli's, where the words are nobody's that is known. */
    static Optional<AroundMas> ofNumber(int exitCode, List<String> lines) {
        String said = String.join("\n", lines);
        if (!ends(exitCode)) {
            return Optional.empty();
        }
        return said.matches("(?s).*([Nn]ot found|No such file|no such file).*") ? Optional.of(MISSING)
                : said.matches("(?s).*([Pp]ermission denied|Is a directory|Operation not permitted).*") ? Optional.of(NOT_EXECUTABLE) : Optional.empty();
    }

    /**
     * Why a program could not be started.
     *
     * @param errno   the system's number; 0 where it isn't known
     * @param isThere whether there is such a file, as far as the command names one
     */
    static MasWords.End notStarted(int errno, boolean isThere) {
        if (PASSING.contains(errno)) {
            return new MasWords.End(MasOutcome.UNREACHED, "That passes when this machine has room again; where it comes often, allow it more processes, memory or open files.");
        }
        return new MasWords.End(MasOutcome.NOT_STARTED, switch (errno) {
            case MISSING_FILE -> isThere ? "The file is there; what its first line names, or the loader that it was built for, is not: check lockstep.mas.command." : MISSING.remedy();
            case FORBIDDEN_FILE -> NOT_EXECUTABLE.remedy();
            case NO_PROGRAM -> ANOTHER_MACHINE.remedy();
            default -> MasOutcome.NOT_STARTED.remedy();
        });
    }

    MasOutcome outcome() {
        return outcome;
    }

    String remedy() {
        return remedy;
    }
}

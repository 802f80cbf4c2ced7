package dev.lockstep.settings;

import static dev.lockstep.settings.Kinds.absolutePath;
import static dev.lockstep.settings.Kinds.absolutePaths;
import static dev.lockstep.settings.Kinds.choice;
import static dev.lockstep.settings.Kinds.duration;
import static dev.lockstep.settings.Kinds.durationOrNone;
import static dev.lockstep.settings.Kinds.endpoint;
import static dev.lockstep.settings.Kinds.flag;
import static dev.lockstep.settings.Kinds.limit;
import static dev.lockstep.settings.Kinds.list;
import static dev.lockstep.settings.Kinds.names;
import static dev.lockstep.settings.Kinds.number;
import static dev.lockstep.settings.Kinds.patterns;
import static dev.lockstep.settings.Kinds.proxy;
import static dev.lockstep.settings.Kinds.text;
import static dev.lockstep.settings.Kinds.timeLimit;
import static dev.lockstep.settings.Kinds.url;
import static dev.lockstep.settings.Kinds.zone;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** Every setting, once: messages, {@code application.properties} and {@code docs/settings.md} are made from these lines. */
public final class Keys {

    public static final Setting<URI> KEYCLOAK_URL = url("lockstep.keycloak.url", "Where Keycloak is.").required().legacy("KC_URL").example("https://id.example.org");
    public static final Setting<String> KEYCLOAK_REALM = text("lockstep.keycloak.realm", "", "The realm that holds the group.").required().legacy("KC_REALM").example("corp");
    public static final Setting<List<String>> KEYCLOAK_GROUP = list("lockstep.keycloak.group",
            "The group whose members may chat: a name, a path (begins with /) or an id, which always works. Several are united.").required().legacy("KC_GROUP_NAME").example("/staff/chat");
    public static final Setting<String> KEYCLOAK_CLIENT_ID = text("lockstep.keycloak.client-id", "admin-cli",
            "The client that signs in: admin-cli with a username and password of realm master, or a service account of the realm with its client-secret.").legacy("KC_CLIENT_ID");
    public static final Setting<String> KEYCLOAK_CLIENT_SECRET = text("lockstep.keycloak.client-secret", "", "The client's secret.").secret();
    public static final Setting<String> KEYCLOAK_USERNAME = text("lockstep.keycloak.username", "", "An administrator of realm master; empty for a service account.").legacy("KC_ADMIN_USER");
    public static final Setting<String> KEYCLOAK_PASSWORD = text("lockstep.keycloak.password", "", "The administrator's password.").secret().legacy("KC_ADMIN_PASS");
    public static final Setting<Path> KEYCLOAK_TLS_CERTIFICATE = absolutePath("lockstep.keycloak.tls.certificate", "",
            "A PEM file with the client certificate that Keycloak, or the proxy before it, asks for, and its chain.").example("/etc/lockstep/client.pem");
    public static final Setting<Path> KEYCLOAK_TLS_KEY = absolutePath("lockstep.keycloak.tls.key", "",
            "The PEM file with that certificate's private key: PKCS#8, without a passphrase.").example("/etc/lockstep/client.key");
    public static final Setting<Integer> KEYCLOAK_PAGE_SIZE = number("lockstep.keycloak.page-size", 0, 0, 100_000,
            "Members per request; 0 asks for all at once. Pages are read twice and must agree, because Keycloak's paging can miss somebody.");
    public static final Setting<Boolean> KEYCLOAK_SUB_GROUPS = flag("lockstep.keycloak.sub-groups", false, "Whether members of sub-groups, at any depth, count as members.");
    public static final Setting<String> KEYCLOAK_DISABLED_MEMBERS = choice("lockstep.keycloak.disabled-members", "lock",
            "What becomes of the active account of a disabled member: locked, kept, or as if not in the group. None of them opens an account.", "keep", "absent");

    public static final Setting<URI> MATRIX_URL = url("lockstep.matrix.url", "Where Synapse's client and admin API is.").required().legacy("MATRIX_URL").example("https://matrix.example.org");
    public static final Setting<String> MATRIX_TOKEN = text("lockstep.matrix.token", "", "An access token with the scopes urn:matrix:client:api:* and urn:synapse:admin:*.")
            .required().secret().legacy("MATRIX_ADMIN_TOKEN");
    public static final Setting<String> MATRIX_SERVER_NAME = text("lockstep.matrix.server-name", "",
            "The server part of the Matrix user ids; empty takes it from the token's owner.").legacy("MATRIX_SERVER_NAME").example("example.org");
    public static final Setting<Integer> MATRIX_PAGE_SIZE = number("lockstep.matrix.page-size", 5000, 1, 100_000, "Accounts per request.");

    public static final Setting<List<String>> MAS_COMMAND = Kinds.<List<String>>of("lockstep.mas.command", "mas-cli", "a program, with leading words where needed",
            "How mas-cli is called. Split at blanks; quotes keep blanks; no shell is asked.", words -> {
                List<String> command = CommandWords.split(words);
                Kinds.require(!command.isEmpty() && !command.get(0).isBlank());
                return command;
            }).quotes().example("docker exec -i -e RUST_LOG=info mas mas-cli");
    public static final Setting<Path> MAS_CONFIG = absolutePath("lockstep.mas.config", "",
            "MAS's config file as mas-cli sees it (database: alone will do); empty leaves it to MAS_CONFIG.").example("/etc/lockstep/mas.yaml");
    public static final Setting<Duration> MAS_TIMEOUT = timeLimit("lockstep.mas.timeout", "30s", "How long one call of mas-cli may take before it is killed.");
    public static final Setting<String> MAS_CHANNEL = choice("lockstep.mas.channel", "cli", "How actions reach MAS.", "admin-api").later();
    public static final Setting<URI> MAS_API_URL = url("lockstep.mas.api.url", "Where MAS's Admin API is.").later();
    public static final Setting<String> MAS_API_CLIENT_ID = text("lockstep.mas.api.client-id", "", "The client for MAS's Admin API.").later();
    public static final Setting<String> MAS_API_CLIENT_SECRET = text("lockstep.mas.api.client-secret", "", "That client's secret.").secret().later();

    public static final Setting<String> MXID_LOCALPART = Kinds.<String>of("lockstep.mxid.localpart", "username", "username | email-localpart | attribute:<name>",
            "What of a Keycloak user becomes the localpart of the Matrix user id; of e-mail addresses, the verified ones alone.", text -> {
                Kinds.require(text.equals("username") || text.equals("email-localpart") || text.matches("attribute:.+"));
                return text;
            }).example("attribute:matrix");

    public static final Setting<String> SCHEDULE_CRON = Kinds.<String>of("lockstep.schedule.cron", "0 0/15 * * * ?", "a Quartz cron expression: seconds first, ? for the day that doesn't count",
            "When 'lockstep run' syncs.", text -> {
                Kinds.require(CronExpression.isValidExpression(text));
                return text;
            }).example("0 30 6-20 ? * MON-FRI");
    public static final Setting<ZoneId> SCHEDULE_TIME_ZONE = zone("lockstep.schedule.time-zone", "UTC", "The time zone of that expression. In another one than UTC, Quartz may leave out a run, or double one, when clocks change: prefer UTC.");

    public static final Setting<String> GUARD_MAX_CLOSINGS = limit("lockstep.guard.max-closings", "10%",
            "More accounts than this aren't closed within 24 hours, of people seen in the group and of strangers each; a percentage is of the active unprotected accounts.");
    public static final Setting<Integer> GUARD_MAX_CLOSINGS_COUNT = number("lockstep.guard.max-closings-count", 100, 0, 1_000_000, "Nor more than this many, whatever the percentage allows.");
    public static final Setting<Integer> GUARD_MIN_CLOSINGS = number("lockstep.guard.min-closings", 5, 0, 1_000_000, "This many are always allowed.");
    public static final Setting<String> GUARD_FIRST_RUN = choice("lockstep.guard.first-run", "hold",
            "What becomes of the first plan of a ledger when it changes anybody.", "carry-out");
    public static final Setting<String> GUARD_MAX_SHRINKAGE = limit("lockstep.guard.max-shrinkage", "10%",
            "How many members, or enabled members, fewer than at the last good look, in all or from one user federation, hold a plan; a percentage is rounded up.");
    public static final Setting<Boolean> GUARD_ALLOW_EMPTY_GROUP = flag("lockstep.guard.allow-empty-group", false, "Whether an empty group may mean that everybody left.");
    public static final Setting<String> GUARD_UNMAPPED = choice("lockstep.guard.unmapped", "hold", "Whether members without a valid Matrix user id hold the closings of accounts whose owner isn't known.", "ignore");
    public static final Setting<Duration> GUARD_PLAN_LIFETIME = timeLimit("lockstep.guard.plan-lifetime", "24h", "How long after it was last seen a plan can be applied.");

    public static final Setting<Set<String>> PROTECT_USERS = names("lockstep.protect.users", "Localparts of accounts that are never touched.").example("breakglass,monitoring");
    public static final Setting<Boolean> PROTECT_MAS_ADMINISTRATORS = flag("lockstep.protect.mas-administrators", true, "Whether MAS's administrators are never touched.");
    public static final Setting<Set<String>> PROTECT_KEEP_CLOSED = names("lockstep.protect.keep-closed", "Localparts of deactivated accounts that are never opened again.").example("banned1");
    public static final Setting<List<Pattern>> PROTECT_PATTERNS = patterns("lockstep.protect.patterns",
            "Regular expressions of localparts that are never touched; each must fit the whole localpart.").example("bot-.*,test[0-9]+");
    public static final Setting<List<String>> PROTECT_APPSERVICES = absolutePaths("lockstep.protect.appservices",
            "Appservice registration files (YAML), or globs of them, whose users are never touched: those of their exclusive namespaces, and their senders.").example("/etc/synapse/appservices/*.yaml");

    public static final Setting<Path> TLS_CA_FILE = absolutePath("lockstep.tls.ca-file", "",
            "A PEM file with certificates of authorities that are trusted beside Java's own, for Keycloak and Synapse.").example("/etc/ssl/certs/corp-ca.pem");
    public static final Setting<URI> PROXY_URL = proxy("lockstep.proxy.url",
            "The HTTP proxy that leads to Keycloak and Synapse; empty takes HTTPS_PROXY or HTTP_PROXY, or none.").secret().example("http://proxy.example.org:3128");
    public static final Setting<List<String>> PROXY_NO_PROXY = list("lockstep.proxy.no-proxy",
            "Hosts, or the ends of their names, that are reached without a proxy; * is all of them. Empty takes NO_PROXY.").example("localhost,127.0.0.1,.corp.example.org");

    public static final Setting<Integer> RETRY_READS_COUNT = number("lockstep.retry.reads.count", 3, 0, 100, "How often a read that failed is tried again.");
    public static final Setting<Duration> RETRY_READS_DELAY = duration("lockstep.retry.reads.delay", "2s", "The delay before the first of these, doubled each time.");
    public static final Setting<Integer> RETRY_ACTIONS_COUNT = number("lockstep.retry.actions.count", 4, 0, 100, "How often an action that failed is tried again.");
    public static final Setting<Duration> RETRY_ACTIONS_DELAY = duration("lockstep.retry.actions.delay", "5s", "The delay before the first of these, doubled each time.");
    public static final Setting<Duration> RETRY_MAX_DELAY = timeLimit("lockstep.retry.max-delay", "5m", "No delay between two tries is longer than this, whatever a server asks for.");
    public static final Setting<Integer> RETRY_BREAKER = number("lockstep.retry.breaker", 5, 0, 1_000_000,
            "After this many actions in a row that failed for the same outside reason (the database is down, mas-cli is gone) the rest of a run isn't tried but kept as dead letters; 0 tries all.");

    public static final Setting<String> DEAD_LETTER_URI = endpoint("lockstep.dead-letter.uri", "A Camel endpoint that gets a JSON copy of each dead letter; empty keeps them in the ledger alone.")
            .secret().example("file:/var/spool/lockstep");
    public static final Setting<String> LEDGER_URL = text("lockstep.ledger.url", "", "A JDBC address of another database for the ledger.").later();
    public static final Setting<Integer> AUDIT_KEEP_DAYS = number("lockstep.audit.keep-days", 0, 0, 100_000, "After how many days the ledger forgets rows of the audit; 0 keeps all.");
    public static final Setting<String> NOTIFY_URI = endpoint("lockstep.notify.uri", "A Camel endpoint that is told of holds, failed runs and given-up actions, and when they are over; empty tells the log alone.")
            .secret().example("https://chat.example.org/hooks/abc");

    public static final Setting<Integer> MANAGEMENT_PORT = number("lockstep.management.port", 0, 0, 65_535,
            "Where 'lockstep run' answers /health and /metrics over HTTP, to whoever asks; 0 opens no port.").example("9464");
    public static final Setting<String> MANAGEMENT_ADDRESS = text("lockstep.management.address", "127.0.0.1", "The address of this machine on which it does.").example("0.0.0.0");
    public static final Setting<Duration> MANAGEMENT_MAX_AGE = timeLimit("lockstep.management.max-age", "1h",
            "How old the last run that ended well may be before /health says DOWN: longer than the longest pause of the schedule.");

    public static final Setting<String> MODE = choice("lockstep.mode", "deactivate", "What happens to the account of somebody who left the group.", "lock");
    public static final Setting<String> APPLY = choice("lockstep.apply", "auto", "Whether a sync carries its plan out, or every plan waits for 'lockstep apply'.", "manual");
    public static final Setting<Duration> DEACTIVATE_AFTER = durationOrNone("lockstep.deactivate-after",
            "How long a leaver is only locked before the account is deactivated, in mode deactivate; 0 deactivates at once.").example("30d");
    public static final Setting<String> LOCK_SESSIONS = choice("lockstep.lock-sessions", "end",
            "What the lock of somebody who left does to sessions: end them (out within seconds, devices gone), or keep them (out within two minutes, back as they were), as every other lock does.", "keep");
    public static final Setting<String> REOPEN = choice("lockstep.reopen", "any", "Which deactivated accounts of members are opened: any; only those that Lockstep closed; or these, and the others once a person has applied it.", "ours", "ask");
    public static final Setting<String> SCOPE = choice("lockstep.scope", "all", "Whose accounts may be closed: everybody's, or only those of people once seen in the group.", "known");
    public static final Setting<Integer> PARALLEL = number("lockstep.parallel", 4, 1, 64, "How many actions run at the same time.");
    public static final Setting<Duration> SETTLE_TIME = duration("lockstep.settle-time", "5m", "How long MAS may take to show an action in Synapse before the next plan is held.");
    public static final Setting<Duration> LOOK_TIME = timeLimit("lockstep.look-time", "15m",
            "How long reading everything may take, from the first question to the second look's last answer, all tries included; then the run ends and changes nothing.");
    public static final Setting<Duration> STOP_TIME = timeLimit("lockstep.stop-time", "25s",
            "How long actions under way may take to end when Lockstep is stopped; then they are cut off, and the next run settles them.");
    public static final Setting<Path> STATE_DIR = absolutePath("lockstep.state-dir", "",
            "Where the ledger lives; empty is $XDG_STATE_HOME/lockstep, or .local/state/lockstep in $HOME, or in the home folder that the system knows.").example("/var/lib/lockstep");

    private static final List<Setting<?>> ALL = List.of(
            KEYCLOAK_URL, KEYCLOAK_REALM, KEYCLOAK_GROUP, KEYCLOAK_CLIENT_ID, KEYCLOAK_CLIENT_SECRET, KEYCLOAK_USERNAME, KEYCLOAK_PASSWORD,
            KEYCLOAK_TLS_CERTIFICATE, KEYCLOAK_TLS_KEY, KEYCLOAK_PAGE_SIZE, KEYCLOAK_SUB_GROUPS, KEYCLOAK_DISABLED_MEMBERS,
            MATRIX_URL, MATRIX_TOKEN, MATRIX_SERVER_NAME, MATRIX_PAGE_SIZE,
            MAS_COMMAND, MAS_CONFIG, MAS_TIMEOUT, MAS_CHANNEL, MAS_API_URL, MAS_API_CLIENT_ID, MAS_API_CLIENT_SECRET,
            MXID_LOCALPART, SCHEDULE_CRON, SCHEDULE_TIME_ZONE,
            GUARD_MAX_CLOSINGS, GUARD_MAX_CLOSINGS_COUNT, GUARD_MIN_CLOSINGS, GUARD_FIRST_RUN, GUARD_MAX_SHRINKAGE, GUARD_ALLOW_EMPTY_GROUP, GUARD_UNMAPPED,
            GUARD_PLAN_LIFETIME,
            PROTECT_USERS, PROTECT_MAS_ADMINISTRATORS, PROTECT_KEEP_CLOSED, PROTECT_PATTERNS, PROTECT_APPSERVICES,
            TLS_CA_FILE, PROXY_URL, PROXY_NO_PROXY,
            RETRY_READS_COUNT, RETRY_READS_DELAY, RETRY_ACTIONS_COUNT, RETRY_ACTIONS_DELAY, RETRY_MAX_DELAY, RETRY_BREAKER, DEAD_LETTER_URI,
            LEDGER_URL, AUDIT_KEEP_DAYS, NOTIFY_URI, MANAGEMENT_PORT, MANAGEMENT_ADDRESS, MANAGEMENT_MAX_AGE,
            MODE, APPLY, DEACTIVATE_AFTER, LOCK_SESSIONS, REOPEN, SCOPE, PARALLEL, LOOK_TIME, SETTLE_TIME, STOP_TIME, STATE_DIR);

    private Keys() {
    }

    /** Every setting, in the order of the docs. */
    public static List<Setting<?>> all() {
        return ALL;
    }
}

package dev.lockstep.real;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.settings.CommandWords;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A site's own test installation: a real Synapse behind a real MAS, named by environment variables. <b>Every account in it that no test puts into a group is closed</b>, so it must be one for tests alone,
 * freshly made for each run.
 * <ul>
 * <li>{@code LOCKSTEP_TEST_SYNAPSE_URL}, {@code LOCKSTEP_TEST_SERVER_NAME}
 * <li>{@code LOCKSTEP_TEST_MAS_COMMAND}: mas-cli, with leading words where needed; {@code LOCKSTEP_TEST_MAS_CONFIG}: its config file
 * </ul>
 */
final class SiteMatrix implements MatrixSide {

    private static final Pattern TOKEN = Pattern.compile("Compatibility token issued: (\\S+)");
    private static final long SETTLE_MILLIS = 2000;

    private final URI url = URI.create(System.getenv("LOCKSTEP_TEST_SYNAPSE_URL"));
    private final String serverName = System.getenv("LOCKSTEP_TEST_SERVER_NAME");
    private final String command = System.getenv("LOCKSTEP_TEST_MAS_COMMAND");
    private final String config = System.getenv("LOCKSTEP_TEST_MAS_CONFIG");
    private final String owner = "owner" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private final String token;

    private SiteMatrix() {
        addUser(owner, true);
        token = issue(owner, "--yes-i-want-to-grant-synapse-admin-privileges");
    }

    static boolean isGiven() {
        return System.getenv("LOCKSTEP_TEST_MAS_COMMAND") != null;
    }

    static SiteMatrix start() {
        return new SiteMatrix();
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public String serverName() {
        return serverName;
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public String ownerToken() {
        return token;
    }

    @Override
    public void addTo(Properties settings) {
        settings.setProperty("lockstep.matrix.url", url.toString());
        settings.setProperty("lockstep.matrix.token", token);
        settings.setProperty("lockstep.mas.command", command);
        settings.setProperty("lockstep.mas.config", config);
    }

    @Override
    public void addUser(String localpart, boolean administrator) {
        manage(administrator ? new String[] {"register-user", "--yes", "--admin", localpart} : new String[] {"register-user", "--yes", localpart});
        settle();
    }

    @Override
    public String signIn(String localpart) {
        return issue(localpart);
    }

    @Override
    public String plainToken(String localpart) {
        return issue(localpart);
    }

    @Override
    public void byHand(String... manageArguments) {
        manage(manageArguments);
        settle();
    }

    /** MAS tells nobody when its worker is through; it takes about a second. */
    @Override
    public void settle() {
        try {
            Thread.sleep(SETTLE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Map<String, RealAccount> accounts() {
        Map<String, RealAccount> accounts = new TreeMap<>();
        JsonNode page = Http.get(url.resolve("/_synapse/admin/v2/users?guests=false&deactivated=true&locked=true&limit=100000"), token);
        page.path("users").forEach(row -> accounts.put(row.path("name").asText(), RealAccount.of(row)));
        return accounts;
    }

    @Override
    public int whoami(String accessToken) {
        return Http.status(url.resolve("/_matrix/client/v3/account/whoami"), accessToken);
    }

    @Override
    public void close() {
        // The installation is the site's: it makes it anew for the next run.
    }

    private String issue(String localpart, String... options) {
        List<String> words = new ArrayList<>(List.of("issue-compatibility-token", localpart));
        words.addAll(Arrays.asList(options));
        Matcher matcher = TOKEN.matcher(manage(words.toArray(String[]::new)));
        if (!matcher.find()) {
            throw new IllegalStateException("mas-cli issued no token for " + localpart);
        }
        return matcher.group(1);
    }

    private String manage(String... arguments) {
        List<String> words = new ArrayList<>(CommandWords.split(command));
        words.addAll(List.of("--config", config, "manage"));
        words.addAll(Arrays.asList(arguments));
        return Programs.require(words);
    }
}

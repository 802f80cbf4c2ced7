package dev.lockstep.synapse;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.Account;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.RetryAfter;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.Shown;
import dev.lockstep.account.SourceException;
import dev.lockstep.net.Reach;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Secrets;
import dev.lockstep.settings.Settings;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ConnectionClosedException;

/** What Synapse's answers mean: whose token, which version, and what each refusal calls for. */
public final class SynapseServer {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int OLDEST_MINOR = 150;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final Reach reach;
    private final Secrets secrets;
    private final SynapseRefusals refusals;

    public SynapseServer(Settings settings) {
        this.settings = settings;
        this.secrets = new Secrets(settings);
        this.reach = Reach.synapse(settings);
        this.refusals = new SynapseRefusals(settings, OLDEST_MINOR);
    }

    /** The value of the Authorization header. */
    public String authorization() {
        return "Bearer " + settings.get(Keys.MATRIX_TOKEN);
    }

    /**
     * Starts a listing for the owner of the token.
     *
     * @param whoami the answer of {@code /_matrix/client/v3/account/whoami}
     * @throws SetupException when the owner is of another server than {@code lockstep.matrix.server-name}
     */
    public AccountListing listing(JsonNode whoami) {
        Mxid owner;
        try {
            owner = Mxid.parse(whoami.path("user_id").asText(""));
        } catch (IllegalArgumentException e) {
            throw new SourceException("Synapse at " + url() + " does not say whose token it was asked with. Nothing was changed. Does something else answer in its place?", e);
        }
        settings.find(Keys.MATRIX_SERVER_NAME).filter(name -> !name.equals(owner.server())).ifPresent(name -> {
            throw new SetupException("The Matrix token belongs to '" + owner + "', but lockstep.matrix.server-name is '" + name + "'. Nothing was changed."
                    + " Set it to '" + owner.server() + "', or leave it empty.");
        });
        return new AccountListing(owner);
    }

    /** Adds a page to a listing. */
    public void add(AccountListing listing, JsonNode page) {
        listing.add(page);
    }

    /** The whole of a listing. */
    public Accounts complete(AccountListing listing) {
        return listing.complete();
    }

    /**
     * Where one account is read.
     *
     * @see <a href="https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html#query-user-account">Synapse, query user account</a>
     */
    public String path(Mxid mxid) {
        return "/_synapse/admin/v2/users/" + URLEncoder.encode(mxid.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * One account.
     *
     * @throws SourceException when it isn't the one that was asked for
     */
    public Account account(Mxid asked, JsonNode answer) {
        if (!asked.toString().equals(answer.path("name").asText(""))) {
            throw new SourceException("Synapse at " + url() + " was asked for the account '" + asked + "' and answered something else. Nothing was changed. Does something else answer in its place?");
        }
        return AccountListing.account(answer);
    }

    /**
     * Refuses a Synapse too old to show locks.
     *
     * @param answer the answer of {@code /_synapse/admin/v1/server_version}
     */
    public void requireVersion(JsonNode answer) {
        String version = answer.path("server_version").asText("");
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new SourceException("Synapse at " + url() + " does not say its version (it says '" + Shown.text(version) + "'). Nothing was changed. Does something else answer in its place? Check lockstep.matrix.url.");
        }
        int major = Integer.parseInt(matcher.group(1));
        if (major < 1 || major == 1 && Integer.parseInt(matcher.group(2)) < OLDEST_MINOR) {
            throw new SetupException("Synapse at " + url() + " is version " + Shown.text(version) + "; Lockstep needs 1." + OLDEST_MINOR
                    + " or newer, because older ones do not show locked accounts. Nothing was changed.");
        }
    }

    /**
     * Throws what a refusal of Synapse's own means.
     *
     * @param retryAfter the header {@code Retry-After}, or null; where it says nothing, {@code retry_after_ms} of the body counts
     * @see <a href="https://spec.matrix.org/latest/client-server-api/#rate-limiting">Matrix, rate limiting</a>
     */
    public void refuse(int status, String retryAfter, String body) {
        String errcode = "";
        String error = "";
        Optional<Duration> asked = RetryAfter.of(retryAfter, Instant.now());
        try {
            JsonNode json = JSON.readTree(body == null ? "" : body);
            errcode = json.path("errcode").asText("");
            error = shown(json.path("error").asText(""));
            long milliseconds = json.path("retry_after_ms").asLong();
            asked = asked.isEmpty() && milliseconds > 0 ? Optional.of(Duration.ofMillis(milliseconds)) : asked;
        } catch (IOException e) {
            // What has not Synapse's form is somebody else's: the way to Synapse tells it before it comes here.
        }
        String came = status + (error.isEmpty() ? "" : " '" + error + "'");
        Optional<SetupException> known = refusals.explain(status, errcode, came);
        if (known.isPresent()) {
            throw known.get();
        }
        throw new SourceException("Synapse at " + url() + " answered " + came + ". Nothing was changed. Look at its log and at MAS's, which it asks about every token.", null, asked);
    }

    /** Throws anew, as a sentence, what happened on the way. */
    public void explain(Exception failure) {
        if (failure instanceof SourceException || failure instanceof SetupException) {
            throw (RuntimeException) failure;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException || cause instanceof ConnectionClosedException) {
                throw new SourceException("Synapse at " + url() + " gave an answer that was cut or is no JSON. Nothing was changed."
                        + " If this goes on, look whether a proxy in between answers instead of Synapse.", failure);
            }
        }
        reach.explain(failure).ifPresent(known -> {
            throw known;
        });
        String came = failure.getMessage() == null ? failure.getClass().getSimpleName() : shown(failure.getMessage());
        throw new SourceException("Synapse at " + url() + " did not answer: " + came + ". Nothing was changed. Check that it runs, and lockstep.matrix.url.", failure);
    }

    /** What others say may repeat what they were sent. */
    private String shown(String said) {
        return Shown.text(secrets.hide(said));
    }

    private String url() {
        return reach.shown();
    }
}

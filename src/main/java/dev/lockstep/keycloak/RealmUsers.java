package dev.lockstep.keycloak;

import dev.lockstep.account.Asked;
import dev.lockstep.account.DirectoryEntry;
import dev.lockstep.account.LookTimeException;
import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.account.PersonPage.Found;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.account.RealmUser;
import dev.lockstep.account.SourceException;
import dev.lockstep.net.Deadline;
import dev.lockstep.net.ForeignAnswer;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.WebApplicationException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.admin.client.resource.UsersResource;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Asks for one person in the realm.
 *
 * @see <a href="https://www.keycloak.org/docs-api/latest/rest-api/index.html#_users">Keycloak Admin REST API, users</a>
 */
public final class RealmUsers implements AutoCloseable {

    /** A directory that is frozen keeps an answer back for 5 to 15 s. */
    private static final int PATIENCE_SECONDS = 15;
    /** A proxy's word for a Keycloak that waits for its directory longer than the proxy does. */
    private static final int GATEWAY_TIMEOUT = 504;
    /** Somebody of a federation that isn't imported: {@code f:FEDERATION:USERNAME}. */
    private static final String NOT_IMPORTED = "f:";

    private final Settings settings;
    private final KeycloakFailures failures;
    private final Optional<UsersResource> given;
    private Keycloak client;
    private int reading;

    public RealmUsers(Settings settings) {
        this(settings, Optional.empty());
    }

    /** One that asks these users; where none are given, those of the realm. */
    RealmUsers(Settings settings, Optional<UsersResource> given) {
        this.settings = settings;
        this.given = given;
        this.failures = new KeycloakFailures(settings);
    }

    /**
     * The person with this Keycloak id or username (without case); nobody, or one.
     *
     * @throws dev.lockstep.account.SourceException when Keycloak can't be read
     * @throws dev.lockstep.account.SetupException  when a credential or a right is wrong
     */
    public List<RealmUser> find(Asked asked) {
        String idOrUsername = asked.text();
        try {
            Optional<UserRepresentation> known = GroupFinder.ID.matcher(idOrUsername).matches() ? byId(idOrUsername) : named(idOrUsername);
            if (known.isEmpty()) {
                return List.of();
            }
            UserRepresentation user = known.get();
            List<String> groups = users().get(user.getId()).groups().stream().map(GroupRepresentation::getPath).sorted().toList();
            return List.of(new RealmUser(user.getId(), user.getUsername(), !Boolean.FALSE.equals(user.isEnabled()), groups));
        } catch (WebApplicationException | ProcessingException e) {
            if (isGone(e)) {
                return List.of();
            }
            throw failures.explain("the user '" + idOrUsername + "'", e);
        }
    }

    /**
     * What Keycloak's own page of a person shows. Where a directory stands behind the person it is asked too: a listing and the page may both be old copies, only the person's credentials
     * are always asked of the directory itself.
     *
     * @throws dev.lockstep.account.SourceException when Keycloak can't be read
     * @throws dev.lockstep.account.SetupException  when a credential is wrong
     */
    public PersonPage ask(PersonQuestion question) {
        try {
            return answer(question);
        } catch (WebApplicationException | ProcessingException e) {
            if (e instanceof ForbiddenException refusal && isMissingRole(KeycloakWords.of(refusal))) {
                return PersonPage.notAllowed();
            }
            throw failures.explain("the user '" + question.id().or(question::username).orElseThrow() + "'", e);
        }
    }

    /** Where a person comes from; the brief form tells it too. */
    static Optional<DirectoryEntry> entry(UserRepresentation user) {
        Map<String, List<String>> attributes = user.getAttributes() == null ? Map.of() : user.getAttributes();
        Optional<String> directoryId = Optional.ofNullable(attributes.get("LDAP_ID")).filter(values -> values.size() == 1).map(values -> values.get(0));
        return Optional.ofNullable(user.getFederationLink()).or(() -> federationOf(user.getId())).map(federation -> new DirectoryEntry(federation, directoryId));
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    private PersonPage answer(PersonQuestion question) {
        try {
            Optional<UserRepresentation> user = question.id().isPresent() ? byId(question.id().get()) : Optional.empty();
            if (user.isEmpty()) {
                user = question.username().flatMap(this::named).filter(found -> question.id().isEmpty() || isSame(question, found));
            }
            return user.isPresent() ? page(user.get(), question) : nobody(question);
        } catch (ServerErrorException | ProcessingException e) {
            Optional<String> federation = federation(question).filter(known -> isSilence(e));
            if (federation.isEmpty()) {
                throw e;
            }
            return anotherAnswers(federation.get(), question) ? new PersonPage(Found.SOMEBODY, true, false, Directory.SILENT_HERE, question.entry()) : PersonPage.down(federation.get());
        }
    }

    private PersonPage page(UserRepresentation user, PersonQuestion question) {
        Optional<DirectoryEntry> entry = entry(user);
        Directory directory = Directory.NONE;
        if (entry.isPresent()) {
            switch (credentials(user.getId())) {
                case THERE -> directory = Directory.ANSWERS;
                case GONE -> {
                    return PersonPage.nobody();
                }
                default -> {
                    if (!anotherAnswers(entry.get().federation(), question)) {
                        return PersonPage.down(entry.get().federation());
                    }
                    // Seen: with imports such a question takes the person out of Keycloak, so their groups are not asked for.
                    return new PersonPage(Found.SOMEBODY, !Boolean.FALSE.equals(user.isEnabled()), false, Directory.SILENT_HERE, entry);
                }
            }
        }
        boolean inGroup = users().get(user.getId()).groups().stream().map(GroupRepresentation::getId).anyMatch(question.groups()::contains);
        return new PersonPage(Found.SOMEBODY, !Boolean.FALSE.equals(user.isEnabled()), inGroup, directory, entry);
    }

    /** With a federation that isn't imported, a search finds nobody while the directory is down: that reads like "no such person". */
    private PersonPage nobody(PersonQuestion question) {
        Set<String> federations = question.id().isEmpty() ? question.witnesses().keySet()
                : federation(question).map(Set::of).orElse(Set.of());
        return federations.stream().sorted().filter(federation -> others(federation, question).findAny().isPresent())
                .filter(federation -> !anotherAnswers(federation, question)).findFirst().map(PersonPage::down).orElseGet(PersonPage::nobody);
    }

    private enum Credentials { THERE, GONE, UNKNOWN }

    private Credentials credentials(String id) {
        try (Deadline.Held held = Deadline.in(Duration.ofSeconds(PATIENCE_SECONDS)).hold()) {
            return users().get(id).credentials().stream().anyMatch(credential -> "password".equals(credential.getType())) ? Credentials.THERE : Credentials.UNKNOWN;
        } catch (NotFoundException e) {
            if (!isGone(e)) {
                throw e;
            }
            return Credentials.GONE;
        } catch (ServerErrorException | ProcessingException e) {
            if (!isSilence(e)) {
                throw e;
            }
            return Credentials.UNKNOWN;
        }
    }

    /** Only Keycloak's own word for it: whoever a proxy or a wrong path does not find has not gone. */
    private static boolean isGone(RuntimeException failure) {
        return failure instanceof NotFoundException missing && KeycloakWords.of(missing).noUser();
    }

    private static boolean isMissingRole(KeycloakWords words) {
        return !words.say("HTTPS required") && !words.say("Realm not enabled");
    }

    /** Keycloak passes a directory's refusal on as its own failure, and waits where that waits. One that can't be reached at all is itself the trouble. */
    private static boolean isSilence(RuntimeException failure) {
        Throwable cause = failure;
        while (cause != null && !isSilent(cause)) {
            cause = cause.getCause();
        }
        return cause != null || failure instanceof ServerErrorException;
    }

    private static boolean isSilent(Throwable cause) {
        return cause instanceof SocketTimeoutException || cause instanceof SourceException && !(cause instanceof LookTimeException)
                || cause instanceof ForeignAnswer foreign && foreign.status() == GATEWAY_TIMEOUT;
    }

    /** Whether the directory answers for somebody else. Two are asked: the first may have gone just now. */
    private boolean anotherAnswers(String federation, PersonQuestion question) {
        return others(federation, question).limit(2).anyMatch(id -> credentials(id) == Credentials.THERE);
    }

    private static Stream<String> others(String federation, PersonQuestion question) {
        return question.witnesses().getOrDefault(federation, List.of()).stream().filter(id -> !question.id().equals(Optional.of(id)));
    }

    private static boolean isSame(PersonQuestion question, UserRepresentation found) {
        return question.entry().flatMap(DirectoryEntry::id).filter(id -> entry(found).flatMap(DirectoryEntry::id).equals(Optional.of(id))).isPresent();
    }

    private Optional<UserRepresentation> byId(String id) {
        UserResource user = users().get(id);
        try {
            UserRepresentation found = user.toRepresentation();
            if (found == null || !id.equals(found.getId())) {
                throw new SourceException("Keycloak was asked for the user '" + id + "' and answered something that is not that user. Nothing was changed. Is there a proxy in between that changes answers?");
            }
            return Optional.of(found);
        } catch (NotFoundException e) {
            if (!isGone(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Optional<UserRepresentation> named(String username) {
        return users().searchByUsername(username, true).stream().findFirst();
    }

    private static Optional<String> federation(PersonQuestion question) {
        return question.id().flatMap(RealmUsers::federationOf).or(() -> question.entry().map(DirectoryEntry::federation));
    }

    private static Optional<String> federationOf(String id) {
        String[] words = id.split(":", 3);
        return id.startsWith(NOT_IMPORTED) && words.length == 3 ? Optional.of(words[1]) : Optional.empty();
    }

    private synchronized UsersResource users() {
        if (given.isPresent()) {
            return given.get();
        }
        if (reading != settings.reading()) {
            close();
        }
        if (client == null) {
            reading = settings.reading();
            client = KeycloakClient.build(settings, PATIENCE_SECONDS);
        }
        return client.realm(settings.get(Keys.KEYCLOAK_REALM)).users();
    }
}

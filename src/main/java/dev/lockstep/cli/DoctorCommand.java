package dev.lockstep.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.account.Account;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Asked;
import dev.lockstep.account.Census;
import dev.lockstep.account.Members;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.PersonPage;
import dev.lockstep.account.PersonPage.Directory;
import dev.lockstep.account.PersonPage.Found;
import dev.lockstep.account.PersonQuestion;
import dev.lockstep.account.SetupException;
import dev.lockstep.account.SourceException;
import dev.lockstep.cli.Checks.Check;
import dev.lockstep.ledger.LedgerCheck;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.net.Reach;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Inquiries;
import dev.lockstep.plan.Reason;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lockstep doctor}: every part that a run needs, tried for real and alone, one line each. */
@Command(name = "doctor", description = "Try every setting, credential and right for real, and say what to mend. Changes nothing.")
final class DoctorCommand implements Callable<Integer> {

    private static final String CLOCK = "clock";

    private final SyncRun run = SyncRun.telling("cli");
    @Mixin
    private Options options;
    @Mixin
    private ColourOption colour;
    @Spec
    private CommandSpec spec;
    private Checks checks;
    private Settings settings;

    @Override
    public Integer call() {
        // A fault that passes by itself is told at once too.
        settings = options.checked().with(Keys.RETRY_READS_COUNT, "0");
        if (!options.verbose()) {
            Logging.quiet("error");
        }
        checks = new Checks(spec.commandLine().getOut(), colour.text(), Marks.ofTerminal());
        // What has no effect gets no tick: whoever wrote it believes that it has.
        if (settings.remarks().isEmpty()) {
            checks.attempt("settings", () -> options.file(), file -> "'" + file + "' and the environment, " + Keys.all().size() + " settings");
        }
        settings.remarks().forEach(sentence -> checks.warn("settings", sentence));
        Contradictions.in(settings).forEach(sentence -> checks.warn("settings", sentence));
        Exposures.in(settings, options.file()).forEach(sentence -> checks.warn("secrets", sentence));
        nameThatPeopleCanEdit().ifPresent(sentence -> checks.warn("names", sentence));
        Check<LedgerCheck> ledger = checks.attempt("ledger", () -> LedgerCheck.of(StateFolder.of(settings)),
                found -> "'" + found.file() + "' "
                        + (found.busy() ? "is whole; another process writes to it right now, so that wasn't tried" : "can be written and is whole") + ", version " + found.version());
        try (Launcher launcher = Launcher.start(settings, false)) {
            Check<Answering> keycloak = timed(checks.attempt("Keycloak", () -> Answering.ask(Reach.keycloak(settings), realm(), Keys.KEYCLOAK_URL.key()),
                    answer -> "'" + settings.get(Keys.KEYCLOAK_URL) + "' answers"));
            Check<Members> members = keycloak(launcher, keycloak);
            people(launcher, members);
            Check<Answering> synapse = timed(checks.attempt("Synapse", () -> Answering.ask(Reach.synapse(settings), "/_matrix/client/versions", Keys.MATRIX_URL.key()),
                    answer -> "'" + settings.get(Keys.MATRIX_URL) + "' answers"));
            Check<?> version = checks.attempt("Synapse version", () -> launcher.ask("direct:lockstep-check-version", run, Map.of(), JsonNode.class),
                    answer -> answer.path("server_version").asText(), synapse);
            Check<JsonNode> token = checks.attempt("Matrix token", () -> launcher.ask("direct:lockstep-check-token", run, Map.of(), JsonNode.class),
                    whoami -> "belongs to '" + whoami.path("user_id").asText() + "'", synapse);
            Check<Accounts> accounts = checks.attempt("Synapse accounts", () -> launcher.ask("direct:lockstep-listing", run, Map.of("whoami", token.get()), Accounts.class),
                    DoctorCommand::states, token);
            masCli(launcher, token);
            clock(keycloak, synapse);
            checks.attempt("plan", () -> launcher.ask("direct:lockstep-plan", run, Map.of(), Verdict.class), DoctorCommand::outlook, ledger, members, version, accounts);
        }
        return checks.conclude() ? 0 : 2;
    }

    /** Whether people may edit their username, the realm alone knows, and doesn't tell everybody: docs/safety.md says it. */
    private Optional<String> nameThatPeopleCanEdit() {
        String source = settings.get(Keys.MXID_LOCALPART);
        return source.equals("username") ? Optional.empty() : Optional.of(Keys.MXID_LOCALPART.key() + "=" + source + ": whoever may edit that in their own Keycloak profile chooses whose Matrix account"
                + " counts as theirs. Let only administrators edit it (Realm settings, User profile)");
    }

    /** The page of the realm that gives the token: of another one a reverse proxy may know nothing. */
    private String realm() {
        String realm = settings.find(Keys.KEYCLOAK_USERNAME).isPresent() ? "master" : settings.get(Keys.KEYCLOAK_REALM);
        return "/realms/" + URLEncoder.encode(realm, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Check<Members> keycloak(Launcher launcher, Check<Answering> keycloak) {
        Check<String> signIn = checks.attempt("Keycloak sign-in", () -> launcher.ask("direct:lockstep-check-sign-in", run, Map.of(), String.class), who -> who + " gets a token", keycloak);
        List<Check<?>> groups = new ArrayList<>();
        for (String group : settings.get(Keys.KEYCLOAK_GROUP)) {
            groups.add(checks.attempt("Keycloak group '" + group + "'", () -> launcher.ask("direct:lockstep-check-group", run, Map.of("group", new Asked(group)), String.class),
                    path -> "found, its path is '" + path + "'", signIn));
        }
        return checks.attempt("Keycloak members", () -> launcher.ask("direct:lockstep-members", run, Map.of(), Members.class),
                found -> found.all().size() + " in " + (found.groups().size() == 1 ? "the group" : found.groups().size() + " groups together") + ", "
                        + found.all().stream().filter(member -> !member.enabled()).count() + " of them disabled; the role to read them is there",
                groups.toArray(Check<?>[]::new));
    }

    /** Whether Keycloak and the directories behind it can be asked for single people, as a run does before it shuts anybody out. */
    private void people(Launcher launcher, Check<Members> members) {
        Optional<PersonQuestion> question = members.found().flatMap(Inquiries::sample);
        if (members.found().isPresent() && question.isEmpty()) {
            checks.leaveOut("Keycloak people", "not checked, because there is no member to ask for");
            return;
        }
        Check<PersonPage> page = checks.attempt("Keycloak people", () -> {
            PersonPage found = launcher.ask("direct:lockstep-check-page", run, Map.of("question", question.orElseThrow()), PersonPage.class);
            if (found.directory() == Directory.DOWN) {
                throw new SourceException("The user federation '" + found.entry().orElseThrow().federation() + "' does not answer for anybody: every run that would shut somebody out is held."
                        + " Look at the directory, and at the federation's settings in Keycloak.");
            }
            return found;
        }, found -> found.found() == Found.NOT_ALLOWED ? "can't be asked for by themselves" : "can be asked for by themselves before they are shut out"
                + (found.directory() == Directory.ANSWERS ? ", and their directory answers" : ""), members);
        page.found().filter(found -> found.found() == Found.NOT_ALLOWED).ifPresent(found -> checks.warn("Keycloak people", "the role view-users of the client realm-management is missing, or a part of it: closings rest on"
                + " the group's list alone, which a directory behind Keycloak can shorten without an error, and on looks that are not older than five minutes"));
        members.found().map(Census::of).ifPresent(census -> census.counts().keySet().stream().filter(federation -> !federation.equals(Census.ALL)).sorted()
                .forEach(federation -> checks.leaveOut("Keycloak federation", census.of(federation).members() + " members come from '" + federation + "'. Look at its settings yourself (docs/safety.md says why):"
                        + " its group mapper is not of mode IMPORT, Connection timeout and Read timeout are set, changed users are synced periodically, and the directory's reader has no size limit")));
    }

    private void masCli(Launcher launcher, Check<JsonNode> token) {
        Check<?> config = masConfig(launcher);
        Check<String> version = checks.attempt("mas-cli", () -> launcher.ask("direct:lockstep-check-mas-version", run, Map.of(), String.class),
                said -> "'" + settings.get(Keys.MAS_COMMAND).get(0) + "' can be called, and is '" + said + "'");
        checks.attempt("mas-cli database", () -> {
            Mxid owner = Mxid.parse(token.get().path("user_id").asText());
            launcher.ask("direct:lockstep-check-mas-database", run, Map.of("owner", owner), Object.class);
            return owner;
        }, owner -> "answers, and knows '" + owner + "', the owner of the Matrix token", config, version, token);
        if (settings.get(Keys.PROTECT_MAS_ADMINISTRATORS)) {
            checks.attempt("MAS administrators", () -> launcher.ask("direct:lockstep-administrators-read", run, Map.of(), Administrators.class),
                    found -> found.localparts().size() + ", never touched", config, version);
        } else {
            checks.warn("MAS administrators", "lockstep.protect.mas-administrators=false: one who is not in the group is shut out like anybody else");
        }
    }

    /** Only a command of one word is known to read the files of this machine. */
    private Check<?> masConfig(Launcher launcher) {
        if (settings.get(Keys.MAS_COMMAND).size() > 1) {
            checks.leaveOut("mas-cli config", "not checked, because lockstep.mas.command may read the files of another machine; 'mas-cli database' tells whether it is there");
            return Check.notNeeded();
        }
        return checks.attempt("mas-cli config", () -> {
            launcher.ask("direct:lockstep-check-mas-config", run, Map.of(), Object.class);
            return settings.find(Keys.MAS_CONFIG);
        }, file -> file.map(path -> "'" + path + "'").orElse("the one that MAS_CONFIG names, or config.yaml,") + " can be read");
    }

    /** By a clock that differs each question to the server would fail: it is told once, here, and they are not asked. */
    private Check<Answering> timed(Check<Answering> server) {
        return server.found().flatMap(Answering::wrongClock).map(wrong -> checks.<Answering>attempt(CLOCK, () -> {
            throw new SetupException(wrong);
        }, Answering::name)).orElse(server);
    }

    private void clock(Check<Answering> keycloak, Check<Answering> synapse) {
        List<String> right = Stream.of(keycloak, synapse).flatMap(server -> server.found().stream()).filter(server -> server.ahead().isPresent()).map(Answering::name).toList();
        if (!right.isEmpty()) {
            checks.attempt(CLOCK, () -> right, names -> "agrees with " + String.join("'s and ", names) + "'s");
        } else if (!keycloak.failed().equals(CLOCK) && !synapse.failed().equals(CLOCK)) {
            checks.leaveOut(CLOCK, "not checked, because no server told the time");
        }
    }

    private static String states(Accounts accounts) {
        return accounts.all().size() + ": " + counts(accounts.all().stream().map(Account::state), AccountState::words) + "; the token may list them";
    }

    private static String outlook(Verdict verdict) {
        SyncPlan plan = verdict.plan();
        return "accounts that a sync would close: " + plan.closings().size() + ", open: " + (plan.actions().size() - plan.closings().size()) + ", leave alone: " + plan.skipped().size()
                + (plan.skipped().isEmpty() ? "" : " (" + counts(plan.skipped().stream().map(Decision::rule), Rule::id) + ")") + "; members without a Matrix user id: "
                + plan.unmapped().size() + (verdict.held() ? ". It would be held: " + verdict.allReasons().stream().map(Reason::brief).collect(Collectors.joining(" ")) : "");
    }

    private static <K> String counts(Stream<K> kinds, Function<K, String> words) {
        return kinds.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())).entrySet().stream()
                .map(kind -> kind.getValue() + " " + words.apply(kind.getKey())).collect(Collectors.joining(", "));
    }}

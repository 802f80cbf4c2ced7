package dev.lockstep.cli;

import dev.lockstep.account.Account;
import dev.lockstep.account.Asked;
import dev.lockstep.account.Member;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import dev.lockstep.account.RealmUser;
import dev.lockstep.ledger.Ledger;
import dev.lockstep.ledger.StateFolder;
import dev.lockstep.plan.Look;
import dev.lockstep.plan.Renamed;
import dev.lockstep.plan.Verdict;
import dev.lockstep.report.Block;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Report;
import dev.lockstep.report.Tone;
import dev.lockstep.run.SyncRun;
import dev.lockstep.settings.Keys;
import dev.lockstep.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lockstep explain}: one person or account, in words that a help desk can read out. */
@Command(name = "explain", description = "Say in words how one person's account stands, what Lockstep did to it, and what a sync would do now. Changes nothing.")
final class ExplainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "USER", description = "A Keycloak username or id, a Matrix user id (@name:server) or its first part.")
    private String user;
    @Mixin
    private Options options;
    @Mixin
    private OutputOption output;
    @Mixin
    private ColourOption colour;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        output.asked();
        Settings settings = options.settings();
        if (!options.verbose()) {
            Logging.quiet("error");
        }
        SyncRun run = SyncRun.telling("cli");
        List<String> groups = new ArrayList<>();
        try (Launcher launcher = Launcher.start(settings, false)) {
            Verdict verdict;
            try (Progress progress = Progress.of(run, Terminal.of(spec))) {
                verdict = launcher.ask("direct:lockstep-plan", run, Map.of(), Verdict.class);
            }
            settings.get(Keys.KEYCLOAK_GROUP).forEach(group -> groups.add(launcher.ask("direct:lockstep-check-group", run, Map.of("group", new Asked(group)), String.class)));
            return tell(settings, run.look().orElseThrow(), verdict, groups, name -> launcher.ask("direct:lockstep-check-person", run, Map.of("person", new Asked(name)), List.class));
        }
    }

    private int tell(Settings settings, Look look, Verdict verdict, List<String> groups, Function<String, List<?>> keycloak) {
        try (Ledger ledger = Ledger.open(StateFolder.of(settings))) {
            List<Explanation.Subject> found = subjects(look, verdict, new MxidMapping(settings.get(Keys.MXID_LOCALPART), look.accounts().owner().server()), ledger);
            if (found.isEmpty()) {
                Optional<RealmUser> outside = keycloak.apply(user.strip()).stream().map(RealmUser.class::cast).findFirst();
                String answer = outside.map(person -> outsider(person, look, groups)).orElseGet(() -> nobody(look, groups));
                output.print(new Report(Map.of("people", List.of(), "answer", answer), List.of(new Sentence(answer, Tone.PLAIN))), colour);
                return outside.isPresent() ? 0 : 2;
            }
            Report report = new Explanation(look, verdict, groups, ledger, keycloak).of(found);
            List<Block> blocks = new ArrayList<>(report.blocks());
            if (found.size() > 1) {
                blocks.add(0, new Sentence("'" + user + "' fits " + found.size() + " people or accounts; here is each.", Tone.PLAIN));
            }
            output.print(new Report(report.object(), blocks), colour);
            return 0;
        }
    }

    /** Whoever has this id or username, whose account has this name, and whose account the ledger remembers under it. */
    private List<Explanation.Subject> subjects(Look look, Verdict verdict, MxidMapping mapping, Ledger ledger) {
        String name = user.strip();
        Set<Mxid> mxids = new LinkedHashSet<>();
        mxids.add(mxid(name, mapping.serverName()));
        mxids.addAll(ledger.accountsOf(name));
        List<Explanation.Subject> found = new ArrayList<>();
        Map<String, Mxid> kept = verdict.plan().renamed().stream().collect(Collectors.toMap(Renamed::username, Renamed::mxid));
        for (Member member : look.members().all()) {
            MxidMapping.Mapped mapped = mapping.map(member);
            Optional<Mxid> theirs = Optional.ofNullable(kept.get(member.username())).or(mapped::mxid);
            if (member.id().equals(name) || member.username().equalsIgnoreCase(name) || theirs.filter(mxids::contains).isPresent()) {
                found.add(new Explanation.Subject(Optional.of(member), theirs, mapped.reason(), account(look, theirs)));
            }
        }
        for (Mxid mxid : mxids) {
            boolean told = found.stream().anyMatch(subject -> subject.mxid().filter(mxid::equals).isPresent());
            Optional<Account> account = account(look, Optional.of(mxid));
            if (!told && (account.isPresent() || !ledger.actions(mxid).isEmpty())) {
                found.add(new Explanation.Subject(Optional.empty(), Optional.of(mxid), "", account));
            }
        }
        return found;
    }

    private static Mxid mxid(String name, String serverName) {
        try {
            return name.startsWith("@") ? Mxid.parse(name) : new Mxid(name, serverName);
        } catch (IllegalArgumentException e) {
            return new Mxid(name.substring(1), serverName);
        }
    }

    private static Optional<Account> account(Look look, Optional<Mxid> mxid) {
        return mxid.flatMap(wanted -> look.accounts().all().stream().filter(account -> account.mxid().equals(wanted)).findFirst());
    }

    private static String outsider(RealmUser person, Look look, List<String> groups) {
        return "'" + person.username() + "' (id " + person.id() + ") is in Keycloak" + (person.enabled() ? "" : ", disabled") + ", but not in " + Explanation.names(groups)
                + (person.groups().isEmpty() ? ", nor in any other" : "; in " + Explanation.names(person.groups())) + ". There is no account on '" + look.accounts().owner().server() + "'."
                + " To let the person chat, put them into the group: the account is made when they sign in for the first time.";
    }

    private String nobody(Look look, List<String> groups) {
        return "Nobody is known as '" + user + "': no member of " + Explanation.names(groups) + ", no account on '" + look.accounts().owner().server()
                + "', and nobody in Lockstep's ledger."
                + " Check the spelling: the username in Keycloak is wanted, not the name that people see. Check in Keycloak that the person exists and is in the group;"
                + " only then may they chat, and the account is made when they sign in for the first time.";
    }
}

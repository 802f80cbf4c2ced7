package dev.lockstep.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.account.Account;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Accounts;
import dev.lockstep.account.Administrators;
import dev.lockstep.account.Member;
import dev.lockstep.account.Members;
import dev.lockstep.account.Mxid;
import dev.lockstep.account.MxidMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One file of {@code src/test/resources/plan}: what was read, what the ledger knows, and the plan that must come of it. Whatever a file leaves out is empty, or
 * the default of the policy.
 *
 * @param policy         the settings that differ from the default
 * @param members        usernames, or objects where there is more to say
 * @param accounts       MXID -> state, or an object where there is more to say
 * @param tokenOwner     whose token read the accounts
 * @param administrators the usernames that MAS lists
 * @param ledger         what the ledger knows
 * @param secondLook     the members at the second look; left out where there was none
 * @param membersByPage  the MXIDs of those whom Keycloak's own page shows in the group, when it is asked for them
 * @param actions        MXID -> "action: rule"
 * @param skipped        MXID -> rule
 * @param unmapped       username -> reason
 * @param renamed        username -> MXID that they keep
 * @param unchanged      MXID -> rule of the accounts that are as they should be; a plan counts these without naming them, so the rule is for the reader
 * @param overdue        the MXIDs whose actions don't show
 */
record GoldenCase(Policy policy, List<Person> members, Map<String, Listed> accounts, String tokenOwner, Set<String> administrators, Ledger ledger,
        List<Person> secondLook, Set<String> membersByPage, Map<String, String> actions, Map<String, String> skipped, Map<String, String> unmapped, Map<String, String> renamed,
        Map<String, String> unchanged, List<String> overdue) {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String SERVER = "example.org";

    private static final ObjectMapper JSON = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    GoldenCase {
        policy = policy == null ? new Policy(null, null, null, null, null, null, null, null, null, null, null, null) : policy;
        members = members == null ? List.of() : members;
        accounts = accounts == null ? Map.of() : accounts;
        tokenOwner = tokenOwner == null ? "@lockstep:" + SERVER : tokenOwner;
        administrators = administrators == null ? Set.of() : administrators;
        ledger = ledger == null ? new Ledger(null, null, null, null) : ledger;
        actions = actions == null ? Map.of() : actions;
        skipped = skipped == null ? Map.of() : skipped;
        unmapped = unmapped == null ? Map.of() : unmapped;
        renamed = renamed == null ? Map.of() : renamed;
        unchanged = unchanged == null ? Map.of() : unchanged;
        overdue = overdue == null ? List.of() : overdue;
    }

    record Policy(String mode, String disabledMembers, String reopen, String scope, Set<String> protect, Set<String> keepClosed, String settleTime,
            String localpart, List<String> patterns, List<String> bridgeUsers, Set<String> bridgeSenders, String deactivateAfter) {

        SyncPolicy policy() {
            return new SyncPolicy(constant(SyncPolicy.Mode.class, mode, "deactivate"), constant(SyncPolicy.DisabledMembers.class, disabledMembers, "lock"),
                    constant(SyncPolicy.Reopen.class, reopen, "any"), constant(SyncPolicy.Scope.class, scope, "all"), protect == null ? Set.of() : protect,
                    keepClosed == null ? Set.of() : keepClosed, duration(settleTime == null ? "10 minutes" : settleTime),
                    compiled(patterns), new Bridges(compiled(bridgeUsers), bridgeSenders == null ? Set.of() : bridgeSenders),
                    deactivateAfter == null ? Duration.ZERO : duration(deactivateAfter));
        }

        private static List<Pattern> compiled(List<String> patterns) {
            return patterns == null ? List.of() : patterns.stream().map(Pattern::compile).toList();
        }
    }

    record Person(String id, String username, boolean disabled, String email, boolean unverified, Map<String, List<String>> attributes) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Person(String username) {
            this(null, username, false, null, false, null);
        }

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        Person {
            attributes = attributes == null ? Map.of() : attributes;
        }

        Member member(MxidMapping mapping) {
            return new Member(id == null ? "id of " + username : id, username, mapping.localpart(username, email, !unverified, attributes::get), !disabled);
        }
    }

    record Listed(String state, boolean guest, boolean serverAdmin, String userType) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Listed(String state) {
            this(state, false, false, null);
        }

        @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
        Listed {
            userType = userType == null ? "" : userType;
        }

        Account account(String mxid) {
            return new Account(Mxid.parse(mxid), constant(AccountState.class, state, null), guest, serverAdmin, userType);
        }
    }

    record Ledger(Map<String, LastAction> accounts, Set<String> onceMembers, Map<String, String> belongs, Map<String, String> absent) {

        Ledger {
            accounts = accounts == null ? Map.of() : accounts;
            onceMembers = onceMembers == null ? Set.of() : onceMembers;
            belongs = belongs == null ? Map.of() : belongs;
            absent = absent == null ? Map.of() : absent;
        }

        History history() {
            return new History(accounts.entrySet().stream().collect(Collectors.toMap(entry -> Mxid.parse(entry.getKey()), entry -> entry.getValue().history())),
                    onceMembers.stream().map(Mxid::parse).collect(Collectors.toSet()), Set.of(), true, NOW, NOW,
                    belongs.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> Mxid.parse(entry.getValue()))),
                    absent.entrySet().stream().collect(Collectors.toMap(entry -> Mxid.parse(entry.getKey()), entry -> duration(entry.getValue()))), Map.of());
        }
    }

    record LastAction(String last, String standing, String ago, String closedByUs) {

        AccountHistory history() {
            return new AccountHistory(constant(AccountAction.class, last, null), constant(AccountHistory.Standing.class, standing, null),
                    NOW.minus(duration(ago)), Optional.ofNullable(closedByUs).map(closing -> constant(AccountAction.class, closing, null)));
        }
    }

    static GoldenCase read(Path file) {
        try {
            return JSON.readValue(file.toFile(), GoldenCase.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("The golden case '" + file.getFileName() + "' can't be read: " + e.getMessage(), e);
        }
    }

    /** The plan that the planner makes of it, after the second look where there was one. */
    SyncPlan plan() {
        MxidMapping mapping = new MxidMapping(policy.localpart() == null ? "username" : policy.localpart(), SERVER);
        SyncPlanner planner = new SyncPlanner(mapping, policy.policy());
        List<Account> listed = new ArrayList<>();
        accounts.forEach((mxid, account) -> listed.add(account.account(mxid)));
        Look look = new Look(new Members(people(members, mapping), List.of("group")), new Accounts(listed, Mxid.parse(tokenOwner)), Administrators.of(administrators));
        SyncPlan plan = planner.plan(look, ledger.history());
        SyncPlan careful = secondLook == null ? plan : planner.lookAgain(plan, people(secondLook, mapping), look, ledger.history());
        return membersByPage == null ? careful
                : new Hearing(membersByPage.stream().collect(Collectors.toMap(Mxid::parse, mxid -> Finding.MEMBER_AFTER_ALL)), Set.of()).spare(careful);
    }

    /** What the file expects. */
    Outcome expected() {
        return new Outcome(new TreeMap<>(actions), new TreeMap<>(skipped), new TreeMap<>(unmapped), new TreeMap<>(renamed), new TreeSet<>(unchanged.keySet()), unchanged.size(), overdue);
    }

    /** A plan as the files write it. */
    record Outcome(Map<String, String> actions, Map<String, String> skipped, Map<String, String> unmapped, Map<String, String> renamed, Set<String> unnamed, int unchanged,
            List<String> overdue) {

        static Outcome of(SyncPlan plan, Set<String> accounts) {
            Set<String> unnamed = new TreeSet<>(accounts);
            Stream.concat(plan.actions().stream(), plan.skipped().stream()).forEach(decision -> unnamed.remove(decision.mxid().toString()));
            return new Outcome(
                    byName(plan.actions(), decision -> decision.action().orElseThrow().words() + ": " + decision.rule().id()),
                    byName(plan.skipped(), decision -> decision.rule().id()),
                    plan.unmapped().stream().collect(Collectors.toMap(Unmapped::username, Unmapped::reason, Outcome::twice, TreeMap::new)),
                    plan.renamed().stream().collect(Collectors.toMap(Renamed::username, person -> person.mxid().toString(), Outcome::twice, TreeMap::new)),
                    unnamed, plan.unchanged(), plan.overdue().stream().map(Mxid::toString).toList());
        }

        private static Map<String, String> byName(List<Decision> decisions, Function<Decision, String> words) {
            return decisions.stream().collect(Collectors.toMap(decision -> decision.mxid().toString(), words, Outcome::twice, TreeMap::new));
        }

        private static String twice(String one, String other) {
            return one + " and " + other;
        }
    }

    private static List<Member> people(List<Person> people, MxidMapping mapping) {
        return people.stream().map(person -> person.member(mapping)).toList();
    }

    /** Reads a duration as people write it: "10 minutes". */
    private static Duration duration(String words) {
        String[] parts = words.split(" ");
        String unit = parts[1].endsWith("s") ? parts[1] : parts[1] + "s";
        return Duration.of(Long.parseLong(parts[0]), ChronoUnit.valueOf(unit.toUpperCase(Locale.ROOT)));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String words, String otherwise) {
        return Enum.valueOf(type, Optional.ofNullable(words).orElse(otherwise).toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

package dev.lockstep.cli;

import static dev.lockstep.run.ExitCode.DONE;
import static dev.lockstep.run.ExitCode.HELD;
import static dev.lockstep.run.ExitCode.INCOMPLETE;
import static dev.lockstep.run.ExitCode.SETUP;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.run.ExitCode;
import dev.lockstep.sandbox.Fault;
import dev.lockstep.sandbox.Faults;
import dev.lockstep.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What can go wrong at each request of a run, and how the run has to end. Five members in pages of two or all at once; eight accounts in pages of two. */
final class FaultCases {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GROUP = "/group-by-path";
    private static final String MEMBERS = "/members";
    private static final String ACCOUNTS = "/_synapse/admin/v2/users";
    private static final List<String> ACCOUNT_PAGES = List.of("from=0", "from=2", "from=4", "from=6");
    private static final List<String> MEMBER_PAGES = List.of("first=0&max=2", "first=2&max=2", "first=4&max=2", "first=6&max=2");
    /** More requests than one run makes. */
    private static final int EVER = 20;

    private FaultCases() {
    }

    /**
     * What the cases share.
     *
     * @param mode     {@code deactivate} or {@code lock}
     * @param pageSize of the members; 0 is all at once
     * @param retries  0 where a fault strikes once, 1 where it lasts
     */
    record World(String mode, int pageSize, int retries) {

        String[] settings() {
            return new String[] {"lockstep.mode", mode, "lockstep.keycloak.page-size", String.valueOf(pageSize), "lockstep.matrix.page-size", "2",
                "lockstep.retry.reads.count", String.valueOf(retries), "lockstep.retry.reads.delay", "1ms", "lockstep.guard.max-closings", "2", "lockstep.guard.min-closings", "2",
                "lockstep.protect.mas-administrators", "false", "lockstep.look-time", "4s"};
        }

        /** Whether all of what is right is planned in spite of the fault. */
        boolean wholeWhen(FaultCase each) {
            return each.toString().contains("slow");
        }

        @Override
        public String toString() {
            return mode + ", members " + (pageSize == 0 ? "at once" : "by " + pageSize) + (retries == 0 ? "" : ", lasting");
        }
    }

    /** Puts a fault into a sandbox. */
    interface Into {
        void into(Sandbox sandbox);
    }

    /** One case; its name tells it from all others. */
    record FaultCase(World world, String source, String name, ExitCode exit, Into fault) {

        @Override
        public String toString() {
            return name + " [" + world + "]";
        }
    }

    /** A request of a run: what its path holds, and which of those that do it is. */
    private record Place(String source, String name, String path, int number) {

        Faults faults(Sandbox sandbox) {
            return source.equals("Keycloak") ? sandbox.keycloak().faults() : sandbox.synapse().faults();
        }
    }

    private record Named(String name, Fault fault) {
    }

    static Stream<World> worlds() {
        return Stream.of(new World("deactivate", 0, 0), new World("deactivate", 2, 0), new World("lock", 0, 0), new World("lock", 2, 0), new World("deactivate", 2, 1), new World("lock", 0, 1));
    }

    static Stream<FaultCase> all() {
        return worlds().flatMap(world -> Stream.of(broken(world), clocks(world), dripping(world), otherMembers(world), memberPages(world), accountPages(world)).flatMap(each -> each));
    }

    /** Answers that are no answer, once or lasting, at every request. */
    private static Stream<FaultCase> broken(World world) {
        List<FaultCase> cases = new ArrayList<>();
        List<Named> faults = faults().filter(named -> world.retries() == 0 || !named.name().equals("slow")).toList();
        for (Place place : places(world).toList()) {
            for (Named named : faults) {
                if (named.name().equals("an endless body") && world.pageSize() == 0 && place.path().equals(MEMBERS)) {
                    // All at once may be as long as the memory of this very process bears: EndlessAnswersIT has it with a small one.
                    continue;
                }
                cases.add(new FaultCase(world, place.source(), named.name() + " at " + place.name(), exit(world, place, named.name()), sandbox ->
                        IntStream.range(place.number(), place.number() + (world.retries() == 0 ? 1 : EVER)).forEach(number -> place.faults(sandbox).atRequest(place.path(), number, named.fault()))));
            }
        }
        if (world.pageSize() == 0 && world.retries() == 0) {
            return cases.stream();
        }
        // Every mode gets half of them, alternating from place to place: all would take more than a minute.
        return IntStream.range(0, cases.size()).filter(number -> (number / faults.size() + number % faults.size()) % 2 == (world.mode().equals("lock") ? 1 : 0)).mapToObj(cases::get);
    }

    /** A person has to mend what is refused or not there; Keycloak's 401 may be a token that has just ended, unless it refuses to give one, or a new one is refused at the first call too. */
    private static ExitCode exit(World world, Place place, String fault) {
        if (fault.equals("an empty array") && place.name().startsWith("page 4 of the members")) {
            // It is empty.
            return DONE;
        }
        if (world.retries() > 0 && fault.equals("an empty array") && place.name().matches("page [23] of the members, reading (1.*|2 .second look.)")) {
            // Both readings end there, at once or when they are tried again, so nothing is seen (the first look's one try goes to the token): without page 2 too many would be closed, page 3 holds emil alone, and at the second look it closes nobody.
            return place.name().equals("page 2 of the members, reading 1 (first look)") ? HELD : DONE;
        }
        return switch (fault) {
            case "slow" -> DONE;
            case "403", "404" -> SETUP;
            case "401" -> place.source().equals("Synapse") || place.name().equals("the token") || world.retries() > 0 && place.name().startsWith("the group") ? SETUP : INCOMPLETE;
            default -> INCOMPLETE;
        };
    }

    /** A clock that is wrong, at each request of each server: leavers would be absent for a month in a day. */
    private static Stream<FaultCase> clocks(World world) {
        return Stream.of(Duration.ofDays(31), Duration.ofMinutes(-5)).flatMap(ahead -> places(world).filter(place -> world.retries() == 0).map(place -> new FaultCase(world, place.source(),
                "a clock that is " + ahead + " ahead at " + place.name(), SETUP, sandbox -> place.faults(sandbox).atRequest(place.path(), place.number(), Fault.clock(ahead)))));
    }

    private static Stream<Named> faults() {
        return Stream.concat(Stream.concat(Stream.of(401, 403, 404, 429, 500, 502, 503).map(status -> new Named(String.valueOf(status), Fault.status(status))),
                Stream.of(new Named("reset", Fault.reset()), new Named("HTML with 200", Fault.html200()), new Named("cut JSON", Fault.cutJson()), new Named("an empty array", Fault.emptyArray()),
                        new Named("an empty object", Fault.emptyObject()), new Named("slow", Fault.delay(60)))),
                Stream.of(new Named("a body that breaks off", Fault.breakOff()), new Named("an endless body", Fault.endless()), new Named("endless headers", Fault.endlessHeaders()), new Named("a gzip bomb", Fault.gzipBomb()),
                        new Named("a deep array", Fault.deep(100_000))));
    }

    /** Answers that would take a quarter of an hour; each takes all the time that a look has. */
    private static Stream<FaultCase> dripping(World world) {
        if (world.pageSize() > 0 || world.retries() > 0) {
            return Stream.of();
        }
        List<Place> places = places(world).toList();
        // One mode gets the even ones, the other the odd ones.
        return IntStream.range(0, places.size()).filter(number -> number % 2 == (world.mode().equals("lock") ? 1 : 0)).mapToObj(places::get)
                .map(place -> new FaultCase(world, place.source(), "a drip at " + place.name(), INCOMPLETE, sandbox -> place.faults(sandbox).atRequest(place.path(), place.number(), Fault.drip(1, 500))));
    }

    private static Stream<Place> places(World world) {
        List<Place> places = new ArrayList<>();
        if (world.retries() > 0) {
            places.add(new Place("Keycloak", "the token", "/token", 1));
        }
        for (int look = 1; look <= 2; look++) {
            String when = look == 1 ? " (first look)" : " (second look)";
            places.add(new Place("Keycloak", "the group" + when, GROUP, look));
            if (world.pageSize() == 0) {
                places.add(new Place("Keycloak", "the members" + when, MEMBERS, look));
                continue;
            }
            for (int page = 1; page <= MEMBER_PAGES.size(); page++) {
                for (int reading = 1; reading <= 2; reading++) {
                    places.add(new Place("Keycloak", "page " + page + " of the members, reading " + reading + when, MEMBER_PAGES.get(page - 1), 2 * look - 2 + reading));
                }
            }
        }
        if (world.pageSize() > 0 && world.retries() == 0) {
            // The same to Synapse as with all members at once.
            return places.stream();
        }
        places.add(new Place("Synapse", "the version", "/server_version", 1));
        places.add(new Place("Synapse", "whoami", "/whoami", 1));
        for (int page = 1; page <= ACCOUNT_PAGES.size(); page++) {
            places.add(new Place("Synapse", "page " + page + " of the accounts", ACCOUNT_PAGES.get(page - 1), 1));
        }
        return places.stream();
    }

    /** Keycloak lists others, or fewer, and everything looks well: with all at once nothing but the second look and the guard's limits can tell. */
    private static Stream<FaultCase> otherMembers(World world) {
        Map<String, Fault> lies = new LinkedHashMap<>();
        lies.put("another realm's users", Fault.body((uri, body) -> body.replaceAll("\"id\":\"[0-9a-f]{4}", "\"id\":\"ffff").replaceAll("\"username\":\"", "\"username\":\"other-")));
        lies.put("half of the members", edited(users -> without(users, 2)));
        List<FaultCase> cases = new ArrayList<>();
        lies.forEach((name, fault) -> {
            int perLook = world.pageSize() == 0 ? 1 : 8;
            if (name.startsWith("half") && world.pageSize() > 0) {
                return;
            }
            cases.add(new FaultCase(world, "Keycloak", name + " at both looks", HELD, sandbox -> sandbox.keycloak().faults().always(MEMBERS, fault)));
            cases.add(new FaultCase(world, "Keycloak", name + " at the first look", DONE, sandbox -> sandbox.keycloak().faults().next(MEMBERS, perLook, fault)));
            cases.add(new FaultCase(world, "Keycloak", name + " at the second look", DONE, sandbox ->
                    IntStream.rangeClosed(perLook + 1, 2 * perLook).forEach(number -> sandbox.keycloak().faults().atRequest(MEMBERS, number, fault))));
        });
        return world.retries() == 0 ? cases.stream() : Stream.of();
    }

    /** A page of members that comes twice, or that looks like the last one: the two readings differ, or else the guard's limits hold. */
    private static Stream<FaultCase> memberPages(World world) {
        if (world.pageSize() == 0 || world.retries() > 0) {
            return Stream.of();
        }
        List<FaultCase> cases = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            String when = ", reading " + (2 - number % 2) + (number < 3 ? " (first look)" : " (second look)");
            int request = number;
            for (String page : MEMBER_PAGES.subList(1, 3)) {
                cases.add(new FaultCase(world, "Keycloak", "page 1 in place of " + page + when, INCOMPLETE, sandbox -> {
                    AtomicReference<String> first = remembered(sandbox.keycloak().faults(), MEMBER_PAGES.get(0));
                    sandbox.keycloak().faults().atRequest(page, request, Fault.body((uri, body) -> first.get()));
                }));
            }
            for (String page : MEMBER_PAGES.subList(0, 2)) {
                cases.add(new FaultCase(world, "Keycloak", page + " as if it were the last" + when, INCOMPLETE,
                        sandbox -> sandbox.keycloak().faults().atRequest(page, request, edited(users -> without(users, 1)))));
                cases.add(new FaultCase(world, "Keycloak", "another realm's users at " + page + when, INCOMPLETE,
                        sandbox -> sandbox.keycloak().faults().atRequest(page, request, Fault.body((uri, body) -> body.replaceAll("\"id\":\"[0-9a-f]{4}", "\"id\":\"ffff")))));
            }
        }
        for (String page : MEMBER_PAGES.subList(0, 2)) {
            cases.add(new FaultCase(world, "Keycloak", page + " as if it were the last, always", HELD, sandbox -> sandbox.keycloak().faults().always(page, edited(users -> without(users, 1)))));
        }
        return cases.stream();
    }

    /** Pages of accounts that lead nowhere, lack somebody, or belong to another server; each lasts for both readings of the list. */
    private static Stream<FaultCase> accountPages(World world) {
        if (world.retries() > 0 || world.pageSize() > 0) {
            // The same to Synapse.
            return Stream.of();
        }
        List<FaultCase> cases = new ArrayList<>();
        Map<String, Into> lies = new LinkedHashMap<>();
        for (int page = 0; page < 3; page++) {
            String path = ACCOUNT_PAGES.get(page);
            lies.put("page " + (page + 1) + " as if it were the last", sandbox -> sandbox.synapse().faults().always(path, edited(body -> ((ObjectNode) body).without("next_token"))));
            lies.put("page " + (page + 1) + " without one of its accounts", sandbox -> sandbox.synapse().faults().always(path, edited(body -> {
                ((ObjectNode) body).withArray("users").remove(0);
                return body;
            })));
        }
        lies.put("page 1 in place of page 2", sandbox -> {
            AtomicReference<String> first = remembered(sandbox.synapse().faults(), ACCOUNT_PAGES.get(0));
            sandbox.synapse().faults().always(ACCOUNT_PAGES.get(1), Fault.body((uri, body) -> first.get()));
        });
        for (int page = 1; page < 3; page++) {
            String path = ACCOUNT_PAGES.get(page);
            String token = String.valueOf(2 * page + 2);
            lies.put("page " + (page + 1) + " with the accounts of page 1", sandbox -> {
                AtomicReference<String> first = remembered(sandbox.synapse().faults(), ACCOUNT_PAGES.get(0));
                sandbox.synapse().faults().always(path, Fault.body((uri, body) -> first.get().replaceAll("\"next_token\":\"2\"", "\"next_token\":\"" + token + "\"")));
            });
        }
        for (int wrong : List.of(1, -1)) {
            Fault total = edited(body -> ((ObjectNode) body).put("total", body.path("total").asInt() + wrong));
            String name = wrong > 0 ? "a total of one more" : "a total of one fewer";
            lies.put(name + " at every page", sandbox -> sandbox.synapse().faults().always(ACCOUNTS, total));
            lies.put(name + " at the last page", sandbox -> sandbox.synapse().faults().always(ACCOUNT_PAGES.get(3), total));
        }
        lies.put("another server's accounts", sandbox -> sandbox.synapse().faults().always(ACCOUNTS, Fault.body((uri, body) -> body.replace(":corp.example", ":other.example"))));
        lies.put("an owner who is not listed", sandbox -> sandbox.synapse().faults().always("/whoami", Fault.body((uri, body) -> body.replace("@admin:", "@nobody:"))));
        // No mode is asked before the list is whole: every mode gets half of them.
        int mode = world.mode().equals("lock") ? 1 : 0;
        List<String> names = List.copyOf(lies.keySet());
        IntStream.range(0, names.size()).filter(number -> number % 2 == mode)
                .forEach(number -> cases.add(new FaultCase(world, "Synapse", names.get(number), INCOMPLETE, lies.get(names.get(number)))));
        cases.add(new FaultCase(world, "Matrix", "an owner from another server", SETUP,
                sandbox -> sandbox.synapse().faults().always("/whoami", Fault.body((uri, body) -> body.replace(":corp.example", ":other.example")))));
        return cases.stream();
    }

    /** Keeps the newest true answer of a request for later. */
    static AtomicReference<String> remembered(Faults faults, String path) {
        AtomicReference<String> answer = new AtomicReference<>();
        faults.always(path, Fault.body((uri, body) -> {
            answer.set(body);
            return body;
        }));
        return answer;
    }

    private static Fault edited(UnaryOperator<JsonNode> edit) {
        return Fault.body((uri, body) -> {
            try {
                return edit.apply(JSON.readTree(body)).toString();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** The list, cut after so many. */
    private static JsonNode without(JsonNode users, int after) {
        while (users.size() > after) {
            ((com.fasterxml.jackson.databind.node.ArrayNode) users).remove(after);
        }
        return users;
    }
}

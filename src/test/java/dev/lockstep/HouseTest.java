package dev.lockstep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom: the design, held. A new package has to be entered here. */
class HouseTest {

    private static final String ROOT = "dev.lockstep";

    /** Each package of ours and those of ours that it may know. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry("account", Set.of()),
            entry("settings", Set.of()),
            entry("plan", Set.of("account")),
            entry("net", Set.of("account", "settings")),
            entry("keycloak", Set.of("account", "settings", "net")),
            entry("synapse", Set.of("account", "settings", "net")),
            entry("mas", Set.of("account", "settings", "net")),
            entry("ledger", Set.of("account", "plan", "settings")),
            // ActionSteps turns decisions into the calls of mas-cli, and their failures into outcomes.
            // What people and programs read: views of these, and what makes text, JSON, Markdown and HTML of them.
            entry("report", Set.of("account", "plan", "ledger", "run")),
            entry("run", Set.of("account", "plan", "settings", "net", "ledger", "mas")),
            // It is told of ended runs, and asks the ledger; nobody but the command line knows it.
            entry("management", Set.of("account", "plan", "settings", "ledger", "run")),
            entry("sandbox", Set.of()),
            // The command line starts things: the demo the sandbox; it shows plans, pauses by a word in the ledger, and checks it and the way to the servers.
            entry("cli", Set.of("account", "plan", "settings", "net", "run", "ledger", "report", "management", "sandbox")),
            entry("karaf", Set.of("settings", "run")));

    private static JavaClasses house;

    @BeforeAll
    static void look() {
        // Our own classes are enough: what they name of others is known by its name.
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        house = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);
    }

    static Stream<String> packages() {
        return MAY_KNOW.keySet().stream().sorted();
    }

    @Test
    void every_package_has_its_place_in_the_house() {
        Set<String> there = house.stream().map(each -> each.getPackageName().substring(ROOT.length()).replaceFirst("^\\.", "")).collect(Collectors.toCollection(TreeSet::new));
        assertThat(there).isSubsetOf(MAY_KNOW.keySet());
    }

    @ParameterizedTest
    @MethodSource("packages")
    void a_package_knows_those_alone_that_it_may_know(String name) {
        String[] known = Stream.concat(Stream.of(name), MAY_KNOW.get(name).stream()).map(HouseTest::in).toArray(String[]::new);
        noClasses().that().resideInAPackage(in(name)).should().dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(known)))
                .allowEmptyShould(true).check(house);
    }

    @Test
    void nobody_knows_the_command_line() {
        noClasses().that().resideOutsideOfPackage(in("cli")).should().dependOnClassesThat().resideInAPackage(in("cli")).check(house);
    }

    @Test
    void nobody_knows_the_karaf_component() {
        noClasses().that().resideOutsideOfPackage(in("karaf")).should().dependOnClassesThat().resideInAPackage(in("karaf")).check(house);
    }

    @Test
    void nobody_but_the_command_line_knows_the_sandbox() {
        noClasses().that().resideOutsideOfPackages(in("sandbox"), in("cli")).should().dependOnClassesThat().resideInAPackage(in("sandbox")).check(house);
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "plan", "settings", "net", "ledger", "keycloak", "management", "sandbox", "report"})
    void camel_is_not_known_here(String name) {
        noClasses().that().resideInAPackage(in(name)).should().dependOnClassesThat().resideInAPackage("org.apache.camel..").allowEmptyShould(true).check(house);
    }

    @Test
    void camel_main_and_picocli_are_known_to_the_command_line_alone() {
        noClasses().that().resideOutsideOfPackage(in("cli")).should().dependOnClassesThat().resideInAnyPackage("org.apache.camel.main..", "picocli..").check(house);
    }

    @Test
    void keycloaks_client_is_known_to_its_adapter_alone() {
        noClasses().that().resideOutsideOfPackage(in("keycloak")).should().dependOnClassesThat().resideInAnyPackage("org.keycloak..", "jakarta.ws.rs..", "org.jboss.resteasy..").check(house);
    }

    @Test
    void micrometer_is_known_to_the_management_port_alone() {
        noClasses().that().resideOutsideOfPackage(in("management")).should().dependOnClassesThat().resideInAnyPackage("io.micrometer..", "io.prometheus..").check(house);
    }

    @Test
    void sql_is_known_to_the_ledger_alone() {
        noClasses().that().resideOutsideOfPackage(in("ledger")).should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..").check(house);
    }

    @Test
    void osgi_is_known_to_the_karaf_component_alone() {
        noClasses().that().resideOutsideOfPackage(in("karaf")).should().dependOnClassesThat().resideInAPackage("org.osgi..").check(house);
    }

    @Test
    void values_and_the_planner_do_no_input_or_output() {
        noClasses().that().resideInAnyPackage(in("account"), in("plan"), in("report")).should().dependOnClassesThat(inAny("java.io", "java.nio.file..", "java.net..", "org.slf4j..")).check(house);
    }

    /** What runs a program is mas-cli's executor; the sandbox's commands are started by it as well. */
    @Test
    void programs_are_started_in_one_place() {
        noClasses().that().doNotHaveFullyQualifiedName(ROOT + ".mas.MasCli").should().dependOnClassesThat().haveFullyQualifiedName(ProcessBuilder.class.getName())
                .orShould().callMethod(Runtime.class, "exec", String.class).orShould().callMethod(Runtime.class, "exec", String[].class).check(house);
    }

    @Test
    void the_process_is_ended_by_the_command_line_alone() {
        noClasses().that().resideOutsideOfPackages(in("cli"), in("sandbox")).should().callMethod(System.class, "exit", int.class).check(house);
    }

    @Test
    void there_are_no_cycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(house);
    }

    private static String in(String name) {
        return ROOT + "." + name + "..";
    }

    private static DescribedPredicate<JavaClass> inAny(String... packages) {
        // Serializable is a mark, not an input or output; every record, enum and exception may bear it.
        return JavaClass.Predicates.resideInAnyPackage(packages).and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(java.io.Serializable.class)))
                .as("input or output in %s", Arrays.toString(packages));
    }
}

package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decision table, case by case: every file of {@code src/test/resources/plan} is a rule as a sentence. */
class SyncPlannerGoldenTest {

    /** Read where they are written: a renamed case must not live on as a copy. */
    private static final Path CASES = Path.of("src", "test", "resources", "plan");

    /** A file, shown by its sentence. */
    record Case(String sentence, Path file) {

        @Override
        public String toString() {
            return sentence;
        }
    }

    static List<Case> cases() {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted()
                    .map(file -> new Case(file.getFileName().toString().replace(".json", "").replace('-', ' '), file)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void thePlanIsExactlyWhatTheCaseSays(Case golden) {
        GoldenCase world = GoldenCase.read(golden.file());

        SyncPlan plan = world.plan();

        assertThat(GoldenCase.Outcome.of(plan, world.accounts().keySet())).as(golden.sentence()).isEqualTo(world.expected());
        assertThat(plan.accounts()).isEqualTo(world.accounts().size());
        assertThat(plan.members()).isEqualTo(world.members().size());
        assertThat(plan.mode()).isEqualTo(world.policy().policy().mode() == SyncPolicy.Mode.LOCK ? "lock" : "deactivate");
    }

    @Test
    void everyRuleHasACase() {
        Set<String> named = new HashSet<>();
        cases().stream().map(golden -> GoldenCase.read(golden.file())).forEach(world -> {
            world.actions().values().forEach(words -> named.add(words.substring(words.indexOf(": ") + 2)));
            named.addAll(world.skipped().values());
            named.addAll(world.unchanged().values());
        });

        List<String> rules = Arrays.stream(Rule.values()).map(Rule::id).toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(rules);
    }

    @Test
    void theNumbersOfTheCasesAreUniqueAndWithoutAGap() {
        List<String> numbers = cases().stream().map(golden -> golden.sentence().split(" ")[0]).sorted(Comparator.comparing(Integer::valueOf)).toList();

        assertThat(numbers).containsExactlyElementsOf(Stream.iterate(1, number -> number + 1).limit(numbers.size()).map("%02d"::formatted).toList());
    }
}

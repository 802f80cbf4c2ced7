package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.account.AccountState;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeaningTest {

    @ParameterizedTest
    @EnumSource
    void every_rule_means_something_that_no_other_means(Rule rule) {
        String sentence = Meaning.of(rule).sentence();

        assertThat(sentence).matches("[A-Z].{20,}\\.").doesNotContain(". ").as("what may be set elsewhere is not told to who asks for one person").doesNotContain("lockstep.reopen=");
        assertThat(Arrays.stream(Rule.values()).map(Meaning::of).map(Meaning::sentence)).containsOnlyOnce(sentence);
    }

    /** A plan leaves such rules out: which of them it was must be clear from the account's state alone. */
    @Test
    void every_rule_that_a_plan_leaves_out_is_known_by_the_state_of_the_account() {
        assertThat(Stream.of(AccountState.values()).map(Meaning::unnamed).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Rule.values()).filter(Rule::nothingNeeded).toList());
    }
}

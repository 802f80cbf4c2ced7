package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.account.AccountAction;
import dev.lockstep.account.AccountState;
import dev.lockstep.account.Mxid;
import dev.lockstep.plan.Decision;
import dev.lockstep.plan.Decision.Person;
import dev.lockstep.plan.Renamed;
import dev.lockstep.plan.Rule;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Unmapped;
import dev.lockstep.plan.Verdict;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.JudgedRun;
import dev.lockstep.run.SyncRun;
import dev.lockstep.run.SyncRun.ActionResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands print: no name in it moves the cursor, colours a line or turns the writing direction, and none of them is taken for a file. */
class OutputTest {

    private static final String NAME = "a\u001b[31m\u202eb\u009b2J\u007f\udb40\udc41c";
    private static final Mxid HOSTILE = new Mxid(NAME, "example.org");

    @Test
    void a_reason_to_hold_obeys_nothing_of_a_name_in_it() {
        for (BiConsumer<PrintWriter, SyncRun> print : List.<BiConsumer<PrintWriter, SyncRun>>of(Output::plan, Output::sync)) {
            String printed = printed(print);

            assertThat(printed).contains("a\\u001b[31m\\u202eb").contains("It would close '@a\\u001b");
            assertThat(printed.lines()).isNotEmpty().allSatisfy(OutputTest::requireVisible);
        }
    }

    @Test
    void json_is_as_harmless_and_says_the_same() throws Exception {
        String printed = printed(Output::run);

        requireVisible(printed.strip());
        assertThat(new ObjectMapper().readTree(printed).at("/actions/0/mxid").asText()).isEqualTo(HOSTILE.toString());
        assertThat(new ObjectMapper().readTree(printed).at("/unmapped/0/username").asText()).isEqualTo("j\u00fcrgen " + NAME);
        assertThat(printed).contains("j\u00fcrgen");
    }

    @Test
    void a_stack_is_as_harmless() {
        String story = ExitCode.story(new IllegalStateException("No " + NAME, new IllegalArgumentException(NAME)));

        assertThat(story).contains("Caused by: ", "OutputTest").doesNotContain("\u001b");
        assertThat(story.lines()).allSatisfy(OutputTest::requireVisible);
    }

    @Test
    void a_matrix_user_id_is_no_file_of_arguments(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("carl"), "admin");

        assertThat(Lockstep.commandLine().parseArgs("explain", "@" + file).subcommand().matchedPositionalValue(0, "")).isEqualTo("@" + file);
    }

    @ParameterizedTest
    @CsvSource({"done, Done:", "halted, Not finished:", "not-begun, Not finished:"})
    void a_run_that_leaves_something_to_the_next_is_not_said_to_be_done(String outcome, String word) {
        SyncRun run = JudgedRun.of(new Verdict(new SyncPlan("deactivate", 1, 2, 0, 2, List.of(), List.of(), List.of(), List.of(), true, List.of()), List.of()),
                new ActionResult("@carl:example.org", "deactivate", outcome, 1, ""));
        StringWriter out = new StringWriter();

        Output.sync(new PrintWriter(out, true), run);

        assertThat(out.toString().lines().reduce((first, last) -> last)).get().asString().startsWith(word);
    }

    private static String printed(BiConsumer<PrintWriter, SyncRun> print) {
        Decision closing = new Decision(HOSTILE, Person.NOT_IN_GROUP, Optional.of(AccountState.ACTIVE), Optional.of(AccountAction.DEACTIVATE), Rule.LEFT_GROUP);
        SyncPlan plan = new SyncPlan("deactivate", 1, 2, 0, 2, List.of(closing), List.of(), List.of(new Unmapped("j\u00fcrgen " + NAME, "has no e-mail address")), List.of(), true,
                List.of(new Renamed(NAME, HOSTILE)));
        StringWriter out = new StringWriter();
        print.accept(new PrintWriter(out, true), JudgedRun.of(new Verdict(plan, List.of("It would close '" + HOSTILE + "'."))));
        return out.toString();
    }

    private static void requireVisible(String line) {
        assertThat(line).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
    }
}

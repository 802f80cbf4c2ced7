package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.plan.GuardPolicy;
import dev.lockstep.plan.GuardPolicy.Limit;
import dev.lockstep.plan.History;
import dev.lockstep.plan.PlanGuard;
import dev.lockstep.plan.Reason;
import dev.lockstep.plan.SyncPlan;
import dev.lockstep.plan.Unmapped;
import dev.lockstep.plan.Verdict;
import dev.lockstep.plan.Verdict.Hold;
import dev.lockstep.run.JudgedRun;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A plan as people see it. */
class PlanReportTest {

    @Test
    void each_kind_has_its_sign_and_they_stand_together_in_aligned_columns_before_one_line_of_counts() {
        assertThat(lines(Plans.mixed(), false, TextRenderer.ENDLESS)).containsExactly(
                "  MXID                PERSON                  ACCOUNT      ACTION      RULE",
                "+ @emil:example.org   in the group            deactivated  activate    member-returns",
                "- @carl:example.org   not in the group        active       deactivate  left-group",
                "- @bob:example.org    not in the group        active       deactivate  left-group",
                "~ @fay:example.org    in the group, disabled  active       lock        member-disabled",
                "! @admin:example.org  not in the group        active       left alone  token-owner",
                "",
                "Plan " + Plans.mixed().id() + ": 1 to activate, 2 to deactivate, 1 to lock, 1 left alone, 2 unchanged; 3 members, 9 accounts.");
    }

    @Test
    void colours_belong_to_the_kinds_and_are_there_where_they_are_wanted_alone() {
        String coloured = String.join("\n", new TextRenderer(Ink.COLOURS, TextRenderer.ENDLESS).lines(report(Plans.mixed(), false).blocks()));

        assertThat(coloured).contains("\u001b[32m+\u001b[0m @emil", "\u001b[31m-\u001b[0m @carl", "\u001b[33m~\u001b[0m @fay", "\u001b[35m!\u001b[0m @admin");
        assertThat(String.join("\n", lines(Plans.mixed(), false, 80))).doesNotContain("\u001b");
    }

    @Test
    void a_narrow_terminal_loses_what_the_rule_says_too_and_no_line_is_wider_than_it() {
        List<String> lines = lines(Plans.mixed(), false, 80);

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(lines.get(0)).isEqualTo("  MXID                ACCOUNT      ACTION      RULE");
        assertThat(lines.get(1)).isEqualTo("+ @emil:example.org   deactivated  activate    member-returns");
    }

    @Test
    void a_name_that_is_wider_than_the_terminal_stays_whole() {
        String name = "x".repeat(100);

        assertThat(lines(Plans.of(Plans.closing(name)), false, 80)).startsWith("- @" + name + ":example.org", "    person not in the group  account active  action deactivate  rule left-group");
    }

    @Test
    void a_long_list_is_cut_and_the_rest_counted_unless_all_is_asked_for() {
        List<String> cut = lines(Plans.closings(50), false, 80);
        assertThat(cut).filteredOn(line -> line.startsWith("- @")).hasSize(20);
        assertThat(cut).contains("- and 30 more (--all shows them)");

        assertThat(lines(Plans.closings(50), true, 80)).filteredOn(line -> line.startsWith("- @")).hasSize(50);
        assertThat(lines(Plans.closings(21), false, 80)).as("to say that there is one more takes no less room").filteredOn(line -> line.startsWith("- @")).hasSize(21);
    }

    @Test
    void a_hold_is_a_heading_its_reasons_their_names_and_the_command_to_copy() {
        SyncPlan plan = Plans.closings(12);
        Verdict verdict = new Verdict(plan, List.of(new Reason("It would change 12 accounts", IntStream.range(0, 12).mapToObj(i -> "@p0" + i + ":example.org").toList(), "Read it."), Reason.of("Paused.")));
        List<String> lines = new TextRenderer(Ink.NONE, 80).lines(PlanReport.of(JudgedRun.planned(verdict), false, new Caller("bin/lockstep", List.of("--config", "/etc/my file"))).blocks());

        int heading = lines.indexOf("A sync would be held:");
        assertThat(lines.subList(heading, heading + 4)).containsExactly("A sync would be held:", "  * It would change 12 accounts. Read it.", "        @p00:example.org", "        @p01:example.org");
        assertThat(lines).filteredOn(line -> line.startsWith("        @p")).hasSize(10);
        assertThat(lines.subList(heading + 12, lines.size())).containsExactly("        and 2 more", "  * Paused.", "When that is settled and this very plan is right:", "",
                "    bin/lockstep apply " + plan.id() + " --config '/etc/my file'", "");
    }

    @Test
    void a_plan_does_not_send_its_reader_to_the_plan_and_names_the_same_people_once() {
        SyncPlan plan = Plans.closings(12);
        Verdict verdict = new PlanGuard(new GuardPolicy(new Limit(10, true), 5, 5, true, false, false)).check(plan, History.none(Instant.EPOCH));
        List<String> lines = new TextRenderer(Ink.NONE, 80).lines(PlanReport.of(JudgedRun.planned(verdict), false, Caller.PLAIN).blocks());

        assertThat(lines).filteredOn(line -> line.startsWith("        @p000")).hasSize(1);
        assertThat(lines).contains("        the same 12 as above");
        assertThat(String.join(" ", lines)).contains("This is the first plan").doesNotContain("Read it with");
        assertThat(verdict.reason().orElseThrow()).as("in a log it does").contains("Read it with 'lockstep plan'.");
    }

    @Test
    void members_without_an_id_are_named_once_and_their_lines_are_broken_at_words() {
        SyncPlan plan = new SyncPlan("deactivate", 3, 9, 2, 4, List.of(), List.of(), List.of(new Unmapped("max muster", "'max muster' is not a Matrix localpart: only a-z 0-9 . _ = - / + are allowed"),
                new Unmapped("anna", "has no verified e-mail address"), new Unmapped("ben", "'b@n' is not a Matrix localpart")), List.of(), true, List.of());

        assertThat(lines(plan, false, 80)).containsSubsequence("        'max muster' is not a Matrix localpart: only a-z 0-9 . _ = - / + are", "          allowed", "        'anna' has no verified e-mail address",
                "        'ben': 'b@n' is not a Matrix localpart");
    }

    @Test
    void of_a_plan_that_is_held_in_part_the_rows_say_which() {
        SyncPlan plan = Plans.mixed();
        Verdict verdict = new Verdict(plan, List.of(), List.of(new Hold(Set.of(Plans.mxid("bob")), Reason.of("Doubtful."))));
        List<String> lines = new TextRenderer(Ink.NONE, TextRenderer.ENDLESS).lines(PlanReport.of(JudgedRun.planned(verdict), false, Caller.PLAIN).blocks());

        assertThat(lines).anyMatch(line -> line.matches("- @bob:.*left-group +held")).anyMatch(line -> line.matches("- @carl:.*left-group +-")).contains("A sync would carry out 3 of these and hold 1:");
    }

    private static List<String> lines(SyncPlan plan, boolean all, int width) {
        return new TextRenderer(Ink.NONE, width).lines(report(plan, all).blocks());
    }

    private static Report report(SyncPlan plan, boolean all) {
        return PlanReport.of(JudgedRun.planned(new Verdict(plan, List.of())), all, Caller.PLAIN);
    }
}

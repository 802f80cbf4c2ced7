package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.plan.Reason;
import dev.lockstep.plan.Verdict;
import dev.lockstep.report.Block.Column;
import dev.lockstep.report.Block.Row;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Block.Table;
import dev.lockstep.run.JudgedRun;
import dev.lockstep.run.SyncRun;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms of a report: whatever a name is, it moves no cursor, colours nothing, turns no writing direction and is no markup. */
class RenderersTest {

    private static final String NAME = Plans.HOSTILE;

    static Stream<Renderer> renderers() {
        return Stream.of(new TextRenderer(Ink.NONE, TextRenderer.ENDLESS), new TextRenderer(Ink.NONE, 40), new JsonRenderer(), new MarkdownRenderer(), new HtmlRenderer());
    }

    @ParameterizedTest
    @MethodSource("renderers")
    void nothing_invisible_of_a_name_is_printed(Renderer renderer) {
        for (Report report : List.of(PlanReport.of(held(), true, Caller.PLAIN), ResultReport.of(held(), false, true, Caller.PLAIN))) {
            assertThat(renderer.render(report).lines()).isNotEmpty().allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]"));
        }
    }

    @Test
    void json_says_the_same_as_the_name() throws Exception {
        JsonNode plan = new ObjectMapper().readTree(new JsonRenderer().render(PlanReport.of(held(), true, Caller.PLAIN)));

        assertThat(plan.at("/actions/0/mxid").asText()).isEqualTo(Plans.mxid(NAME).toString());
        assertThat(plan.at("/unmapped/0/username").asText()).isEqualTo("j\u00fcrgen " + NAME);
    }

    @Test
    void html_holds_no_element_and_no_entity_of_a_name() {
        String html = new HtmlRenderer().render(PlanReport.of(held(), true, Caller.PLAIN));

        assertThat(html).contains("<table>", "<th>MXID</th>", "<code>@a\\u001b[31m\\u202eb\\u009b2J\\u007f|`&lt;b&gt;&amp;*_[x](y)c:example.org</code>", "<pre>lockstep apply ").doesNotContain("<b>");
    }

    @Test
    void markdown_keeps_a_name_in_its_cell_and_as_code() {
        String markdown = new MarkdownRenderer().render(PlanReport.of(held(), true, Caller.PLAIN));
        List<String> rows = markdown.lines().filter(line -> line.startsWith("| `-`")).toList();

        assertThat(markdown).contains("|   | MXID | PERSON | ACCOUNT | ACTION | RULE |", "    lockstep apply ");
        assertThat(rows).singleElement().asString().contains("| `` @a\\u001b[31m\\u202eb\\u009b2J\\u007f\\|`<b>&*_[x](y)c:example.org `` |");
        assertThat(rows.get(0).replace("\\|", "").chars().filter(letter -> letter == '|').count()).as("cells").isEqualTo(7);
    }

    @Test
    void markdown_takes_the_meaning_from_what_is_special_in_a_sentence() {
        assertThat(new MarkdownRenderer().render(sentence("a*b*_c_ [x](y) <b> `d` #1 a|b \\"))).isEqualTo("a\\*b\\*\\_c\\_ \\[x\\](y) \\<b\\> \\`d\\` \\#1 a\\|b \\\\");
    }

    @Test
    void a_row_that_counts_the_rest_has_as_many_cells_as_the_others() {
        Table table = new Table(List.of(Column.name("MXID"), Column.of("RULE")), List.of(Row.of(Kind.LOCK, List.of("@a:h", "left-group")), Row.rest(Kind.LOCK, "and 3 more")));
        Report report = new Report(Map.of(), List.of(table));

        assertThat(new MarkdownRenderer().render(report)).endsWith("| `~` | and 3 more |  |");
        assertThat(new HtmlRenderer().render(report)).contains("<tr><td>~</td><td>and 3 more</td><td></td></tr>");
    }

    @Test
    void prose_is_wrapped_at_blanks_and_in_its_column() {
        Table table = new Table(List.of(Column.of("ID"), Column.prose("WHY")), List.of(Row.of(List.of("1", "The database of this server did not answer in time."))));

        assertThat(new TextRenderer(Ink.NONE, 40).lines(List.of(table))).containsExactly("ID  WHY", "1   The database of this server did not", "    answer in time.");
        assertThat(new TextRenderer(Ink.NONE, 40).lines(sentence("The database of this server did not answer in time.").blocks())).containsExactly("The database of this server did not", "answer in time.");
    }

    @Test
    void wide_letters_and_marks_keep_the_columns_aligned() {
        Table table = new Table(List.of(Column.name("WHO"), Column.of("RULE")), List.of(Row.of(List.of("\u5f20\u4e09", "a")), Row.of(List.of("u\u0308", "b"))));

        assertThat(new TextRenderer(Ink.NONE, 40).lines(List.of(table))).containsExactly("WHO   RULE", "\u5f20\u4e09  a", "u\u0308     b");
    }

    private static Report sentence(String text) {
        return new Report(Map.of(), List.of(new Sentence(text, Tone.PLAIN)));
    }

    private static SyncRun held() {
        return JudgedRun.of(new Verdict(Plans.hostile(), List.of(new Reason("It would close '" + NAME + "'", List.of(Plans.mxid(NAME).toString()), "Look."))));
    }
}

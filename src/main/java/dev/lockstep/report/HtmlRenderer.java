package dev.lockstep.report;

import dev.lockstep.account.Shown;
import dev.lockstep.report.Block.Column;
import dev.lockstep.report.Block.Command;
import dev.lockstep.report.Block.Facts;
import dev.lockstep.report.Block.Listed;
import dev.lockstep.report.Block.Row;
import dev.lockstep.report.Block.Sentence;
import dev.lockstep.report.Block.Sort;
import dev.lockstep.report.Block.Table;
import java.util.List;
import java.util.stream.Collectors;

/** A report as a piece of HTML, to be pasted into a ticket or a page: no styles, no scripts, and nothing of a name is markup. */
public final class HtmlRenderer implements Renderer {

    @Override
    public String render(Report report) {
        return report.blocks().stream().map(HtmlRenderer::block).filter(part -> !part.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static String block(Block block) {
        if (block instanceof Sentence sentence) {
            return element("p", sentence.tone() == Tone.PLAIN ? text(sentence.text()) : element("strong", text(sentence.text())));
        } else if (block instanceof Table table) {
            return table.rows().isEmpty() ? "" : table(table);
        } else if (block instanceof Listed listed) {
            String names = listed.names().stream().map(name -> element("li", element("code", text(name)))).collect(Collectors.joining())
                    + (listed.others() > 0 ? element("li", "and " + listed.others() + " more") : "");
            return element("ul", element("li", text(listed.text()) + (names.isEmpty() ? "" : element("ul", names))));
        } else if (block instanceof Command command) {
            return element("p", text(command.lead())) + "\n" + element("pre", text(String.join(" ", command.words())));
        }
        Facts facts = (Facts) block;
        return element("p", element("strong", text(facts.about()))) + "\n" + element("ul", facts.facts().stream().map(fact -> element("li", text((fact.label() + " " + fact.text()).strip())
                + (fact.items().isEmpty() ? "" : element("ul", fact.items().stream().map(item -> element("li", text(item))).collect(Collectors.joining()))))).collect(Collectors.joining("\n")));
    }

    private static String table(Table table) {
        boolean signs = table.rows().stream().anyMatch(row -> row.kind().isPresent());
        boolean notes = table.rows().stream().anyMatch(row -> !row.cells().isEmpty() && !row.note().isEmpty());
        String head = (signs ? element("th", "") : "") + table.columns().stream().map(column -> element("th", text(column.title()))).collect(Collectors.joining())
                + (notes ? element("th", "NOTE") : "");
        return "<table>\n" + element("tr", head) + "\n" + table.rows().stream().map(row -> element("tr", cells(table.columns(), row, signs, notes))).collect(Collectors.joining("\n")) + "\n</table>";
    }

    private static String cells(List<Column> columns, Row row, boolean signs, boolean notes) {
        StringBuilder cells = new StringBuilder(signs ? element("td", row.kind().map(kind -> text(kind.symbol())).orElse("")) : "");
        for (int i = 0; i < columns.size(); i++) {
            String cell = row.cells().isEmpty() ? i == 0 ? row.note() : "" : row.cells().get(i);
            cells.append(element("td", columns.get(i).sort() == Sort.NAME && !row.cells().isEmpty() ? element("code", text(cell)) : text(cell)));
        }
        return cells.append(notes ? element("td", row.cells().isEmpty() ? "" : text(row.note())) : "").toString();
    }

    private static String element(String name, String content) {
        return "<" + name + ">" + content + "</" + name + ">";
    }

    private static String text(String raw) {
        StringBuilder text = new StringBuilder();
        Shown.text(raw).codePoints().forEach(point -> {
            switch (point) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.appendCodePoint(point);
            }
        });
        return text.toString();
    }
}
